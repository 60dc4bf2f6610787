"""逾期预测: what may come late and why, what was recorded, and how that did. Looking records nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.app import ComposeResult

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.evaluation.forecasts import AHEAD, Bin, Score, score
from huaian_tui.domain.evaluation.intervals import LEAST
from huaian_tui.domain.words.forecasts import (
    CAME,
    alike_words,
    all_words,
    reason_word,
    recorded_told,
    score_words,
    share_words,
)
from huaian_tui.domain.words.verdicts import Verdict, verdict_word
from huaian_tui.services.forecasts import RecordedForecasts, record_forecasts
from huaian_tui.store.queries.forecast_verdicts import verdicts
from huaian_tui.store.queries.forecasts import (
    Expected,
    Foreseen,
    came,
    foresee,
    open_dated,
    read_recorded,
)
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.evaluation.choice import Choice
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.detail_lines import lines, quiet
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import own_words, safe_content

TITLE = "逾期预测"
MOST_ROWS = 1_000
"""Milestones in the list: those that may come late first."""

_ORDER = (Verdict.LIKELY_LATE, Verdict.UNKNOWN, Verdict.NO_SIGN)

AHEAD_COLUMNS: tuple[Column[Foreseen], ...] = (
    Column("预测", lambda one: one.forecast.verdict.word, width=12),
    Column("可能性", lambda one: _share(one.forecast.likelihood), width=6, right=True),
    Column("时限", lambda one: one.due.isoformat(), width=10),
    Column("任务", lambda one: one.ref.label, width=6, grows=True, priority=2),
    Column("节点", lambda one: one.title, weight=2, min_width=16),
    Column("理由", lambda one: "；".join(one.why), weight=2, min_width=18, priority=2),
)
RECORDED_COLUMNS: tuple[Column[Expected], ...] = (
    Column("预测日", lambda one: one.day.isoformat(), width=10),
    Column("预测", lambda one: verdict_word(one.verdict), width=12),
    Column("可能性", lambda one: _share(one.likelihood), width=6, right=True),
    Column("时限", lambda one: one.due.isoformat(), width=10, priority=2),
    Column("结果", lambda one: CAME[one.late], width=6),
    Column("节点", lambda one: one.title or one.milestone, weight=2, min_width=14),
    Column("理由", lambda one: "；".join(map(reason_word, one.reasons)), weight=2, min_width=16, priority=3),
)
BIN_COLUMNS: tuple[Column[Bin], ...] = (
    Column("预测的可能性", lambda one: f"{100 * one.low:.0f}%-{100 * one.high:.0f}%", width=12),
    Column("条数", lambda one: str(one.number), width=6, right=True),
    Column("平均预测", lambda one: _share(one.expected), width=8, right=True),
    Column("实际未按期（95%区间）", lambda one: own_words(one.came), min_width=20),
)


def _share(share: float | None) -> str:
    return own_words(share_words(share))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is foretold now, the likely ones first, at most ``MOST_ROWS``; all milestones by the verdict."""

    found: Sequence[Foreseen]
    ids: dict[Verdict, list[str]]

    @property
    def every(self) -> list[str]:
        """All of them."""
        return [one for some in self.ids.values() for one in some]


def read_ahead(connection: sqlite3.Connection, app: Host, choice: Choice) -> Ahead:
    """The milestones of the chosen plan that are due within ``AHEAD`` days (blocking)."""
    today = app.session.today
    said = dict(verdicts(connection, today))
    ids: dict[Verdict, list[str]] = {verdict: [] for verdict in _ORDER}
    for one in open_dated(connection, today, within=AHEAD, plan=choice.plan):
        ids[said[one]].append(one)
    listed = [one for verdict in _ORDER for one in ids[verdict]][:MOST_ROWS]
    return Ahead(foresee(connection, today, listed), ids)


