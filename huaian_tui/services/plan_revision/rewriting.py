"""What a revision writes: for each task its body anew or its end, and what is told besides. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.text.marking import change_words
from huaian_tui.importing.plan_files.draft import DraftTask
from huaian_tui.importing.revisions.changes import (
    ADDED,
    DATE_ADDED,
    DATE_DROPPED,
    DATE_MOVED,
    LEAD_CHANGED,
    MERGED,
    REWORDED,
    SPLIT,
    TARGET_CHANGED,
    UNCHANGED,
    UNIT_ADDED,
    UNIT_DROPPED,
    WORDS,
    Change,
)
from huaian_tui.importing.revisions.items import PlanItem, heading
from huaian_tui.importing.revisions.matching import Match
from huaian_tui.ledger.kinds.revisions import BEFORE, CHANGE
from huaian_tui.ledger.task_keys import part_prefix
from huaian_tui.services.plan_revision.carrying import Carried, carry_by_phrase, carry_milestones
from huaian_tui.services.plan_revision.comparing import Comparison
from huaian_tui.store.queries.plan_items import PlanText

_NEW_TEXT = frozenset((REWORDED, MERGED, SPLIT))
_NEW_GOALS = _NEW_TEXT | {DATE_ADDED, DATE_DROPPED, DATE_MOVED, TARGET_CHANGED}
_NEW_UNITS = frozenset((LEAD_CHANGED, UNIT_ADDED, UNIT_DROPPED, MERGED, SPLIT))
_MOST_WORDS = 4000
_UNIT_PARTS = ("lead", "lead_raw", "support", "support_raw")

NewBody = Callable[[int, int, int], dict[str, Any]]
"""The body of a task (its place in the new text) that is entered under a number for life at a place."""


class Written(NamedTuple):
    """A task that goes on or is new: its number for life, its body, the former one (None: it is new)."""

    number: int
    body: dict[str, Any]
    former: PlanText | None


class Ended(NamedTuple):
    """A task that is removed or merged: why, and the task that goes on from it (None: none does)."""

    former: PlanText
    reason: str
    into: int | None


@dataclass(slots=True)
class Rewriting:
    """All that a revision writes. ``numbers``: place in the new text → number for life; ``told``: (which
    task, Chinese sentence) of what was decided on and stays, or goes with the old text."""

    written: list[Written] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)


class Rewriter:
    """Makes the bodies of one revision."""

    def __init__(
        self,
        texts: Sequence[PlanText],
        made: Comparison,
        tasks: Sequence[DraftTask],
        recorded: Mapping[str, str],
        notes: Mapping[int, int],
        new_body: NewBody,
        new_milestone: Callable[[int], str],
    ) -> None:
        """``recorded``: id → title of milestones and deliverables on which something was recorded; ``notes``:
        task → how many stand on it; ``new_milestone``: an id that no milestone of a task ever had.
        """
        self._texts = texts
        self._made = made
        self._tasks = tasks
        self._recorded = recorded
        self._notes = notes
        self._new_body = new_body
        self._new_milestone = new_milestone

    def rewrite(self, new_number: Callable[[int], int]) -> Rewriting:
        """Everything; ``new_number`` gives the number for life of a task that is new, by its place."""
        result = Rewriting()
        goes_on = self._goes_on(result)
        places = _places([self._text_at(goes_on, at) for at in range(len(self._tasks))], self._made.new)
        changes = _by_place(self._made.changes)
        for at in range(len(self._tasks)):
            match, told = goes_on.get(at), changes.get(at, [])
            if match is not None and at == min(match.new):
                former = self._texts[self._kept(match)]
                body = self._goes_on_as(former, at, places[at], told, result)
                result.numbers[at] = former.key
                if body is not None:
                    result.written.append(Written(former.key, body, former))
                continue
            number = result.numbers[at] = new_number(at)
            body = self._new_body(at, number, places[at])
            result.written.append(Written(number, body | {CHANGE: self._entered(match)}, None))
        return result

    def _goes_on(self, result: Rewriting) -> dict[int, Match]:
        """Place in the new text → its match; the old tasks that end by the way."""
        found = dict[int, Match]()
        for match in self._made.matching.matches:
            for at in match.new:
                found[at] = match
            kept = self._kept(match)
            into = self._told(self._made.new[min(match.new)])
            for old in match.old:
                if old != kept:
                    self._end(old, f"方案修订：并入{into}", self._texts[kept].key, result)
        for old in self._made.matching.removed:
            self._end(old, "方案修订：新的文本没有这一项", None, result)
        return found

    def _text_at(self, goes_on: Mapping[int, Match], at: int) -> PlanText | None:
        match = goes_on.get(at)
        return self._texts[self._kept(match)] if match is not None and at == min(match.new) else None

    def _kept(self, match: Match) -> int:
        """The old task that goes on, of several that merge: the one of the same number, else the first."""
        number = self._made.new[min(match.new)].no
        same = (at for at in match.old if number is not None and self._made.old[at].no == number)
        return next(same, min(match.old))

    def _entered(self, match: Match | None) -> str:
        return WORDS[ADDED] if match is None else f"由原{self._told(self._made.old[self._kept(match)])}拆分"

    def _end(self, old: int, reason: str, into: int | None, result: Rewriting) -> None:
        former = self._texts[old]
        result.ended.append(Ended(former, reason, into))
        own = part_prefix(former.key)
        decided = [
            title
            for one, title in self._recorded.items()
            if one.partition("-")[0] == own and (into is None or one in _handed_in(former))
        ]
        told = [f"“{ellipsis(title, 60)}”上的决定或读数" for title in decided]
        if notes := self._notes.get(former.key):
            told.append(f"督查记录 {notes} 条")
        if told:
            words = f"{'、'.join(told)}随这一项终止，仍可查看"
            result.told.append((f"原{self._told(self._made.old[old])}", words))

    def _told(self, one: PlanItem) -> str:
        return f"第{one.no}项" if one.no else f"“{ellipsis(' '.join(one.text.split()), 40)}”"

    # ------------------------------------------------------------------ a task that goes on

    def _goes_on_as(
        self, former: PlanText, at: int, place: int, changes: Sequence[Change], result: Rewriting
    ) -> dict[str, Any] | None:
        """The body of a task in its new text; None where nothing of it is another."""
        kinds = {one.kind for one in changes}
        new, task = self._made.new[at], self._tasks[at]
        old = next(one for one in self._made.old if one.key == former.key)
        body = dict(former.body) | {"no": new.no or "", "place": place}
        words = [change_line(self._made, one) for one in changes if one.kind != UNCHANGED]
        body |= {
            key: getattr(task, key)
            for key in ("level1", "level2")
            if heading(getattr(old, key)) != heading(getattr(new, key))
        }
        if old.chapter != new.chapter and not any(one.kind == "moved" for one in changes):
            words.append(f"所属部分：{old.level1 or '无'}改到{new.level1 or '无'}")
        if kinds & (_NEW_GOALS | _NEW_UNITS):
            full = self._new_body(at, former.key, place)
            if kinds & _NEW_UNITS:
                body |= {key: full[key] for key in _UNIT_PARTS}
            if kinds & _NEW_GOALS:
                text = full["text"] if kinds & _NEW_TEXT and old.plain != new.plain else former.text
                body |= {"text": text} | self._goals(
                    former, full, (former.text, f"{text}\n{task.due_text}"), old, result
                )
                if text != former.text:
                    body |= {BEFORE: former.text}
        body = {
            key: value
            for key, value in body.items()
            if value or key not in ("milestones", "duties", "deliverables")
        }
        if {key: value for key, value in body.items() if key != BEFORE} == former.body:
            return None
        return body | ({CHANGE: "；".join(words)[:_MOST_WORDS]} if words else {})

    def _goals(
        self,
        former: PlanText,
        full: Mapping[str, Any],
        texts: tuple[str, str],
        old: PlanItem,
        result: Rewriting,
    ) -> dict[str, Any]:
        """Milestones, duties and deliverables in the new text."""
        before = former.body
        milestones = carry_milestones(
            before.get("milestones", ()),
            full.get("milestones", ()),
            texts,
            self._recorded,
            lambda: self._new_milestone(former.key),
        )
        duties = carry_by_phrase(before.get("duties", ()), full.get("duties", ()), texts)
        handed = carry_by_phrase(
            before.get("deliverables", ()), full.get("deliverables", ()), texts, self._recorded
        )
        result.told += [(self._told(old), words) for words in _told_parts(milestones, handed)]
        return {"milestones": milestones.parts, "duties": duties.parts, "deliverables": handed.parts}


def _handed_in(former: PlanText) -> set[str]:
    """The deliverables of a task: of one that merges its milestones are told one by one (``merged``)."""
    return {str(one["id"]) for one in former.body.get("deliverables", ())}


def _told_parts(milestones: Carried, handed: Carried) -> Iterator[str]:
    for one in milestones.kept:
        yield f"节点“{_title(one)}”在新的文本里没有了，因为有过决定或读数而保留"
    for one in milestones.dropped:
        yield f"节点“{_title(one)}”在新的文本里没有了，随原文去掉"
    for one in handed.kept:
        yield f"成果“{_title(one)}”在新的文本里没有了，因为已有报送而保留"
    for one in handed.dropped:
        yield f"成果“{_title(one)}”在新的文本里没有了，随原文去掉"


def _title(one: Mapping[str, Any]) -> str:
    return ellipsis(str(one["title"]), 60)


def change_detail(made: Comparison, change: Change) -> str:
    """The detail of a change in words; of a rewording what was put in and taken out."""
    if change.kind != REWORDED or len(change.old) != 1 or len(change.new) != 1:
        return change.detail
    old, new = made.old[change.old[0]], made.new[change.new[0]]
    if old.plain == new.plain:
        old_words, new_words = old.level2, new.level2
    else:
        old_words, new_words = old.text, new.text
    return change_words(old_words, new_words)


def change_line(made: Comparison, change: Change) -> str:
    """A change with what it is called: 改时限：2026-06-30改为2026-07-31."""
    detail = change_detail(made, change)
    return f"{WORDS[change.kind]}：{detail}" if detail else WORDS[change.kind]


def _by_place(changes: Sequence[Change]) -> dict[int, list[Change]]:
    found = dict[int, list[Change]]()
    for one in changes:
        for at in one.new:
            found.setdefault(at, []).append(one)
    return found


def _places(former: Sequence[PlanText | None], new: Sequence[PlanItem]) -> list[int]:
    """The place of each task of the new text, so that as few tasks as possible get another one.

    Where plan and text number their tasks 1, 2, 3 … the place is the number, as it was.
    """
    numbers = [int(one.no) if one.no and one.no.isascii() and one.no.isdecimal() else 0 for one in new]
    by_number = all(one is None or str(one.place) == one.printed for one in former)
    if by_number and all(first < second for first, second in zip([0, *numbers], numbers, strict=False)):
        return numbers
    places, last = list[int](), 0
    for one in former:
        last = one.place if one is not None and one.place > last else last + 1
        places.append(last)
    return places
