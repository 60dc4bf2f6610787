"""What a figure counts, and 延期账: lists from which each thing is opened on its own screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.evaluation.figures import EvaluationRow
from huaian_tui.domain.evaluation.history import Slip
from huaian_tui.domain.evaluation.measure import Counts, Measure
from huaian_tui.domain.words.evaluation import ROLE_TITLES, slip_lines, standing_words
from huaian_tui.store.queries.evaluation.behind_figures import (
    Behind,
    find_row,
    slip_ledger,
    things_behind,
)
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.unit_history import names_on
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.evaluation.choice import Choice
from huaian_tui.tui.areas.evaluation.facts import asked_of
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import own_words


def _task(one: Behind) -> str:
    return "" if one.ref is None else one.ref.label


def _due(one: Behind) -> str:
    day = one.day if one.standing is None else one.standing.due
    return "" if day is None else day.isoformat()


def _said(one: Behind) -> str:
    if one.slip is not None:
        return slip_lines((one.slip,))[0]
    if one.kept is not None:
        return "按时" if one.kept else "没有按时"
    return standing_words(one.standing)


THINGS: tuple[Column[Behind], ...] = (
    Column("任务", _task, width=8),
    Column("事项", lambda one: one.title, weight=2, min_width=16),
    Column("日期", _due, width=10, priority=2),
    Column("怎样", _said, weight=2, min_width=16),
)
SLIPS: tuple[Column[Behind], ...] = (
    Column("任务", _task, width=8),
    Column("节点", lambda one: one.title, weight=2, min_width=16),
    Column("最初", lambda one: _original(one), width=10),
    Column("现在", _due, width=10),
    Column("次数", lambda one: str(len(_slips(one))), width=4, right=True, priority=3),
    Column("最近一次", lambda one: slip_lines(_slips(one)[-1:])[0], weight=3, min_width=20, priority=2),
)
_MEASURES = {Counts.TASKS: "项任务", Counts.REPLIES: "份", Counts.VISITS: "次", Counts.SLIPS: "次"}


def _slips(one: Behind) -> tuple[Slip, ...]:
    return () if one.standing is None else one.standing.slips


def _original(one: Behind) -> str:
    original = None if one.standing is None else one.standing.original
    return "未定" if original is None else original.isoformat()


def open_things(
    app: Host,
    choice: Choice,
    row: EvaluationRow,
    measure: Measure,
    back: Callable[[], object] = lambda: None,
) -> None:
    """Show what the figure counts; Enter opens it, Esc goes ``back``."""
    asked = _asked(app, choice)

    def read(connection: sqlite3.Connection) -> list[Behind]:
        key, _ = find_row(connection, asked, row.key, row.role)
        found = things_behind(connection, asked, measure, key)
        return _named(connection, asked, found)

    def show(found: list[Behind]) -> None:
        role = "" if row.role is None else f"（{ROLE_TITLES[row.role]}）"
        title = f"{row.name}{role}：{measure.name}"
        if not found:
            nothing = MessageDialog(title, own_words(f"没有一件。{measure.formula}。"))
            app.push_screen(nothing, lambda _: back())
            return
        counted = own_words(f"{measure.shown(row.figures)}：{measure.formula}")
        intro = f"{counted}。{keys_said('open')} 打开所选的一件。"
        _pick(app, title, intro, THINGS, found, _MEASURES.get(measure.counts, "个节点"), back)

    read_then(app, lambda: app.session.read(read), show)


def open_slips(app: Host, choice: Choice) -> None:
    """延期账 of the period: every milestone whose date was changed; Enter opens it."""
    asked = _asked(app, choice)

    def show(found: list[Behind]) -> None:
        title = f"延期账：{choice.period.title}"
        if not found:
            app.push_screen(MessageDialog(title, "没有改过时限的节点。"))
            return
        late = sum(any(slip.after_due for slip in one.standing.slips) for one in found if one.standing)
        intro = f"{len(found)} 个节点改过时限，其中 {late} 个有到期后才延的。"
        _pick(app, title, f"{intro}{keys_said('open')} 打开所选的节点。", SLIPS, found, "个节点")

    read_then(app, lambda: app.session.read(lambda c: slip_ledger(c, asked)), show)


def _asked(app: Host, choice: Choice) -> Asked:
    return asked_of(choice, app.session.today, past=app.session.as_of is not None)


def _named(connection: sqlite3.Connection, asked: Asked, found: list[Behind]) -> list[Behind]:
    """Replies with the name of the unit of which they were asked."""
    if not any(one.unit for one in found):
        return found
    names = names_on(connection, asked.as_of)
    return [
        replace(one, title=f"{names[one.unit][0]}：{one.title}") if one.unit in names else one
        for one in found
    ]


def _pick(
    app: Host,
    title: str,
    intro: str,
    columns: Sequence[Column[Behind]],
    found: Sequence[Behind],
    measure: str,
    back: Callable[[], object] = lambda: None,
) -> None:
    rows = [ListRow(str(place), cells_of(one, columns)) for place, one in enumerate(found)]

    def picked(key: str) -> None:
        if key:
            _go(app, found, key)
        else:
            back()

    open_dialog(app, PickDialog(title, intro, columns, rows, measure), picked)


def _go(app: Host, found: Sequence[Behind], key: str) -> None:
    """To the screen of a thing: a milestone, a task, a notice or a record."""
    thing = found[int(key)]
    if thing.milestone is not None:
        app.call_later(app.go, "milestones", thing.milestone)
    elif thing.unit is not None and thing.records:
        app.call_later(app.go, "notices", thing.records[0].replace("-", ""))
    elif thing.records:
        app.call_later(app.go, "records", thing.records[0].replace("-", ""))
    elif thing.ref is not None:
        app.call_later(app.go, "tasks", str(thing.ref.no))
