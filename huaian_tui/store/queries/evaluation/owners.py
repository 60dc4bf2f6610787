"""Whose a milestone is: the units of its task in their roles on its deadline, by the names of the as-of day.

A group counts as itself. What was merged stands under its successor; several slots of one unit in one role
count once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from huaian_tui.domain.evaluation.figures import Role
from huaian_tui.ledger.identity import day_number
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope
from huaian_tui.store.queries.unit_history import Merge, read_merges, unit_name_on

Slot = tuple[str, Role]
"""A unit (its id) in a role."""

_SLOTS = (
    "SELECT u.task_no, group_concat(u.role || ' ' || u.unit, char(10)) FROM task_unit AS u WHERE {scope} "
    "GROUP BY u.task_no"
)
"""The slots of each task in one text: half as much to read as row by row."""
_FORMER = """
SELECT task_no, since, until, role, unit, position FROM main.task_unit_past
 WHERE since <= :known AND task_no IN (SELECT task_no FROM main.task_unit_past)
UNION ALL SELECT task_no, since, 9999999, role, unit, position FROM main.task_unit
 WHERE since <= :known AND task_no IN (SELECT task_no FROM main.task_unit_past)
ORDER BY task_no, since, role, position
"""


class Owners:
    """The units of tasks, read once and asked for each milestone."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked) -> None:
        self._merges = read_merges(connection, asked.as_of)
        self._roles: tuple[Role, ...] = ("lead", "support") if asked.role is None else (asked.role,)
        texts = connection.execute(_SLOTS.format(scope=in_scope(asked, "u.task_no")), asked.values)
        slots = _Slots(self)
        whole = {task: tuple(dict.fromkeys(map(slots.__getitem__, said.split("\n")))) for task, said in texts}
        self._now = whole
        if asked.role is not None:
            self._now = {task: self._asked_for(then) for task, then in whole.items()}
        changed = self._changed(connection, asked)
        former = (slot for versions in changed.values() for _, then in versions for slot in then)
        self._whole = {*slots.values(), *former}
        self._every = self._asked_for(self._whole)
        self._versions = {
            task: [(since, self._asked_for(then)) for since, then in versions]
            for task, versions in changed.items()
        }

    def of(self, task: int, due: date | None) -> Sequence[Slot]:
        """The units of a task on the deadline of a milestone; those of now for one without."""
        versions = self._versions.get(task)
        if versions is None:
            return self._now.get(task, ())
        number = day_number(due) if due is not None else versions[-1][0]
        by_then = [slots for since, slots in versions if since <= number]
        return by_then[-1] if by_then else versions[0][1]

    def of_each(self, tasks: Iterable[int], due: date | None) -> Iterator[Sequence[Slot]]:
        """The units of each of these tasks on one day; None: those of now."""
        if due is None or not self._versions:
            return filter(None, map(self._now.get, tasks))
        return (self.of(task, due) for task in tasks)

    def of_now(self, task: int) -> Sequence[Slot]:
        """The units that a task has on the as-of day."""
        return self._now.get(task, ())

    @property
    def changed(self) -> bool:
        """Whether the units of any task were others before."""
        return bool(self._versions)

    def every(self) -> Collection[Slot]:
        """All units in the roles that are asked for."""
        return self._every

    def whole(self) -> Collection[Slot]:
        """All units in their roles, whichever are asked for."""
        return self._whole

    def _asked_for(self, slots: Collection[Slot]) -> tuple[Slot, ...]:
        return tuple(slot for slot in slots if slot[1] in self._roles)

    def holder(self, unit: str) -> str:
        """The unit under which a unit stands on the as-of day."""
        seen = {unit}
        while unit in self._merges and self._merges[unit].into not in seen:
            unit = self._merges[unit].into
            seen.add(unit)
        return unit

    @property
    def merges(self) -> Mapping[str, Merge]:
        """What was merged into what by the as-of day."""
        return self._merges

    def _stood(self, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
        if not self._merges:
            return tuple(dict.fromkeys(slots))
        return tuple(dict.fromkeys((self.holder(unit), role) for unit, role in slots))

    def _changed(
        self, connection: sqlite3.Connection, asked: Asked
    ) -> dict[int, list[tuple[int, tuple[Slot, ...]]]]:
        """Of tasks whose units were written anew: (day from which they are known, units), in order."""
        found = dict[int, dict[int, list[Slot]]]()
        for task, since, _, role, unit, _ in connection.execute(_FORMER, asked.values):
            found.setdefault(task, {}).setdefault(since, []).append((unit, role))
        return {
            task: [(since, self._stood(tuple(slots))) for since, slots in sorted(versions.items())]
            for task, versions in found.items()
            if task in self._now and len(versions) > 1
        }


class _Slots(dict[str, Slot]):
    """Role and unit as one text → the slot under which it counts."""

    def __init__(self, owners: Owners) -> None:
        super().__init__()
        self._owners = owners

    def __missing__(self, said: str) -> Slot:
        role, _, unit = said.partition(" ")
        slot: Slot = (self._owners.holder(unit), "lead" if role == "lead" else "support")
        self[said] = slot
        return slot


def unit_histories(
    connection: sqlite3.Connection, asked: Asked, merges: Mapping[str, Merge]
) -> dict[str, tuple[str, ...]]:
    """Unit → what it was called before and which units became part of it by the as-of day, as sentences."""
    found = dict[str, list[str]]()
    rows = connection.execute(
        "SELECT unit, name, until_day FROM unit_name WHERE until_day <= ? ORDER BY unit, place",
        (asked.as_of.isoformat(),),
    )
    for unit, name, until in rows:
        found.setdefault(unit, []).append(f"{until} 前名称为{name}")
    for unit, merge in sorted(merges.items()):
        name = unit_name_on(connection, unit, date.fromisoformat(merge.day))[0]
        found.setdefault(merge.into, []).append(f"{merge.day} 起{name}并入")
    return {unit: tuple(told) for unit, told in found.items()}
