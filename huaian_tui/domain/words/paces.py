"""序时 in words: whether what is measured keeps pace (``domain.rules.pace``), and by what it is asked for."""

from __future__ import annotations

from enum import StrEnum


class Pace(StrEnum):
    """达序时, 未达序时, or 不适用: nothing to measure, which is never counted against a unit."""

    ON_PACE = "on_pace"
    BEHIND = "behind"
    NOT_APPLICABLE = "not_applicable"

    @property
    def word(self) -> str:
        """The word an officer reads."""
        return PACE_TITLES[self]


PACE_TITLES: dict[Pace, str] = {
    Pace.ON_PACE: "达序时",
    Pace.BEHIND: "未达序时",
    Pace.NOT_APPLICABLE: "不适用",
}

PACE_ASKED: dict[Pace, tuple[str, ...]] = {
    Pace.BEHIND: ("未达序时", "wdxs", "weidaxushi", "序时", "落后序时"),
    Pace.ON_PACE: ("达序时", "dxs", "daxushi", "序时"),
}
"""What lists can be narrowed to, and the words for it."""


def pace_cell(pace: Pace | None) -> str:
    """What a list says; nothing where nothing is measured."""
    return "" if pace in (None, Pace.NOT_APPLICABLE) else PACE_TITLES[pace]


def worst_pace(paces: list[Pace]) -> Pace | None:
    """Of a task: 未达序时 where one of its measured targets is, 达序时 where all keep pace; None: none is."""
    if Pace.BEHIND in paces:
        return Pace.BEHIND
    return Pace.ON_PACE if Pace.ON_PACE in paces else None
