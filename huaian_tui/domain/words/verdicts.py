"""What a forecast says of a milestone (``domain.evaluation.forecasts``), and by what it is asked for."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """可能逾期, 未见逾期迹象, or 不足以判断: too few cases stood alike."""

    LIKELY_LATE = "likely_late"
    NO_SIGN = "no_sign"
    UNKNOWN = "unknown"

    @property
    def word(self) -> str:
        """The words an officer reads."""
        return VERDICTS[self]


VERDICTS: dict[Verdict, str] = {
    Verdict.LIKELY_LATE: "可能逾期",
    Verdict.NO_SIGN: "未见逾期迹象",
    Verdict.UNKNOWN: "不足以判断",
}

VERDICTS_ASKED: dict[Verdict, tuple[str, ...]] = {
    Verdict.LIKELY_LATE: ("可能逾期", "knyq", "kenengyuqi", "预测"),
    Verdict.NO_SIGN: ("未见逾期迹象", "wjyqjx", "weijianyuqijixiang", "预测"),
    Verdict.UNKNOWN: ("不足以判断", "bzypd", "buzuyipanduan", "预测"),
}
"""The words by which lists are narrowed to them."""


def verdict_word(verdict: str) -> str:
    """What people call it; that of a newer program as it stands."""
    return Verdict(verdict).word if verdict in list(Verdict) else verdict
