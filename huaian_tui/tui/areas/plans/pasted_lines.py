"""Pasted lines as tasks or matters: each shown as it was read, with what is wrong; ticked ones are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from textual import on

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.matters import MATTERS_PLAN, SOURCES
from huaian_tui.services.entering import TaskDraft
from huaian_tui.services.matter_lines import Reading, read_matter_lines
from huaian_tui.services.matters import MatterDraft, Source, add_matters, propose_due
from huaian_tui.services.task_lines import read_each_line
from huaian_tui.services.tasks import add_tasks
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.plans.open_plan import PlanToFill, with_open_plan
from huaian_tui.tui.areas.plans.text import plan_head
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.draft_writer import DraftWriter
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, tell_recorded
from huaian_tui.tui.frame.detail_lines import lines
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import own_words, safe_content
from huaian_tui.tui.threads.background import in_thread

MOST_PASTED = 200_000
"""Characters of pasted lines."""

TASK_LINES = "每行一项：序号 任务 牵头 责任 时限，用制表符或空格隔开；从表格里复制的可以直接粘贴。"
MATTER_LINES = "每行一件：事项 牵头 责任 时限，用制表符或空格隔开；第一行可写栏目名，如 事项、牵头、来源。"

Draft = TaskDraft | MatterDraft


class ReadLine(NamedTuple):
    """A line as it was read, or why it could not be."""

    at: int
    line: str
    draft: Draft | None
    error: HuaianError | None


COLUMNS: tuple[Column[ReadLine], ...] = (
    Column("行", lambda of: str(of.at), width=4, right=True),
    Column("序号", lambda of: _number(of.draft), width=6, priority=3),
    Column("内容", lambda of: of.line if of.draft is None else of.draft.text, weight=2, min_width=18),
    Column("牵头", lambda of: "" if of.draft is None else "、".join(of.draft.lead), weight=1, min_width=10),
    Column("责任", lambda of: _support(of.draft), weight=1, min_width=10, priority=4),
    Column("时限", lambda of: _due(of.draft), width=10, priority=2),
    Column("问题", lambda of: _fault(of.error), weight=3, min_width=12, toned=True),
)


def _number(draft: Draft | None) -> str:
    return draft.number if isinstance(draft, TaskDraft) else ""


def _support(draft: Draft | None) -> str:
    return "" if draft is None else "、".join(draft.support)


def _due(draft: Draft | None) -> str:
    if isinstance(draft, MatterDraft):
        return "" if draft.due is None else draft.due.isoformat()
    first = draft.milestones[0] if draft is not None and draft.milestones else None
    if first is None or first.due is None:
        return ""
    return first.phrase if first.every else first.due.isoformat()


def _fault(error: HuaianError | None) -> str:
    return "" if error is None else own_words(error.one_line())


def open_lines(app: Host, plan: str | None) -> None:
    """粘贴任务: the text, then the preview; in the plan of matters they are matters."""
    with_open_plan(app, plan, lambda found: _show(app, found))


def _show(app: Host, found: PlanToFill) -> None:
    form_id = f"task_lines:{found.line.id}"
    today, line, matters = app.session.today, found.line, found.line.id == MATTERS_PLAN
    pasted = LongTextField("text", "粘贴", required=True, lines=8, limit=MOST_PASTED)
    fields: list[FormField] = [pasted]
    if matters:
        fields += [
            ChoiceField("source", "来源", [(one, one) for one in SOURCES]),
            DateField("source_day", "来源日期", today, value=today.isoformat(), required=True),
            TextField("document", "来源文件", max_length=200, placeholder="标题或文号"),
            TextField("by", "交办人", max_length=50, placeholder="职务，如 市长"),
            TextField("due", "时限", max_length=50, placeholder="行里没写的用它；limit 按交办时限，无 不设"),
        ]
    fields.append(TextField("basis", "依据", max_length=500))

    def read(values: dict[str, Any]) -> tuple[dict[str, str], list[ReadLine]]:
        found_lines = _read_matters(app, found, values) if matters else _read_tasks(app, found, values)
        if not found_lines:
            raise HuaianError("一行也没有", "粘贴的都是空行", MATTER_LINES if matters else TASK_LINES)
        return {key: "" if said is None else str(said) for key, said in values.items()}, found_lines

    def preview(read_lines: tuple[dict[str, str], list[ReadLine]]) -> None:
        typed, rows = read_lines
        dialog = LinesPreview(found, rows, form_id, typed)

        def chosen(made: int) -> None:
            if made < 0:
                _show(app, found)  # the form takes up its draft
            else:
                tell_recorded(app, f"已新增 {made} 项：{line.short}")

        open_dialog(app, dialog, chosen)

    intro = lines([plan_head(line), safe_content(MATTER_LINES if matters else TASK_LINES)])
    title = "粘贴交办事项" if matters else "粘贴任务"
    dialog = FormDialog(title, fields, read, intro=intro, form_id=form_id, button="看一看", busy="正在读")
    open_dialog(app, dialog, preview)


def _read_tasks(app: Host, found: PlanToFill, values: dict[str, Any]) -> list[ReadLine]:
    from dataclasses import replace

    def unit(typed: str) -> str:
        return found.names.resolve(typed)[0]

    basis = values["basis"]
    return [
        ReadLine(one.at, one.line, one.draft and replace(one.draft, basis=basis), one.error)
        for one in read_each_line(values["text"], app.session.today, unit)
    ]


def _read_matters(app: Host, found: PlanToFill, values: dict[str, Any]) -> list[ReadLine]:
    session = app.session
    source = Source(values["source"], values["source_day"], values["document"], values["by"])

    def read(connection: Any) -> list[ReadLine]:
        reading = Reading(
            session.today,
            lambda typed: found.names.resolve(typed)[0],
            lambda kind, urgent, day: propose_due(connection, kind, urgent, day),
            source,
            values["due"],
            values["basis"],
        )
        return [
            ReadLine(one.at, one.line, one.draft, one.error)
            for one in read_matter_lines(values["text"], reading)
        ]

    return session.read(read)


class LinesList(VirtualList):
    """The lines; one that could not be read cannot be ticked."""

    def __init__(self, rows: Sequence[ReadLine], marks: Marks) -> None:
        super().__init__(COLUMNS, measure="行", marks=marks)
        self._good = {str(one.at) for one in rows if one.draft is not None}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc leads back to what was pasted; the ticks stay until then."""
        return bool(self._typed) if action == "back" else super().check_action(action, parameters)

    def can_mark(self, key: str) -> bool:
        """Only what was read."""
        return key in self._good


