"""What the numbers of a picture are and how each is counted anew, for 数字来源 and 数字护照.

A figure is a line of the picture: what stood at the end of a month, the months of a unit, the dates of a
milestone. Its value says the numbers in the order of the picture.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import replace

from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.counted import Figure, Thing
from huaian_tui.domain.pictures.burn_down import BurnDown
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.domain.pictures.slip_chart import SlipChart
from huaian_tui.domain.pictures.unit_matrix import UnitMatrix
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.evaluation.behind_figures import Behind
from huaian_tui.store.queries.evaluation.owners import Owners
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.measured import moved_milestones
from huaian_tui.store.queries.unit_history import names_on

LIGHTS, LEFT, CARRIED, OVERDUE, DATES = "lights", "left", "carried_overdue", "overdue_then", "dates"
"""What a picture counts: tasks by light on a day, milestones left on a day, those of former
periods, overdue ones of a unit on each of several days, the dates of a milestone."""
PICTURED = frozenset((LIGHTS, LEFT, CARRIED, OVERDUE, DATES))

_LIGHTS = (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND, Light.ON_TRACK, Light.UNSCHEDULED, Light.DONE)


def picture_figures(
    connection: sqlite3.Connection,
    asked: Asked,
    tasks: Collection[int],
    picture: PictureData,
    names: PlanNames,
) -> tuple[Figure, ...]:
    """The figures of a picture over these tasks, in its order."""
    if isinstance(picture, LightsCourse):
        return tuple(_of_lights(picture))
    if isinstance(picture, BurnDown):
        return tuple(_of_burn_down(picture))
    if isinstance(picture, UnitMatrix):
        return tuple(_of_matrix(connection, asked, picture))
    if isinstance(picture, SlipChart):
        moved = moved_milestones(connection, asked, tasks)[: len(picture.lines)]
        lines = zip(picture.lines, moved, strict=True)
        return tuple(_of_slips(line.name, one, names) for line, one in lines)
    return ()


def _of_lights(picture: LightsCourse) -> Iterator[Figure]:
    """逾期18，临期3，…: every light that there is, in one order for all."""
    for then in picture.points:
        counts = dict(zip(picture.lights, then.counts, strict=True))
        said = "，".join(f"{light.word}{counts[light]}" for light in _LIGHTS if light in counts)
        yield Figure(f"{then.day.isoformat()}的任务", said, measure=LIGHTS, days=(then.day,))


def _of_burn_down(picture: BurnDown) -> Iterator[Figure]:
    for point in picture.points:
        left = "" if point.actual is None else f"剩余{point.actual}，"
        yield Figure(
            f"{point.day.isoformat()}的到期节点",
            f"{left}计划{point.planned}",
            measure=LEFT,
            days=(point.day,),
        )
    if picture.carried:
        yield Figure("往期到期、仍未办结的节点", f"{picture.carried}个", measure=CARRIED)


def _of_matrix(connection: sqlite3.Connection, asked: Asked, picture: UnitMatrix) -> Iterator[Figure]:
    ids = {called[0]: unit for unit, called in names_on(connection, asked.as_of).items()}
    if Owners(connection, replace(asked, by="unit", role="lead")).changed:
        ids = {}  # the leads of then are not counted anew
    for one in picture.units:
        said = "，".join(map(str, one.counts))
        yield Figure(
            f"{one.name}月末逾期节点", said, unit=ids.get(one.name, ""), measure=OVERDUE, days=picture.days
        )


def _of_slips(name: str, one: Behind, names: PlanNames) -> Figure:
    """The dates of a milestone in the order in which they were said."""
    moves = [] if one.standing is None else [slip for slip in one.standing.slips if slip.before is not None]
    days = [moves[0].before, *(slip.after for slip in moves)] if moves else []
    said = " → ".join(day.isoformat() for day in days if day is not None)
    task = "" if one.ref is None else names.item(one.ref.no)
    standing = one.standing
    day = None if standing is None else standing.completed or standing.due
    thing = Thing("milestone", one.milestone or "", task, one.title, "", day, records=one.records)
    return Figure(f"{name}的时限", said, (thing,), measure=DATES)