class ForecastsDialog(ListDialog[str]):
    """The list, the reasons of the chosen one below; Enter opens its milestone.

    The result is the milestone, or what else is to be shown: ``RECORDED`` or ``SCORE``.
    """

    RECORDED, SCORE = "\0recorded", "\0score"
    BUTTONS = (("save", "记入台账"), ("recorded", "看已记的"), ("score", "打分"), ("back", "关闭"))
    DEFAULT_CSS = """
    ForecastsDialog .forecast-why { height: auto; max-height: 5; margin: 0 1; }
    ForecastsDialog.-flat .forecast-why { display: none; }
    """

    def __init__(self, app: Host, choice: Choice, ahead: Ahead, chosen: str = "") -> None:
        """``chosen``: the milestone on which the cursor stands at first."""
        records = VirtualList(AHEAD_COLUMNS, measure="个节点", empty_text=f"{AHEAD} 天内没有到期的节点")
        super().__init__(f"{TITLE}：{AHEAD} 天内到期的，{_about(choice)}", _intro(ahead), records)
        self._found = {one.milestone: one for one in ahead.found}
        self._every, self._day = ahead.every, app.session.today
        self.left = chosen
        """The milestone that was shown last, where the cursor stands."""

    def compose_below(self) -> ComposeResult:
        """The reasons in full."""
        yield ChineseText(classes="forecast-why")

    def on_mount(self) -> None:
        """Fill the list."""
        rows = [ListRow(key, cells_of(one, AHEAD_COLUMNS)) for key, one in self._found.items()]
        self._list.set_source(MemorySource(rows), key=self.left or None)

    @on(RowHighlighted)
    def _row_highlighted(self, message: RowHighlighted) -> None:
        message.stop()
        self.left = message.key
        one = self._found[message.key]
        alike = f"类似情形不足 {LEAST} 例" if one.forecast.likelihood is None else alike_words(one.forecast)
        why = "；".join(one.why) or "没有读数落后、延期、久无记录等情形"
        said = [
            safe_content(f"{one.ref.told}  {one.title}"),
            safe_content(own_words(f"{why}。")),
            quiet("；".join(part for part in (one.stage.word, alike, all_words(one.forecast)) if part)),
        ]
        self.query_one(".forecast-why", ChineseText).update(lines(said))

    @on(RowSelected)
    def _row_selected(self, message: RowSelected) -> None:
        message.stop()
        self.dismiss(message.key)

    def action_save(self) -> None:
        """Record what is foretold of all of them; once a milestone and month."""
        app, day, ids = host_of(self), self._day, self._every

        def saved(done: RecordedForecasts) -> None:
            told = recorded_told(len(done.made), len(done.before), len(done.unknown))
            if done.made:
                tell_recorded(app, told)
            else:
                app.tell(told)

        def record() -> None:
            read_then(
                app,
                lambda: app.session.write(lambda ledger: record_forecasts(ledger, ids, day)),
                saved,
                group="forecasts",
            )

        with_officer(app, record)

    def action_recorded(self) -> None:
        """What was recorded."""
        self.dismiss(self.RECORDED)

    def action_score(self) -> None:
        """How it did."""
        self.dismiss(self.SCORE)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def _about(choice: Choice) -> str:
    return choice.plan_name or "全部在办方案"


def _intro(ahead: Ahead) -> str:
    counts = "，".join(f"{verdict.word} {len(ahead.ids[verdict])}" for verdict in _ORDER)
    left = len(ahead.every) - len(ahead.found)
    more = f"只列前 {len(ahead.found)} 个。" if left else ""
    return (
        f"{counts}。{more}由以往到期的节点推算，只供机构内部安排督查，不是状态灯，不发单位。"
        f"{keys_said('open')} 打开节点；看不记，要记按 {keys_said('save')}。"
    )


