"""收官: first everything that is still open, each with what becomes of it; then the day and the basis.

Nothing is written before the last step, and then all of it in one action.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from textual import on
from textual.screen import ModalScreen

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.services.closing import Carry, Closed, Closing, close_plan, still_open, without_words
from huaian_tui.store.queries.plans import count_without_milestones
from huaian_tui.store.queries.task_refs import find_task, read_refs
from huaian_tui.tui.areas.plans.forms import Known, read_known
from huaian_tui.tui.areas.plans.text import plan_head
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField, day_field
from huaian_tui.tui.forms.draft_writer import DraftWriter
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.frame.detail_lines import lines
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import safe_content
from huaian_tui.tui.threads.background import in_thread

CARRY, END, DONE = "carry", "end", "done"
HOW = {CARRY: "结转到别的方案", END: "终止", DONE: "已办结"}

HINT = "回车定一个；空格标记几个，再按回车一起定；没标记的用「其余」。全部定好才能收官，之前什么也不写入。"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a milestone: ``how``, with a task (and another day), a reason, or the day of 办结."""

    how: str
    task: int = 0
    label: str = ""
    day: date | None = None
    reason: str = ""

    @property
    def words(self) -> str:
        """As the list says it."""
        if self.how == CARRY:
            return f"结转到 {self.label}" + (f"，{self.day.isoformat()}" if self.day else "")
        return f"终止：{self.reason}" if self.how == END else f"办结 {self.day}"


class Line(NamedTuple):
    """A milestone that is open, and what becomes of it."""

    row: MilestoneRow
    decided: Decision | None


COLUMNS: tuple[Column[Line], ...] = (
    Column("序号", lambda of: of.row.named.label, width=4, grows=True, right=True),
    Column("节点", lambda of: of.row.state.title, weight=2, min_width=20),
    Column("时限", lambda of: _due(of.row), width=10, priority=2),
    Column("怎么办", lambda of: "未定" if of.decided is None else of.decided.words, weight=1, min_width=18),
)


def _due(row: MilestoneRow) -> str:
    return "无时限" if row.state.due is None else row.state.due.isoformat()


def open_close(app: Host, plan: str) -> None:
    """收官: go through what is open, then close the plan."""
    session = app.session

    def read(connection: sqlite3.Connection) -> ToClose:
        known = read_known(connection, session.today, plan)
        rows = [] if known.line.closed_on else still_open(connection, plan, session.today)
        kept = session.load_draft(draft_form(plan)) or {}
        open_now = {row.id for row in rows}
        said = {key: read_decision(connection, text) for key, text in kept.items() if key in open_now}
        decided = {key: one for key, one in said.items() if one is not None}
        return ToClose(known, rows, count_without_milestones(connection, plan), decided)

    def show(found: ToClose) -> None:
        known = found.known
        if known.line.closed_on is not None:
            closed = f"{known.line.code} 于 {known.line.closed_on} 收官"
            raise HuaianError("方案已收官", closed, "不需要再收官")
        drafts = DraftWriter(session, draft_form(plan))
        dialog: ModalScreen[Closed] = (
            OpenMilestones(found, drafts) if found.rows else closing_form(app, found, found.decided, drafts)
        )
        open_dialog(app, dialog, lambda made: _closed(app, known, made))

    with_officer(app, lambda: read_then(app, lambda: session.read(read), show))


class ToClose(NamedTuple):
    """A plan that is to be closed: its open milestones, how many tasks have none, what was decided before."""

    known: Known
    rows: list[MilestoneRow]
    without: int
    decided: Mapping[str, Decision]

    @property
    def without_words(self) -> str:
        """What becomes of tasks without milestones; "" where there are none."""
        return f"{without_words(self.without)}。" if self.without else ""


def draft_form(plan: str) -> str:
    """Under what the decisions of a closing are kept until it is done."""
    return f"plan_close:{plan}"


def read_decision(connection: sqlite3.Connection, said: str) -> Decision | None:
    """A decision as ``Decision.words`` has it; None for what does not hold any more."""
    found = _SAID.fullmatch(said)
    if found is None:
        return None
    try:
        written = found["done"] or found["due"]
        day = date.fromisoformat(written) if written else None
        if found["reason"]:
            return Decision(END, reason=found["reason"])
        if found["label"]:
            task = find_task(connection, found["label"])
            return Decision(CARRY, task=task, label=found["label"], day=day)
    except (HuaianError, ValueError):
        return None
    return Decision(DONE, day=day)


