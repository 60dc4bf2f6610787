"""Forecasts in words, as screens, papers and pages of commands say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.evaluation.forecasts import Forecast, Reason, Score
from huaian_tui.domain.evaluation.intervals import LEAST, NO_FIGURE
from huaian_tui.domain.words.verdicts import Verdict, verdict_word

CAME: dict[bool | None, str] = {None: "未到期", True: "未按期", False: "按期"}
"""What became of a date that was foretold."""


def forecast_words(said: Forecast, why: Sequence[str], day: date) -> str:
    """可能逾期（可能性72%，2026-11-30推算）：97天没有记录（类似情形 23 例，未按期 15 例）."""
    if said.verdict is Verdict.UNKNOWN:
        return f"{said.verdict.word}（类似情形不足 {LEAST} 例，{day.isoformat()}推算）"
    of_day = f"（可能性{share_words(said.likelihood)}，{day.isoformat()}推算）"
    reasons = f"：{'；'.join(why)}" if why else ""
    return f"{said.verdict.word}{of_day}{reasons}（{alike_words(said)}）"


def recorded_words(day: date, verdict: str, likelihood: float) -> str:
    """2026-11-02 记为可能逾期（可能性70%）."""
    return f"{day.isoformat()} 记为{verdict_word(verdict)}（可能性{share_words(likelihood)}）"


def recorded_told(made: int, before: int, unknown: int) -> str:
    """How many were recorded, how many had been in this month, of how many nothing could be said."""
    said = f"已记下 {made} 个节点的预测"
    said += f"；本月已记过 {before} 个" if before else ""
    return said + (f"；不足以判断 {unknown} 个，没有记" if unknown else "")


def alike_words(said: Forecast) -> str:
    """Of how many that stood alike so many came late."""
    return f"类似情形 {said.alike} 例，未按期 {said.alike_late} 例"


def all_words(said: Forecast) -> str:
    """Of all that were as near to their dates, whatever their case, how many came late; empty for none.

    A likelihood lies between this share and that of those alike: few of those weigh little.
    """
    return f"不论情形的 {said.cases} 例，未按期 {share_words(said.base)}" if said.cases else ""


def share_words(share: float | None) -> str:
    """A likelihood in whole per cent; "–" for none."""
    return NO_FIGURE if share is None else f"{100 * share:.0f}%"


def reason_word(reason: str) -> str:
    """What people call a reason; that of a newer program as it stands."""
    return Reason(reason).word if reason in list(Reason) else reason


def score_words(found: Score) -> list[str]:
    """The score in sentences."""
    return [*_scored(found), *_left_out(found)]


def _left_out(found: Score) -> list[str]:
    told = f"另有 {found.left_out} 条的可能性不在 0 到 1 之间，不是本程序写的，没有计入；可以撤回。"
    return [told] if found.left_out else []


def _scored(found: Score) -> list[str]:
    if found.brier is None or found.base_brier is None:
        return [f"已到期的预测 {found.number} 条，不足 {LEAST} 条：不足以判断。"]
    told = [f"已到期的预测 {found.number} 条，未按期 {found.late} 条。"]
    told.append(f"Brier 分数 {found.brier:.3f}，总体比例的 {found.base_brier:.3f}。")
    if found.skill is None:
        return [*told, "结果全都一样，无从比较。"]
    better = "好" if found.skill >= 0 else "差"
    return [*told, f"比只说总体比例{better} {100 * abs(found.skill):.1f}%。"]
