"""The trends of the morning screen: what moved since former days, and a burn-down on one line."""

from __future__ import annotations

import sqlite3
from datetime import date

from textual.content import Content
from textual.geometry import Size

from huaian_tui.domain.answers.trends import CountsOn, Trends
from huaian_tui.domain.pictures.burn_down import BurnDown, Remaining
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.hygiene import cell_width
from huaian_tui.domain.words.days import day_shown
from huaian_tui.tui.frame.detail_lines import quiet, toned
from huaian_tui.tui.looks.lights import stacked_bar

BAR = 8
"""Cells of the longest bar of the burn-down."""

_LABEL = "剩余未办结  "


def read_trends_of(connection: sqlite3.Connection, today: date) -> Trends:
    """The trends of a day."""
    from huaian_tui.store.queries.trends import read_trends

    return read_trends(connection, today)


def trend_lines(trends: Trends, size: Size, *, low: int, high: int, past: bool) -> tuple[Content, Content]:
    """What moved, on a screen of ``low`` lines at least; on one of ``high`` what is left month by month."""
    moved = moved_line(trends) if size.height >= low else Content("")
    if trends.remaining is None or size.height < high:
        return moved, Content("")
    key = f"（当时所记/按时限应剩{_left_since(trends)}）"
    return moved, burn_down_line(trends.remaining, size.width - 4, key, past=past)


def _left_since(trends: Trends) -> str:
    """By how many there are fewer or more left than a week ago and than the last 通报 told."""
    said = ""
    for former, then in (("一周前", trends.week), ("上次通报", trends.circular)):
        if then is not None and then.left != trends.now.left:
            said += f"，比{former} {trends.now.left - then.left:+d}"
    return said


def moved_line(trends: Trends) -> Content:
    """What is otherwise than a week ago and than the last 通报 told; nothing where nothing moved."""
    parts = []
    if not trends.moved:
        return Content("")
    if trends.week is not None:
        parts.append(Content("比一周前：") + _change(trends.week, trends.now))
    if trends.circular is not None:
        day = trends.circular.day
        said = f"比{trends.number or '上次通报'}（截至{day.month}月{day.day}日）："
        parts.append(Content(said) + _change(trends.circular, trends.now))
    return Content("；").join(parts)


def _change(then: CountsOn, now: CountsOn) -> Content:
    """逾期 +2，办结 +1; what is worse in the tone of what is overdue."""
    late, done = now.overdue - then.overdue, now.done - then.done
    parts = []
    if late:
        parts.append(toned(f"逾期 {late:+d}", "overdue" if late > 0 else "on_track"))
    if done:
        parts.append(toned(f"办结 {done:+d}", "done" if done > 0 else "overdue"))
    return Content("，").join(parts) if parts else quiet("没有变化")


def burn_down_line(picture: BurnDown, width: int, key: str, *, past: bool) -> Content:
    """Of the newest points as many as there is room for: month, bar, left in fact / by the plan; the key."""
    most = max((max(one.actual or 0, one.planned) for one in picture.points), default=0)
    *former, now = picture.points
    parts = [_point(one, f"{one.day.month}月末", most) for one in former] + [
        _point(now, day_shown(past=past), most)
    ]
    while len(parts) > 1 and cell_width(_LABEL + key) + sum(one.cell_length + 2 for one in parts) > width:
        parts = parts[1:]
    return quiet(_LABEL) + Content("  ").join(parts) + quiet(key)


def _point(one: Remaining, label: str, most: int) -> Content:
    left = one.actual or 0
    cells = max(1, round(BAR * left / most)) if left and most else 0
    counts = {Light.ON_TRACK: min(left, one.planned), Light.OVERDUE: max(0, left - one.planned)}
    bar = stacked_bar(counts, cells) if cells else Content("")
    return Content(f"{label} ") + bar + Content(f" {left}/{one.planned}")
