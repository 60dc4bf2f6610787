"""A unit (单位) in words: who it is, what it carries, what of it is late, its latest notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.content import Content

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.units import Contact, UnitDetail
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.items import as_items
from huaian_tui.domain.words.units import (
    KIND_WORDS,
    confirmed_words,
    conflict_words,
    merged_words,
    names_words,
)
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.milestones.text import state_content
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import safe_content

LATEST_NOTES = 3
NOTE_CHARACTERS = 60
MOST_OVERDUE = 50
"""More overdue milestones of one unit are counted, not listed; F4 lists them all."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A task that concerns a unit, and how.

    ``how``: 牵头, 责任, 经集体牵头, 经集体责任 (a certain member of ``group``), 可能涉及 (an open one).
    """

    how: str
    group: str
    task_no: int


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the screen shows of one unit.

    ``overdue`` are the first of ``overdue_count``, ``notes`` the newest that name it;
    ``uncertain`` the members of a group that may not belong to it; ``contacts`` who answers there on the day.
    """

    detail: UnitDetail
    concerns: tuple[Concern, ...]
    overdue: tuple[MilestoneRow, ...]
    overdue_count: int
    notes: tuple[NoteRow, ...]
    uncertain: frozenset[str] = frozenset()
    plans: int = 1
    """Plans in use: with several each task says which."""
    numbers: Mapping[int, int] | None = None
    """序号 → task, where they are not the same."""
    contacts: tuple[Contact, ...] = ()


def unit_head(facts: UnitFacts, read_as: str) -> Content:
    """The unit's name and figures, then its particulars. ``read_as``: how the typed name was understood."""
    return lines(
        [
            *_name_lines(facts, read_as),
            *_contact_lines(facts),
            *_overdue_lines(facts),
            *_note_lines(facts),
            *_particulars(facts.detail),
        ]
    )


def _name_lines(facts: UnitFacts, read_as: str) -> Iterator[Content]:
    detail = facts.detail
    name = safe_content(detail.name).stylize("bold")
    if detail.full_name != detail.name:
        name += safe_content(f"  {detail.full_name}")
    yield name + (Content("") if detail.full_name_certain else toned("  全称待核", "due_soon"))
    if read_as:
        yield toned(as_items(read_as), "due_soon")
    if detail.merged is not None:
        yield toned(f"已并入{merged_words(detail)}，这里是它此前的情况", "due_soon")
    if disputed := disputed_words(detail):
        yield labelled("冲突", toned(disputed, "overdue"))
    yield labelled("任务", _counts_by_role(facts.concerns))
    yield labelled("状态", _counts_by_light(detail))
    for label, members in (
        ("成员", [name for name in detail.members if name not in facts.uncertain]),
        ("待定", [name for name in detail.members if name in facts.uncertain]),
    ):
        if members:
            yield labelled(label, "、".join(members))


def disputed_words(detail: UnitDetail) -> str:
    """What laptops said apart of a unit, and the keys by which that is settled."""
    ways = (f"按 {keys_said(way)}" for way in ("settle_unit", "change_unit"))
    return conflict_words(detail, *ways)


def contact_words(one: Contact) -> str:
    """A contact on a line: 办公室主任 王某 0517-83600000（自 2026-03-01 起）."""
    return f"{one.post} {one.person} {one.phone}（自 {one.since} 起）"


def _contact_lines(facts: UnitFacts) -> Iterator[Content]:
    for place, one in enumerate(facts.contacts):
        of_merged = "" if one.unit == facts.detail.id else f"{one.unit_name}："
        yield labelled("    " if place else "联系", of_merged + contact_words(one))


_WAYS = ("牵头", "责任", "经集体牵头", "经集体责任", "可能涉及")


def _counts_by_role(concerns: tuple[Concern, ...]) -> str:
    counts = {how: sum(one.how == how for one in concerns) for how in _WAYS}
    return "，".join(f"{how} {count}" for how, count in counts.items() if count) or "方案中没有"


def _counts_by_light(detail: UnitDetail) -> Content:
    """The lights that occur, each word in its tone; 可能涉及 is not counted."""
    words = [
        toned(f"{light.word} {detail.counts[light.value]}", light.value)
        for light in Light
        if detail.counts.get(light.value)
    ]
    return Content("  ").join(words) if words else quiet("没有任务")


def _overdue_lines(facts: UnitFacts) -> Iterator[Content]:
    if not facts.overdue:
        return
    yield Content("")
    yield heading(f"逾期节点  {facts.overdue_count} 个")
    for row in facts.overdue:
        words = safe_content(f"{row.named.told}  {row.state.title}  ")
        yield words + state_content(row)
    if facts.overdue_count > len(facts.overdue):
        rest = facts.overdue_count - len(facts.overdue)
        yield quiet(f"另有 {rest} 个，在节点（{keys_said('show_milestones')}）里按单位筛选")


def _note_lines(facts: UnitFacts) -> Iterator[Content]:
    if not facts.notes:
        return
    yield Content("")
    yield heading("最近记录")
    for note in facts.notes:
        text = note.text.replace("\n", " ")
        shown = text if len(text) <= NOTE_CHARACTERS else f"{text[:NOTE_CHARACTERS]}.."
        yield safe_content(f"{note.day.isoformat()}  {note.named.told}  {shown}") + quiet(f"  {note.officer}")


def _particulars(detail: UnitDetail) -> Iterator[Content]:
    yield Content("")
    yield labelled("类别", KIND_WORDS.get(detail.kind, detail.kind))
    if detail.confirmed is not None:
        yield labelled("全称", confirmed_words(detail.confirmed))
    if told := names_words(detail):
        yield labelled("沿革", told)
    if detail.absorbed:
        yield labelled("并来", "、".join(f"{one.name}（自 {one.day} 起）" for one in detail.absorbed))
    if detail.aliases:
        yield labelled("又称", "、".join(detail.aliases))
    if detail.note:
        yield labelled("说明", as_items(detail.note))