_SAID = re.compile(
    "终止：(?P<reason>.+)|办结 (?P<done>[0-9-]{10})|结转到 (?P<label>[^，]+)(?:，(?P<due>[0-9-]{10}))?",
    re.DOTALL,
)


def _closed(app: Host, known: Known, made: Closed) -> None:
    parts = [
        f"{word} {count} 个"
        for word, count in (("结转", made.carried), ("终止", made.ended), ("办结", made.completed))
        if count
    ]
    dealt = f"，节点{'、'.join(parts)}" if parts else ""
    current = f"，现用方案改为 {made.current}" if made.current else ""
    tell_recorded(app, f"已收官：{known.line.short}{dealt}{current}")


def closing_form(
    app: Host, found: ToClose, decided: Mapping[str, Decision], drafts: DraftWriter
) -> FormDialog:
    """The last step: day and basis; it writes all, and ends the draft of what was decided."""
    session, known = app.session, found.known
    plan = known.line.id
    fields: list[FormField] = [
        day_field("收官日期", session.today),
        reason_field("收官依据", "如 会议决定、验收意见", key="basis"),
    ]

    def save(values: dict[str, Any]) -> Closed:
        closing = as_closing(decided)
        done = session.write(
            lambda ledger: close_plan(ledger, plan, values["day"], values["basis"], session.today, closing)
        )
        drafts.end(None)
        return done

    counts = "、".join(
        f"{HOW[how]} {sum(one.how == how for one in decided.values())} 个"
        for how in HOW
        if any(one.how == how for one in decided.values())
    )
    then = "收官后只读，不再列入日常清单，随时可以重新启用。"
    said = f"{counts or '没有未办结的节点'}。{found.without_words}{then}"
    intro = lines([plan_head(known.line), safe_content(said)])
    form_id = f"plan_close_basis:{plan}"
    return FormDialog("收官", fields, save, intro=intro, form_id=form_id, button="收官", busy="正在收官")


def as_closing(decided: Mapping[str, Decision]) -> Closing:
    """The decisions as the service takes them."""
    return Closing(
        nodes={key: Carry(one.task, one.day) for key, one in decided.items() if one.how == CARRY},
        ended={key: one.reason for key, one in decided.items() if one.how == END},
        completed={key: one.day for key, one in decided.items() if one.how == DONE and one.day is not None},
    )


class OpenMilestones(ListDialog[Closed]):
    """All that is open in a plan; the result is what the closing did."""

    BUTTONS = (("save", "收官"), ("rest", "其余.."), ("back", "取消"))

    def __init__(self, found: ToClose, drafts: DraftWriter) -> None:
        about = f"还有 {len(found.rows)} 个没办结的节点，逐个定怎么办。{HINT}{found.without_words}"
        records = VirtualList(COLUMNS, measure="个节点", marks=Marks())
        super().__init__(f"收官：{found.known.line.title}", about, records)
        self._found = found
        self._drafts = drafts
        self._known = found.known
        self._rows = list(found.rows)
        self._decided = dict(found.decided)

    def on_mount(self) -> None:
        """Fill the list."""
        self._show()

    def _show(self) -> None:
        rows = [
            ListRow(row.id, cells_of(Line(row, decided), COLUMNS), "done" if decided else "due_soon")
            for row in self._rows
            for decided in (self._decided.get(row.id),)
        ]
        left = len(self._rows) - len(self._decided)
        self._list.set_caption(f"未定 {left}" if left else "都已定好")
        self._list.set_source(MemorySource(rows))

    @property
    def _app(self) -> Host:
        return host_of(self)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self._ask(list(self._list.marked) or [message.key])

    def _ask(self, keys: Sequence[str]) -> None:
        """Ask what becomes of these milestones."""
        if not keys:
            self._app.tell("没有未定的节点")
            return
        rows = [row for row in self._rows if row.id in set(keys)]

        def decide(decision: Decision) -> None:
            self._decided |= dict.fromkeys(keys, decision)
            self._list.clear_marks()
            self._show()
            self._keep()

        open_dialog(self._app, _decision_form(self._app, self._known, rows), decide)

    def _keep(self) -> None:
        """Keep what was decided so far, as what is typed into a form is kept."""
        said = self._said()
        in_thread(self, lambda: self._drafts.keep(said), lambda _: None, group="draft")

    def _said(self) -> dict[str, str]:
        return {key: one.words for key, one in self._decided.items()}

    def action_rest(self) -> None:
        """其余: what becomes of all that are not decided yet."""
        self._ask([row.id for row in self._rows if row.id not in self._decided])

    def action_save(self) -> None:
        """收官, once everything is decided."""
        left = [row for row in self._rows if row.id not in self._decided]
        if left:
            first = f"{left[0].named.told} {left[0].state.title}"
            title = f"还有 {len(left)} 个节点没定怎么办"
            self._app.show_error(HuaianError(title, f"如 {first}", "选中按回车逐个定，或按「其余」一起定"))
            return
        form = closing_form(self._app, self._found, self._decided, self._drafts)
        open_dialog(self._app, form, self.dismiss)

    def action_back(self) -> None:
        """Nothing was written; what was decided is kept as a draft, unless it is given up."""
        if not self._decided:
            self.dismiss(None)
            return
        question = ConfirmDialog(
            "还没有收官",
            f"已定的 {len(self._decided)} 个节点要怎么处理？",
            (("stay", "继续"), ("keep", "存为草稿，下次再定"), ("drop", "不要了")),
        )
        open_dialog(self._app, question, self._leave)

    def _leave(self, answer: str) -> None:
        if answer in ("keep", "drop"):
            said = self._said() if answer == "keep" else None
            in_thread(self, lambda: self._drafts.end(said), lambda _: self.dismiss(None), group="draft")


