"""What of a file is not accepted: rows and milestones that nobody took. All of it is named, nothing falls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.services.horizon import PERIODS
from huaian_tui.services.plan_import.preview import Preview


class Left(NamedTuple):
    """Something that is not accepted: the place of its task, where it stands in the file, in words."""

    task: int
    where: str
    words: str


def left_out(preview: Preview) -> Iterator[Left]:
    """Rows that are not taken, then milestones that are not ticked, in the order of the file."""
    taken = set(preview.taken)
    for place, task in enumerate(preview.draft.tasks):
        named = f"第{task.no}项" if task.no else task.where
        if place not in taken:
            yield Left(place, task.where, f"{named}没有写入：{task.text[:40]}")
    for place in preview.taken:
        task = preview.draft.tasks[place]
        named = f"第{task.no}项" if task.no else task.where
        for one in task.milestones:
            if not one.sure:
                yield Left(place, task.where, f"{named}没有设节点：{_words(one)}")
            elif one.recurrence and one.recurrence not in PERIODS:
                yield Left(place, task.where, f"{named}按长期工作写入，没有逐次设节点：{_words(one)}")


def _words(one: Proposal) -> str:
    day = f"（{one.due.isoformat()}）" if one.due else ""
    return f"“{one.phrase[:60]}”{day}"
