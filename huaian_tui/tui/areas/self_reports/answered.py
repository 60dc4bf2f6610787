"""谁没报: which units have answered and which have not, and a reminder to those with one key."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.dates.reporting_period import month_of, quarter_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.answers import reminder_words
from huaian_tui.store.keep.forms_out import last_forms_out
from huaian_tui.store.queries.answered_units import UnitAnswer, answers_due, answers_to_forms
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.session import LedgerSession

if TYPE_CHECKING:
    from huaian_tui.tui.areas.notices.forms import Drafts

SENT, LATE, MONTH, QUARTER = "sent", "late", "month", "quarter"
_CHOICES = [
    (SENT, "发出的反馈表"),
    (LATE, "逾期的节点"),
    (MONTH, "本月到期的"),
    (QUARTER, "本季到期的"),
]
_EARLIEST_DAYS = 3660

COLUMNS: tuple[Column[UnitAnswer], ...] = (
    Column("单位", lambda row: row.name, weight=2, min_width=14),
    Column("反馈", lambda row: row.word, width=10),
    Column("应报", lambda row: str(len(row.asked)), width=4, right=True),
    Column("已报", lambda row: str(len(row.reported)), width=4, right=True),
    Column("待核实", lambda row: str(row.waiting), width=6, right=True, priority=3),
    Column("最近收到", lambda row: "" if row.last is None else row.last.isoformat(), width=10),
    Column("未报节点", lambda row: "、".join(row.missing), weight=3, min_width=12, priority=2),
)


def open_answered(app: Host) -> None:
    """Ask of what, then show who has answered."""
    session = app.session

    def read(values: dict[str, Any]) -> list[UnitAnswer]:
        rows = session.read(lambda c: _rows(c, session, values["by"]))
        if not rows:
            raise HuaianError("没有要报的单位", "没有发出过反馈表，或这一期没有到期的节点", "换一种查法")
        return rows

    form = FormDialog("谁没报", [ChoiceField("by", "按什么查", _CHOICES)], read, button="查看", busy="正在读")
    open_dialog(app, form, lambda rows: open_dialog(app, AnsweredDialog(rows), lambda _: None))


def _rows(connection: sqlite3.Connection, session: LedgerSession, by: str) -> list[UnitAnswer]:
    today = session.today
    if by == SENT:
        return answers_to_forms(connection, today, last_forms_out(session.database))
    if by == LATE:
        first = today - timedelta(days=_EARLIEST_DAYS)
        return answers_due(connection, today, first, today - timedelta(days=1))
    period = month_of(today) if by == MONTH else quarter_of(today)
    return answers_due(connection, today, period.first, period.last)


class AnsweredDialog(PickDialog):
    """The units, those who have not answered first."""

    BINDINGS = bindings_for("remind", "reminder_text", "back")

    def __init__(self, rows: list[UnitAnswer]) -> None:
        self._late = [row for row in rows if not row.answered]
        told = f"{len(rows)} 个单位，{len(self._late)} 个没有报。给这些单位拟催办单按 {keys_said('remind')}，"
        intro = f"{told}提醒文字按 {keys_said('reminder_text')}。"
        listed = [ListRow(row.unit, cells_of(row, COLUMNS)) for row in rows]
        super().__init__("谁没报", intro, COLUMNS, listed, "个")

    def action_remind(self) -> None:
        """A 催办单 for all that have not answered."""
        if self._none_late():
            return
        from huaian_tui.tui.areas.notices.forms import open_draft_form

        app, names = host_of(self), "、".join(row.name for row in self._late)

        def drafted(drafts: Drafts) -> None:
            app.tell(f"{drafts.told}；在文书（{keys_said('show_notices')}）里核对、印发")
            app.ledger_changed()

        open_draft_form(app, drafted, kind="reminder", unit=names)

    def action_reminder_text(self) -> None:
        """The words to send, also on the clipboard."""
        if self._none_late():
            return
        app = host_of(self)
        days = {row.sent for row in self._late}
        day = days.pop() if len(days) == 1 else None
        text = reminder_words([row.name for row in self._late], app.session.today, day)
        app.copy_to_clipboard(text)
        app.push_screen(MessageDialog("提醒文字（已复制）", text))

    def _none_late(self) -> bool:
        if not self._late:
            host_of(self).show_error(HuaianError("没有需要催的单位", "都已报过", "不必催办"))
        return not self._late