class TargetField(TextField):
    """A task by its name (SJ/12), looked up when the form is saved."""


def _decision_form(app: Host, known: Known, rows: Sequence[MilestoneRow]) -> FormDialog:
    session = app.session
    fields: list[FormField] = [
        ChoiceField("how", "怎么办", list(HOW.items())),
        TargetField("target", "结转到", max_length=60, placeholder="别的方案的任务，如 SJ/12、JB/2026-3"),
        DateField("due", "结转后时限", session.today, placeholder="不写则照原来的"),
        TextField("reason", "终止理由", max_length=400, placeholder="终止的要写"),
        DateField("day", "办结日期", session.today, value=session.today.isoformat()),
    ]

    def decide(values: dict[str, Any]) -> Decision:
        return session.read(lambda connection: _decision(connection, known, rows, values))

    first = rows[0]
    about = f"{first.named.told} {first.state.title}（{_due(first)}）"
    more = f" 等 {len(rows)} 个节点" if len(rows) > 1 else ""
    return FormDialog("节点怎么办", fields, decide, intro=f"{about}{more}", button="定下", busy="正在核对")


def _decision(
    connection: sqlite3.Connection, known: Known, rows: Sequence[MilestoneRow], values: Mapping[str, Any]
) -> Decision:
    """What was chosen; refused at the field where something is missing."""
    how = values["how"]
    if how == END:
        if not values["reason"]:
            raise InputRefused("终止理由没有填写", "终止的节点要写明为什么", "请填写终止理由", field="reason")
        return Decision(how, reason=values["reason"])
    if how == DONE:
        if values["day"] is None:
            raise InputRefused("办结日期没有填写", "办结的节点要写哪天办结的", "请填写日期", field="day")
        return Decision(how, day=values["day"])
    if not values["target"]:
        raise InputRefused("没有写结转到哪里", "结转的节点要有别的方案的任务接着", "如 SJ/12", field="target")
    try:
        task = find_task(connection, values["target"])
    except HuaianError as error:
        raise InputRefused(error.title, error.message, error.way_out, field="target") from error
    ref = read_refs(connection, [task])[task]
    if ref.plan == known.line.id:
        raise InputRefused("不能结转到同一个方案", ref.told, "请写别的方案的任务", field="target")
    if values["due"] is None and any(row.state.due is None for row in rows):
        raise InputRefused("没有时限的节点要写结转到哪一天", "", "请填写结转后时限", field="due")
    label = ref.label if "/" in ref.label else f"{ref.code}/{ref.label}"  # a draft is read later
    return Decision(how, task=task, label=label, day=values["due"])