class LinesPreview(ListDialog[int]):
    """What was read of the lines, ticked where nothing is wrong. The result: how many are taken, -1: back."""

    BUTTONS = (("save", "新增所选"), ("back", "回去改"), ("cancel", "取消"))

    def __init__(
        self, found: PlanToFill, rows: Sequence[ReadLine], form_id: str, typed: Mapping[str, str]
    ) -> None:
        """``typed``: what stood in the form, kept as its draft until the lines are taken."""
        wrong = sum(one.draft is None for one in rows)
        fault = f"{wrong} 行没读懂（选中按回车看原因）。" if wrong else "都读懂了。"
        about = f"共 {len(rows)} 行，{fault}带 * 的会新增，{keys_said('mark')} 勾选或去掉。"
        self._marks = Marks()
        self._marks.add(str(one.at) for one in rows if one.draft is not None)
        super().__init__(f"新增到：{found.line.title}", about, LinesList(rows, self._marks))
        self._form_id = form_id
        self._typed = dict(typed)
        self._found = found
        self._rows = list(rows)
        self._saving = False
        self._drafts: DraftWriter | None = None

    def on_mount(self) -> None:
        """Fill the list."""
        rows = [
            ListRow(str(one.at), cells_of(one, COLUMNS), "" if one.draft is not None else "overdue")
            for one in self._rows
        ]
        self._list.set_source(MemorySource(rows))
        drafts = self._drafts = DraftWriter(host_of(self).session, self._form_id)
        in_thread(self, lambda: drafts.keep(self._typed), lambda _: None, group="draft")

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        """Enter: a line that could not be read says in full why."""
        message.stop()
        for one in self._rows:
            if str(one.at) == message.key and one.error is not None:
                host_of(self).show_error(one.error)

    def action_cancel(self) -> None:
        """Nothing is entered; what was pasted stays as a draft."""
        host_of(self).tell("粘贴的内容已存为草稿")
        self.dismiss(None)

    def action_back(self) -> None:
        """Back to what was pasted."""
        if not self._saving:
            self.dismiss(-1)

    def action_save(self) -> None:
        """Take the ticked lines, all or none."""
        app = host_of(self)
        drafts = [one.draft for one in self._rows if one.draft is not None and str(one.at) in self._marks]
        if self._saving:
            return
        if not drafts:
            app.tell("一行也没有勾选", "warning")
            return
        self._saving = True

        def refused(error: HuaianError) -> None:
            self._saving = False
            app.show_error(error)

        in_thread(self, self._writing(app, drafts), self.dismiss, group="save", refused=refused)

    def _writing(self, app: Host, drafts: Sequence[Draft]) -> Callable[[], int]:
        session, plan, kept = app.session, self._found.line.id, self._drafts
        tasks = [one for one in drafts if isinstance(one, TaskDraft)]
        matters = [one for one in drafts if isinstance(one, MatterDraft)]

        def write() -> int:
            if matters:
                made = session.write(lambda ledger: add_matters(ledger, matters, session.today))
            else:
                made = session.write(lambda ledger: add_tasks(ledger, plan, tasks, session.today))
            if kept is not None:
                kept.end(None)
            return len(made)

        return write
