"""Where a report of a unit (单位自报) stands."""

from __future__ import annotations

from enum import StrEnum


class ReportState(StrEnum):
    """A report is pending until an officer confirms or rejects it; only a confirmed one is a fact."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"

    @property
    def word(self) -> str:
        """The word an officer reads."""
        return STATE_TITLES[self]


STATE_TITLES: dict[ReportState, str] = {
    ReportState.PENDING: "待核实",
    ReportState.CONFIRMED: "已确认",
    ReportState.REJECTED: "已驳回",
}
