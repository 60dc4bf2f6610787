"""单位对照: the units of the period beside the whole, in the order of the plan; each opens what it counts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from functools import partial

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.comparison import Compared
from huaian_tui.domain.evaluation.figures import EvaluationRow
from huaian_tui.domain.evaluation.measures import BY_KEY
from huaian_tui.domain.words.evaluation import ROLE_TITLES, compared_words
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.evaluation.compare_units import UnitsCompared, compare_units
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.evaluation.choice import Choice
from huaian_tui.tui.areas.evaluation.facts import asked_of
from huaian_tui.tui.areas.evaluation.text import against_words
from huaian_tui.tui.areas.evaluation.things import open_things
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.session import LedgerSession

NO_RATE = "-"
TITLE = "单位对照"
STEPS = 20
"""Cells of a drawn interval: five per cent each."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in a role with its figures; ``other``: the same beside it; ``whole``: of all, 0 to 1."""

    now: Compared
    row: EvaluationRow
    other: Compared | None
    whole: float | None


COLUMNS: tuple[Column[Line], ...] = (
    Column("单位", lambda line: line.now.name, weight=2, min_width=14, comfort=26),
    Column("角色", lambda line: ROLE_TITLES.get(line.now.role or "", ""), width=4),
    Column("按期率", lambda line: line.now.rate.text or NO_RATE, width=7, right=True, grows=True),
    Column("95%区间", lambda line: _interval(line.now), width=9, right=True),
    Column("与总体", lambda line: own_words(line.now.against.word), width=6),
    Column("对比时", lambda line: _then(line), width=7, right=True, grows=True, priority=2),
    Column("那时区间", lambda line: _interval(line.other), width=9, right=True, priority=4),
    Column("区间= 按期率o 总体|", lambda line: drawn(line), width=STEPS + 1, priority=3),
    Column("计分（权重）", lambda line: line.now.score.words if line.now.score else NO_RATE, min_width=14),
)
_BESIDE, _SCORED = ("对比时", "那时区间"), "计分（权重）"


def _interval(one: Compared | None) -> str:
    return NO_RATE if one is None or one.interval is None else own_words(one.interval.words)


def _then(line: Line) -> str:
    return NO_RATE if line.other is None else line.other.rate.text or NO_RATE


def drawn(line: Line) -> str:
    """The interval on a line from 0 to 100 %: ..|..===o===....; nothing where there is none."""
    one = line.now
    if one.interval is None or one.rate.value is None:
        return ""
    low, high = round(STEPS * one.interval.low), round(STEPS * one.interval.high)
    signs = ["=" if low <= place <= high else "." for place in range(STEPS + 1)]
    if line.whole is not None:
        signs[round(STEPS * line.whole)] = "|"
    signs[round(STEPS * one.rate.value)] = "o"
    return "".join(signs)


@dataclass(frozen=True, slots=True)
class Beside:
    """The units now and, where two are compared, then."""

    now: UnitsCompared
    then: UnitsCompared | None

    @property
    def lines(self) -> list[Line]:
        """The units of now, each with what it was then."""
        then = {} if self.then is None else {(one.key, one.role): one for one in self.then.found.rows}
        whole = self.now.found.whole.value
        found = zip(self.now.found.rows, self.now.rows, strict=True)
        return [Line(one, row, then.get((one.key, one.role)), whole) for one, row in found]


def read_compared(connection: sqlite3.Connection, session: LedgerSession, choice: Choice) -> Beside:
    """The units of the period that is shown (blocking), and of what stands beside it."""
    asked = asked_of(replace(choice, by="unit"), session.today, past=session.as_of is not None)
    now, against = compare_units(connection, asked), choice.against
    if against is None:
        return Beside(now, None)
    if isinstance(against, Period):
        return Beside(now, compare_units(connection, replace(asked, period=against)))
    with reading(session.database, against) as before:
        return Beside(now, compare_units(before, replace(asked, as_of=against, past=True)))


def open_compared(app: Host, choice: Choice, chosen: str = "") -> None:
    """The units side by side; Enter on one: the milestones that its rate counts, each opens.

    ``chosen``: the place, as a key, of the line on which the cursor stands; empty: the first.
    """
    session = app.session

    def show(found: Beside) -> None:
        lines = found.lines
        title = f"{TITLE}：{choice.period.title}"
        if choice.against is not None:
            title += f"，对比 {against_words(choice.against)}"
        if not lines:
            why = "没有一个单位有到期的节点"
            app.push_screen(MessageDialog(title, f"{why}。换一个期间：{keys_said('evaluation_choose')}。"))
            return
        hidden = {*(() if found.then else _BESIDE), *(() if found.now.weights else (_SCORED,))}
        columns = [one for one in COLUMNS if one.title not in hidden]
        rows = [ListRow(str(place), cells_of(line, columns)) for place, line in enumerate(lines)]
        told = [own_words(one) for one in compared_words(choice.period.title, found.now.found)]
        intro = "\n".join([*told, f"{keys_said('open')} 列出所选单位到期的节点。"])
        dialog = PickDialog(title, intro, columns, rows, "行", chosen=chosen)
        open_dialog(app, dialog, partial(_due_of, app, choice, lines))

    read_then(app, lambda: session.read(lambda c: read_compared(c, session, choice)), show)


def _due_of(app: Host, choice: Choice, lines: list[Line], key: str) -> None:
    """The milestones due of the chosen unit; Esc leads back to the comparison."""
    if key:
        by_unit, back = replace(choice, by="unit"), partial(open_compared, app, choice, key)
        open_things(app, by_unit, lines[int(key)].row, BY_KEY["due"], back)
