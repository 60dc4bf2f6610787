"""What a revision changes, as a part of the preview: kind, old and new number, words with what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.text.marking import Mark, marked_by_number
from huaian_tui.importing.revisions.changes import ADDED, REMOVED, UNCHANGED, WORDS, Change
from huaian_tui.importing.revisions.items import PlanItem
from huaian_tui.services.plan_revision.comparing import Comparison
from huaian_tui.services.plan_revision.previewing import RevisionPreview
from huaian_tui.services.plan_revision.rewriting import change_detail
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.list.source import LazySource, ListRow
from huaian_tui.tui.safe_text import own_words, safe_content

_TONES = {ADDED: "on_track", REMOVED: "overdue"}


class ChangeLine(NamedTuple):
    """A change between two texts."""

    change: Change
    made: Comparison


CHANGE_COLUMNS: tuple[Column[ChangeLine], ...] = (
    Column("变化", lambda of: WORDS[of.change.kind] + ("" if of.change.sure else "？"), width=8, toned=True),
    Column("原序号", lambda of: _numbers(of.made.old, of.change.old), width=7),
    Column("新序号", lambda of: _numbers(of.made.new, of.change.new), width=7),
    Column("说明", lambda of: own_words(change_detail(of.made, of.change)), weight=1, min_width=30),
)


def _numbers(items: Sequence[PlanItem], places: Sequence[int]) -> str:
    return "、".join(items[at].no or items[at].where for at in places)


def shown_changes(made: RevisionPreview) -> list[int]:
    """The places of the changes that are shown: all but what is as it was."""
    return [at for at, one in enumerate(made.comparison.changes) if one.kind != UNCHANGED]


def change_source(made: RevisionPreview) -> LazySource:
    """The changes in the order of the new text."""
    changes = made.comparison.changes

    def row(key: str) -> ListRow:
        one = changes[int(key)]
        tone = "due_soon" if not one.sure else _TONES.get(one.kind, "")
        return ListRow(key, cells_of(ChangeLine(one, made.comparison), CHANGE_COLUMNS), tone)

    return LazySource([str(at) for at in shown_changes(made)], row)


def change_text(made: RevisionPreview, key: str) -> Content:
    """One change: the old and the new text, with what was taken out and what was put in."""
    compared = made.comparison
    one = compared.changes[int(key)]
    detail = own_words(change_detail(compared, one))
    parts: list[Content | None] = [heading(WORDS[one.kind]), safe_content(detail)]
    if not one.sure:
        parts.append(toned("对应关系没有把握，在问题一栏里问", "due_soon"))
    parts.append(Content(""))
    old = [compared.old[at] for at in one.old]
    new = [compared.new[at] for at in one.new]
    if len(old) == len(new) == 1 and old[0].text != new[0].text:
        parts += [*_both(old[0], new[0]), quiet("【】里是删去的和加上的字")]
    else:
        parts += [labelled("原文", f"{_named(item)} {item.text}") for item in old]
        parts += [labelled("新文", f"{_named(item)} {item.text}") for item in new]
    for label, items in (("原牵头", old), ("新牵头", new)):
        parts += [labelled(label, "、".join(item.lead.values())) for item in items if item.lead]
    for label, items in (("原责任", old), ("新责任", new)):
        parts += [labelled(label, "、".join(item.support.values())) for item in items if item.support]
    return lines(parts)


def _both(old: PlanItem, new: PlanItem) -> list[Content]:
    marks = list(marked_by_number(old.text, new.text))
    return [
        labelled("原文", safe_content(f"{_named(old)} ") + _side(marks, "-", "overdue")),
        labelled("新文", safe_content(f"{_named(new)} ") + _side(marks, "+", "on_track")),
    ]


def _side(marks: Sequence[Mark], own: str, tone: str) -> Content:
    pieces = [
        safe_content(words) if sign == "=" else toned(f"【{words}】", tone)
        for sign, words in marks
        if sign in ("=", own)
    ]
    return Content("").join(pieces)


def _named(item: PlanItem) -> str:
    return f"第{item.no}项" if item.no else item.where