def open_forecasts(app: Host, choice: Choice, chosen: str = "") -> None:
    """What may come late; from here to the milestones, to what was recorded and to its score.

    ``chosen``: the milestone on which the cursor stands; empty: the first.
    """

    def show(ahead: Ahead) -> None:
        dialog = ForecastsDialog(app, choice, ahead, chosen)
        open_dialog(app, dialog, lambda picked: go_on(picked, dialog.left))

    def go_on(picked: str, left: str) -> None:
        back = partial(open_forecasts, app, choice, left)
        if picked == ForecastsDialog.RECORDED:
            open_recorded(app, choice, back)
        elif picked == ForecastsDialog.SCORE:
            open_score(app, choice, back)
        else:
            app.call_later(app.go, "milestones", picked)

    read_then(app, lambda: app.session.read(lambda c: read_ahead(c, app, choice)), show, group="forecasts")


def open_recorded(
    app: Host,
    choice: Choice,
    back: Callable[[], object],
    within: tuple[float, float] | None = None,
) -> None:
    """The forecasts on record, the newest first; ``within``: those that came due, between two likelihoods.

    Esc leads ``back``.
    """
    today = app.session.today

    def show(found: Sequence[Expected]) -> None:
        title = f"{TITLE}：已记的" + ("" if within is None else f"，可能性 {_between(within)}，已到期")
        if not found:
            none = "还没有记下预测。在逾期预测里记，或印发写了逾期预测的督查专报时记。"
            nothing = MessageDialog(title, none if within is None else "这一档还没有已到期的预测。")
            app.push_screen(nothing, lambda _: back())
            return
        rows = [ListRow(str(place), cells_of(one, RECORDED_COLUMNS)) for place, one in enumerate(found)]
        intro = f"结果按预测时的时限算：到时没有办结、已延期的都算未按期。{keys_said('open')} 打开节点。"

        def picked(key: str) -> None:
            if key:
                app.call_later(app.go, "milestones", found[int(key)].milestone)
            else:
                back()

        open_dialog(app, PickDialog(title, intro, RECORDED_COLUMNS, rows, "条"), picked)

    def read(connection: sqlite3.Connection) -> list[Expected]:
        found = read_recorded(connection, today)
        return found if within is None else [one for one in found if _is_within(one, within)]

    read_then(app, lambda: app.session.read(read), show, group="forecasts")


def _is_within(one: Expected, within: tuple[float, float]) -> bool:
    low, high = within
    return one.late is not None and (low <= one.likelihood < high or one.likelihood == high == 1.0)


def _between(within: tuple[float, float]) -> str:
    return f"{100 * within[0]:.0f}%-{100 * within[1]:.0f}%"


def open_score(app: Host, choice: Choice, back: Callable[[], object], chosen: str = "") -> None:
    """The score of what came due, with the calibration table; Enter on a line lists its forecasts.

    Esc leads ``back``. ``chosen``: the place, as a key, of the line on which the cursor stands; empty: the
    first.
    """
    today = app.session.today

    def show(found: Score) -> None:
        told = [own_words(one) for one in score_words(found)]
        told.append("Brier 分数是（可能性-结果）平方的平均，越小越好；总体比例指每条都说同一个实际比例。")
        told.append(f"{keys_said('open')} 列出那一行的预测。")
        rows = [ListRow(str(place), cells_of(one, BIN_COLUMNS)) for place, one in enumerate(found.bins)]

        def picked(key: str) -> None:
            if key:
                asked = found.bins[int(key)]
                open_recorded(
                    app, choice, partial(open_score, app, choice, back, key), (asked.low, asked.high)
                )
            else:
                back()

        title = f"{TITLE}：打分和校准表"
        dialog = PickDialog(title, "\n".join(told), BIN_COLUMNS, rows, "档", chosen=chosen)
        open_dialog(app, dialog, picked)

    read_then(
        app,
        lambda: app.session.read(lambda c: score(came(read_recorded(c, today)))),
        show,
        group="forecasts",
    )
