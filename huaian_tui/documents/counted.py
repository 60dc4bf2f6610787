"""What a figure of a document counts: the model's own words for it, free of any wording of a page.

A figure is a number as it is printed, with the things behind it: which tasks, milestones, notes, readings.
Things are kept in the words of the day on which the document was composed, so that the file of a paper says
for ever what was counted; their keys open them in the ledger of now. Keys are never shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date as Date
from typing import Any, Literal

ThingKind = Literal["task", "milestone", "note", "reading", "hand_in", "report", "notice", "record"]
"""``reading`` and ``hand_in``: a value of a target, what was handed in for a deliverable; ``report``: what a
unit reported itself; ``record``: any other record."""

THING_TITLES: dict[ThingKind, str] = {
    "task": "任务",
    "milestone": "节点",
    "note": "督查记录",
    "reading": "读数",
    "hand_in": "报送",
    "report": "单位自报",
    "notice": "文书",
    "record": "记录",
}
"""What people call them."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a figure counts.

    ``key`` opens it: of a task its number for life, of a milestone and of a reading the milestone's id, of
    anything else the id of its record. ``task`` is its task as the paper names it (第2项),
    ``title`` what it is, ``said`` how it stood (逾期71天), ``day`` its own day (a deadline, a
    completion, a visit), ``officer`` who decided or recorded it, empty where the plan itself says so.
    ``records`` are the ids of the records that it rests on.
    """

    kind: ThingKind
    key: str
    task: str = ""
    title: str = ""
    said: str = ""
    day: Date | None = None
    officer: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a paragraph or a cell: what it is (逾期), as it is printed there (4项), and what it counts.

    ``value`` stands in the text of its paragraph or cell, character by character. ``unit`` is the id of the
    unit that leads what is counted, where a paper tells of each unit; empty: it counts the paper's own scope.
    ``measure`` is the key of the measure of 督查评价 that it is (``domain.evaluation.measures``), or what a
    picture counts in ``days`` (``composers.picture_figures``).
    """

    label: str
    value: str
    things: tuple[Thing, ...] = ()
    unit: str = ""
    measure: str = ""
    days: tuple[Date, ...] = ()

    def records(self) -> tuple[str, ...]:
        """The ids of the records that its things rest on, each once."""
        return records_of((self,))


def records_of(figures: Iterable[Figure]) -> tuple[str, ...]:
    """The ids of all records that these figures rest on, each once, in the order of their things."""
    return tuple(dict.fromkeys(one for figure in figures for thing in figure.things for one in thing.records))


def with_officers(figures: Sequence[Figure], officers: Mapping[str, str]) -> tuple[Figure, ...]:
    """The figures, each thing with who wrote the newest of its records where nobody is named yet."""
    return tuple(
        replace(figure, things=tuple(_with_officer(thing, officers) for thing in figure.things))
        for figure in figures
    )


def _with_officer(thing: Thing, officers: Mapping[str, str]) -> Thing:
    known = [officers[one] for one in thing.records if one in officers]
    return thing if thing.officer or not known else replace(thing, officer=known[-1])


# ---------------------------------------------------------------------- as JSON


class ThingPool:
    """The things of a document, each kept once: figures of a long paper count the same ones."""

    def __init__(self, kept: Iterable[Mapping[str, Any]] = ()) -> None:
        self._places: dict[Thing, int] = {}
        self._things = [_thing(one) for one in kept]

    def packed(self, figures: Iterable[Figure]) -> list[dict[str, Any]]:
        """Figures as JSON, things by their places in ``things``."""
        return [
            {
                "label": one.label,
                "value": one.value,
                "things": [self._places.setdefault(thing, len(self._places)) for thing in one.things],
            }
            | ({"unit": one.unit} if one.unit else {})
            | ({"measure": one.measure} if one.measure else {})
            | ({"days": [day.isoformat() for day in one.days]} if one.days else {})
            for one in figures
        ]

    def unpacked(self, figures: Iterable[Mapping[str, Any]]) -> tuple[Figure, ...]:
        """Figures again, from the things that were kept."""
        return tuple(
            Figure(
                one["label"],
                one["value"],
                tuple(self._things[place] for place in one["things"]),
                one.get("unit", ""),
                one.get("measure", ""),
                tuple(Date.fromisoformat(day) for day in one.get("days", ())),
            )
            for one in figures
        )

    def things(self) -> list[dict[str, Any]]:
        """All things that were packed, without what says nothing."""
        return [_packed_thing(one) for one in self._places]


_FIELDS = tuple(one.name for one in fields(Thing))


def _packed_thing(thing: Thing) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name in _FIELDS if (value := getattr(thing, name))}
    if thing.day is not None:
        values["day"] = thing.day.isoformat()
    return values


def _thing(values: Mapping[str, Any]) -> Thing:
    day = values.get("day")
    records = tuple(values.get("records", ()))
    return Thing(**{**values, "day": None if day is None else Date.fromisoformat(day), "records": records})
