"""What stands in the calendar of an office, as the store answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryKind(StrEnum):
    """What is to be on a day."""

    DEADLINE = "deadline"
    VISIT = "visit"
    REPLY = "reply"

    @property
    def word(self) -> str:
        """What it is called in a calendar."""
        return ENTRY_TITLES[self]


ENTRY_TITLES: dict[EntryKind, str] = {
    EntryKind.DEADLINE: "节点到期",
    EntryKind.VISIT: "回访",
    EntryKind.REPLY: "反馈到期",
}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A day of the office: ``key`` stays the same, ``title`` is one line, ``lines`` say what it is about.

    ``changes`` counts what was said of it, so that a calendar knows the newer one. ``cancelled``: it stood
    in a file before and stands no longer.
    """

    kind: EntryKind
    key: str
    day: date
    title: str
    lines: tuple[str, ...]
    changes: int = 0
    cancelled: bool = False

    @property
    def uid(self) -> str:
        """By which a calendar knows it again, whenever and wherever it is exported."""
        return f"{self.kind.value}-{self.key}@huaian-tui"

    @property
    def summary(self) -> str:
        """Its one line in a calendar."""
        return " ".join(f"{self.kind.word}：{self.title}".split())
