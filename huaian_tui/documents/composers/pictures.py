"""Pictures that a paper takes as its last attachment where the officer wants them and they say something.

年度总结: what was left of the milestones due, and what was overdue of each unit; 通报: how the lights went in
the period; 专报: the dates that were moved. What one sentence says as well is not drawn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

from huaian_tui.documents.composers.picture_figures import picture_figures
from huaian_tui.documents.composers.picture_sheet import picture_block
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Attachment
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.by_month import read_burn_down, read_lights_course, read_unit_matrix
from huaian_tui.store.queries.pictures.measured import read_slip_chart

LEAST_MONTHS, LEAST_DUE, LEAST_UNITS, LEAST_SLIPS = 3, 5, 2, 3
"""From so many ends of months, milestones due, units, moved milestones on a picture says more than words."""

NOT_DRAWN = "没有附图：这一期的数还少，一句话就说得清"

Found = Callable[[sqlite3.Connection, Asked, Collection[int]], PictureData | None]


def picture_attachments(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    asked: Asked,
    tasks: Collection[int],
    names: PlanNames,
) -> tuple[Attachment, ...]:
    """The attachment of a paper over these tasks, of a period as of a day; none where none is wanted."""
    if not request.pictures:
        return ()
    found = [find(connection, asked, tasks) for find in _OF_KIND.get(request.kind, ())]
    drawn = [one for one in found if one is not None]
    figures = [picture_figures(connection, asked, tasks, one, names) for one in drawn]
    blocks = tuple(picture_block(*one) for one in zip(drawn, range(1, len(drawn) + 1), figures, strict=True))
    return (Attachment("有关情况图", blocks),) if blocks else ()


def not_drawn(request: NoticeRequest, attachments: Collection[Attachment]) -> tuple[str, ...]:
    """What the officer is told who wanted pictures and gets none."""
    return (NOT_DRAWN,) if request.pictures and not attachments else ()


def _burn_down(connection: sqlite3.Connection, asked: Asked, tasks: Collection[int]) -> PictureData | None:
    found = read_burn_down(connection, asked, tasks)
    known = [one.actual for one in found.points if one.actual is not None]
    return found if len(known) >= LEAST_MONTHS and known[0] >= LEAST_DUE else None


def _matrix(connection: sqlite3.Connection, asked: Asked, tasks: Collection[int]) -> PictureData | None:
    found = read_unit_matrix(connection, asked, tasks)
    several = len(found.days) >= LEAST_MONTHS and len(found.units) >= LEAST_UNITS
    changed = any(len(set(one.counts)) > 1 for one in found.units)
    return found if several and changed else None


def _lights(connection: sqlite3.Connection, asked: Asked, tasks: Collection[int]) -> PictureData | None:
    found = read_lights_course(connection, asked, tasks)
    changed = len({one.counts for one in found.points}) > 1
    return found if len(found.points) >= LEAST_MONTHS and changed else None


def _slips(connection: sqlite3.Connection, asked: Asked, tasks: Collection[int]) -> PictureData | None:
    found = read_slip_chart(connection, asked, tasks)
    return found if len(found.lines) >= LEAST_SLIPS else None


_OF_KIND: dict[NoticeKind, tuple[Found, ...]] = {
    NoticeKind.ANNUAL: (_burn_down, _matrix),
    NoticeKind.CIRCULAR: (_lights,),
    NoticeKind.BRIEFING: (_slips,),
}
WITH_PICTURES = tuple(_OF_KIND)
"""Kinds of papers that take pictures."""
