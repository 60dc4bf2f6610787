"""What words and filters ask of each list, for the screens and the command line alike."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.store.queries.find_milestones import MilestoneFilter
from huaian_tui.store.queries.find_notices import NoticeFilter
from huaian_tui.store.queries.find_tasks import TaskFilter
from huaian_tui.store.search.filters import (
    Facet,
    Filter,
    pace_of,
    span_of,
    state_of,
    value_of,
    verdict_of,
)


def task_filter(text: str, filters: Sequence[Filter]) -> TaskFilter:
    """Of tasks: unit, light, plan, and the days in which the next date lies."""
    (light, conflict), span = state_of(filters), span_of(filters)
    return TaskFilter(
        unit=value_of(filters, Facet.UNIT),
        light=light,
        text=text,
        conflict=conflict,
        plan=value_of(filters, Facet.PLAN),
        since=None if span is None else span.first,
        until=None if span is None else span.last,
        pace=pace_of(filters),
    )


def milestone_filter(text: str, filters: Sequence[Filter], *, finished: bool) -> MilestoneFilter:
    """Of milestones: unit, light, plan, and the days in which they are due."""
    (light, conflict), span = state_of(filters), span_of(filters)
    return MilestoneFilter(
        unit=value_of(filters, Facet.UNIT),
        light=light,
        conflict=conflict,
        since=None if span is None else span.first,
        until=None if span is None else span.last,
        text=text,
        finished=finished,
        plan=value_of(filters, Facet.PLAN),
        pace=pace_of(filters),
        verdict=verdict_of(filters),
    )


def notice_list_filter(text: str, filters: Sequence[Filter]) -> NoticeFilter:
    """Of notices: kind, state, unit, plan, and their days."""
    span = span_of(filters)
    return NoticeFilter(
        kind=value_of(filters, Facet.NOTICE),
        state=value_of(filters, Facet.STANDING),
        unit=value_of(filters, Facet.UNIT),
        plan=value_of(filters, Facet.PLAN),
        since=None if span is None else span.first,
        until=None if span is None else span.last,
        text=text,
    )
