"""What ``tasks --json`` says of a ledger on one day, as that to which other surfaces are held."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.rules.lights import Light, LightRules
from huaian_tui.domain.rules.pace import Pace, pace_of
from huaian_tui.domain.rules.targets import Target
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.task_progress import readings_between
from support.cli import Program

Form = dict[str, Any]


@dataclass
class Seen:
    """A ledger on one day: what ``tasks --json`` says of it, and a connection for what has no command."""

    program: Program
    connection: sqlite3.Connection
    day: date
    as_of: date | None
    """None: the present of the ledger, which ends with ``day``."""
    rules: LightRules = field(init=False)
    soon: date = field(init=False)

    def __post_init__(self) -> None:
        self.rules = read_light_rules(self.connection)
        self.soon = self.day + timedelta(days=self.rules.due_soon_days)

    def json(self, *words: str) -> Any:
        """What a command answers as of the day."""
        return self.program.json(*words, *(("--as-of", self.as_of.isoformat()) if self.as_of else ()))

    @cached_property
    def tasks(self) -> dict[int, Form]:
        """The measure of all else."""
        return {one["no"]: one for one in self.json("tasks")}

    @cached_property
    def cancelled(self) -> dict[str, Form]:
        """Cancelled milestones, which no task counts."""
        return {one["id"]: one for one in self.json("milestone", "list", "--cancelled")}

    @cached_property
    def units(self) -> dict[str, Form]:
        """Every unit by its name."""
        return {one["name"]: one for one in self.json("units")}

    def of(self, numbers: Iterable[int] | None = None, *lights: Light) -> list[Form]:
        """Milestones of these tasks (all without) that count, of these lights."""
        chosen = self.tasks if numbers is None else sorted(set(numbers))
        found = [one for no in chosen for one in self.tasks[no]["milestones"]]
        return [one for one in found if not lights or one["light"] in lights]

    def due(self, numbers: Iterable[int] | None = None) -> list[Form]:
        """Open milestones of these tasks whose date is past or comes within the days of 临期."""
        return [one for one in self.open(numbers) if one["due"] and one["due"] <= self.soon.isoformat()]

    @cached_property
    def behind(self) -> set[str]:
        """Open milestones that are 未达序时 by their newest reading, whatever lights there are."""
        newest = {one.subject: one.value for one in readings_between(self.connection, date.min, self.day)}
        found = set[str]()
        for one in self.open():
            if one["target"] and one["due"]:
                target = Target(**one["target"])
                pace = pace_of(target, newest.get(one["id"]), date.fromisoformat(one["due"]), self.day)
                found |= {one["id"]} if pace is Pace.BEHIND else set()
        return found

    def asked(self, numbers: Iterable[int] | None = None) -> list[Form]:
        """Those of ``due``, and what is 未达序时 where that is a light: what 反馈表 asks about."""
        due = {one["id"] for one in self.due(numbers)}
        return [one for one in self.open(numbers) if one["id"] in due or one["light"] == Light.BEHIND]

    def open(self, numbers: Iterable[int] | None = None) -> list[Form]:
        """Those not done."""
        return [one for one in self.of(numbers) if one["light"] != Light.DONE]

    def counts(self, numbers: Iterable[int] | None = None) -> Counter[str]:
        """These tasks by light."""
        return Counter(self.tasks[no]["light"] for no in (self.tasks if numbers is None else set(numbers)))

    def concerned(self, unit: str) -> set[int]:
        """Tasks that a unit leads, is responsible for or has through a group that certainly means it."""
        one = self.units[unit]
        return {*one["lead"], *one["support"], *(via["no"] for via in one["via_group"] if via["certain"])}

    def led(self, unit: str) -> set[int]:
        """Those of them that it leads, itself or as such a member of a group that leads."""
        one = self.units[unit]
        through = {via["no"] for via in one["via_group"] if via["certain"] and via["role"] == "lead"}
        return {*one["lead"], *through}

    def is_told(self, no: int) -> bool:
        """Whether units are told the light: not where only a visit was missed."""
        task = self.tasks[no]
        near = task["next_due"] is not None and task["next_due"] <= self.soon.isoformat()
        return task["light"] != Light.DUE_SOON or near

    def told_light(self, no: int) -> Light:
        """The light as papers to units tell it."""
        task = self.tasks[no]
        if self.is_told(no):
            return Light(task["light"])
        return Light.ON_TRACK if task["next_due"] else Light.UNSCHEDULED

    def paper(
        self,
        kind: NoticeKind,
        *units: str,
        whole_table: bool = False,
        role: Literal["", "lead", "support"] = "",
    ) -> Composed:
        """A paper as it is composed on the day, or later as of it."""
        written = date.fromisoformat(self.program.today)
        request = NoticeRequest(kind, written, units, as_of=self.as_of, whole_table=whole_table, role=role)
        return compose(self.connection, request)


def words(one: Form) -> str:
    """The state of a task or an open milestone as cells have it: 逾期691天, 临期."""
    late = f"{one['overdue_days']}天" if one["overdue_days"] else ""
    return Light(one["light"]).word + late


def days_late(milestones: Iterable[Form]) -> list[tuple[str, int]]:
    """(date, days) of those that are overdue, in order."""
    return sorted((one["due"], one["overdue_days"]) for one in milestones if one["overdue_days"])
