"""从会议纪要登记: each sentence that gives a unit something to do, quoted, ticked where nothing is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from textual import on

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.importing.plan_files.draft import ReadUnit
from huaian_tui.importing.plan_files.file_guard import READABLE_NAMES
from huaian_tui.services.matter_lines import Reading, read_matter_due
from huaian_tui.services.matters import Source, add_matters, propose_due
from huaian_tui.services.minutes import Chosen, ProposedMatter, ReadMinutes, drafts_of, read_matters
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.plans.open_plan import PlanToFill, with_open_plan
from huaian_tui.tui.files.chooser import Chosen as ChosenFile
from huaian_tui.tui.files.chooser import Wanted, choose_file
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, tell_recorded
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.threads.background import in_thread
from huaian_tui.tui.threads.work import Work

FILES = tuple(name for name in READABLE_NAMES if not name.startswith((".xls", ".et")))
MOST_PASTED = 200_000
"""Characters of pasted minutes."""

INTRO = "会议纪要的 Word（.docx）或文本文件；也可以粘贴文字。"


class MatterLine(NamedTuple):
    """A sentence with what was decided of it."""

    read: ProposedMatter
    said: Chosen

    @property
    def ready(self) -> bool:
        """Whether it can be entered: nothing is open, or it was written anew; and it is not there yet."""
        return not self.read.known and (not self.read.questions or self.said != Chosen())

    @property
    def fault(self) -> str:
        """What is open."""
        if self.read.known:
            return f"已登记为{self.read.known}"
        return "" if self.ready else own_words("；".join(self.read.questions))


COLUMNS: tuple[Column[MatterLine], ...] = (
    Column("件", lambda of: str(of.read.number), width=3, right=True),
    Column("原句", lambda of: of.said.text or of.read.sentence, weight=3, min_width=24),
    Column("牵头", lambda of: _units(of.said.lead, of.read.lead), weight=1, min_width=10),
    Column("责任", lambda of: _units(of.said.support, of.read.support), weight=1, min_width=8, priority=4),
    Column("时限", lambda of: _due(of), width=10, priority=2),
    Column("待定", lambda of: of.fault, weight=2, min_width=12, toned=True),
)


def _units(said: tuple[str, ...] | None, read: Sequence[ReadUnit]) -> str:
    return "、".join([one.name for one in read] if said is None else said)


def _due(of: MatterLine) -> str:
    due = of.said.due if of.said.dated else of.read.due
    return "无时限" if due is None and of.said.dated else "" if due is None else due.isoformat()


def open_minutes(app: Host) -> None:
    """Choose the minutes or paste them, read, show."""
    wanted = Wanted("会议纪要：选文件", "minutes", FILES, INTRO, pasting=True)

    def go_on(found: PlanToFill) -> None:
        def chosen(file: ChosenFile) -> None:
            if file.paths:
                _read(app, found, file.paths[0])
            else:
                _ask_text(app, found, file.text)

        choose_file(app, wanted, chosen)

    with_open_plan(app, MATTERS_PLAN, go_on)


def _ask_text(app: Host, found: PlanToFill, text: str) -> None:
    field = LongTextField("text", "纪要", required=True, lines=12, limit=MOST_PASTED, value=text)

    def take(values: dict[str, Any]) -> str:
        pasted: str = values["text"]
        return pasted

    form = FormDialog("粘贴会议纪要", [field], take, button="读取", busy="正在读")
    open_dialog(app, form, lambda pasted: _read(app, found, pasted))


def _read(app: Host, found: PlanToFill, source: Path | str, said: Source | None = None) -> None:
    """Read in a thread; minutes without a day ask for it and are read again."""
    session = app.session

    def job(work: Work) -> ReadMinutes | InputRefused:
        try:
            if said is None:
                return session.read(lambda c: read_matters(c, source))
            return session.read(
                lambda c: read_matters(c, source, by=said.by, day=said.day, document=said.document)
            )
        except InputRefused as error:
            if error.field == "source_day" and said is None:
                return error
            raise

    def read(made: ReadMinutes | InputRefused) -> None:
        if isinstance(made, InputRefused):
            _ask_source(app, "纪要里没有写完整的日期", None, lambda one: _read(app, found, source, one))
        elif not made.matters:
            app.show_error(
                InputRefused("没有读到交办事项", "没有哪一句写明了哪个单位做什么", "用登记交办事项逐件登记")
            )
        else:
            dialog = MinutesPreview(found, made, source)
            open_dialog(app, dialog, lambda count: tell_recorded(app, f"已登记 {count} 件交办事项"))

    run_work(app, "读取会议纪要", job, read, words="正在读取", ending="leave")


def _ask_source(app: Host, intro: str, now: Source | None, then: Any) -> None:
    """The day of the meeting, its document, and who handed the matters over."""
    day, document, by = ("", "", "") if now is None else (now.day.isoformat(), now.document, now.by)
    fields: list[FormField] = [
        DateField("day", "会议日期", app.session.today, required=True, value=day),
        TextField("document", "来源文件", max_length=200, value=document),
        TextField("by", "交办人", max_length=50, placeholder="职务，如 市长", value=by),
    ]

    def take(values: dict[str, Any]) -> Source:
        kind = "会议纪要" if now is None else now.kind
        return Source(kind, values["day"], values["document"], values["by"])

    open_dialog(app, FormDialog("来源", fields, take, intro=intro, button="定下"), then)


class MatterList(VirtualList):
    """The sentences; what is open cannot be ticked before it is decided."""

    def __init__(self, marks: Marks, ready: set[str]) -> None:
        super().__init__(COLUMNS, measure="件", marks=marks)
        self.ready = ready

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc leads out; ticks stay until then."""
        return bool(self._typed) if action == "back" else super().check_action(action, parameters)

    def can_mark(self, key: str) -> bool:
        """Only what can be entered."""
        return key in self.ready


class MinutesPreview(ListDialog[int]):
    """The sentences of the minutes; the result: how many were entered."""

    BINDINGS = bindings_for("import_facts")
    BUTTONS = (("save", "登记所选"), ("import_facts", "来源.."), ("back", "不登记了"))

    def __init__(self, found: PlanToFill, read: ReadMinutes, file: Path | str) -> None:
        self._found = found
        self._file = file
        self._read = read
        self._said: dict[int, Chosen] = {}
        self._marks = Marks()
        self._saving = False
        ready = {str(one.read.number) for one in self._lines_of() if one.ready}
        self._marks.add(ready)
        self._rows = MatterList(self._marks, ready)
        super().__init__(f"登记交办事项：{read.title or '会议纪要'}", self._about_words(), self._rows)
        self.hint_words["import_facts"] = "来源"

    def _about_words(self) -> str:
        source = self._read.source
        by = f"，{source.by}交办" if source.by else ""
        waits = sum(not one.ready for one in self._lines_of())
        open_words = f"，{waits} 件待定（选中按回车写明）" if waits else ""
        count = len(self._read.matters)
        return (
            f"来源：{source.kind} {source.document} {source.day}{by}。共 {count} 件{open_words}；"
            f"带 * 的会登记，{keys_said('mark')} 勾选或去掉。"
        )

    def _lines_of(self) -> list[MatterLine]:
        return [MatterLine(one, self._said.get(one.number, Chosen())) for one in self._read.matters]

    def on_mount(self) -> None:
        """Fill the list."""
        self._show()

    def _show(self) -> None:
        rows = [
            ListRow(str(one.read.number), cells_of(one, COLUMNS), "" if one.ready else "overdue")
            for one in self._lines_of()
        ]
        self._rows.set_source(MemorySource(rows))
        self.say(self._about_words())

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        """Enter: what the matter says, written anew."""
        message.stop()
        one = next(one for one in self._lines_of() if str(one.read.number) == message.key)
        if one.read.known:
            host_of(self).tell(one.fault, "warning")
        else:
            self._ask(one)

    def _ask(self, one: MatterLine) -> None:
        app = host_of(self)
        open_words = own_words("；".join(one.read.questions))
        intro = f"{one.read.where}：{one.read.sentence}" + (f"\n待定：{open_words}" if open_words else "")
        form = FormDialog(
            "这一件", self._fields_of(one), self._taken, intro=intro, button="定下", busy="正在核对"
        )
        open_dialog(app, form, lambda said: self._decided(one.read.number, said))

    def _fields_of(self, one: MatterLine) -> list[FormField]:
        names, due = self._found.names, _due(one)
        lead, support = _known(one, "lead"), _known(one, "support")
        shown = "无" if due == "无时限" else due
        text = one.said.text or one.read.sentence
        return [
            LongTextField("text", "交办事项", required=True, lines=3, value=text),
            UnitsField("lead", "牵头单位", names.resolve, suggest=names.suggest, required=True, value=lead),
            UnitsField("support", "责任单位", names.resolve, suggest=names.suggest, value=support),
            TextField("due", "时限", required=True, value=shown, placeholder="如 12月10日；不设写 无"),
        ]

    def _taken(self, values: dict[str, Any]) -> Chosen:
        """What the form says of one matter (blocking)."""
        session, names, source = host_of(self).session, self._found.names, self._read.source

        def read(connection: Any) -> Chosen:
            reading = Reading(
                session.today,
                lambda name: names.resolve(name)[0],
                lambda kind, urgent, day: propose_due(connection, kind, urgent, day),
            )
            due = read_matter_due(values["due"], source, reading)
            lead, support = tuple(values["lead"]), tuple(values["support"])
            return Chosen(values["text"], lead, support, True, due.day, due.rule)

        return session.read(read)

    def _decided(self, number: int, said: Chosen) -> None:
        self._said[number] = said
        self._rows.ready.add(str(number))
        self._marks.add((str(number),))
        self._show()

    def action_import_facts(self) -> None:
        """来源: day, document and post of all matters."""

        def take(source: Source) -> None:
            if source.day == self._read.source.day:
                self._read = replace(self._read, source=source)
                self._show()
            else:
                self._read_again(source)

        _ask_source(host_of(self), "各件交办事项的来源", self._read.source, take)

    def _read_again(self, source: Source) -> None:
        """With another day of the meeting: days without a year and 10日内 follow from it."""
        app, file = host_of(self), self._file

        def job(_: Work) -> ReadMinutes:
            return app.session.read(lambda c: read_matters(c, file, day=source.day))

        def read(made: ReadMinutes) -> None:
            self._read = replace(made, source=source)
            waiting = {str(one.read.number) for one in self._lines_of() if not one.ready}
            self._rows.ready.update(str(one.read.number) for one in self._lines_of() if one.ready)
            self._rows.ready.difference_update(waiting)
            self._marks.discard(waiting)
            self._show()

        run_work(app, "读取会议纪要", job, read, words="正在读取", ending="leave")

    def action_back(self) -> None:
        """Nothing is entered."""
        if not self._saving:
            self.dismiss(None)

    def action_save(self) -> None:
        """Enter the ticked ones, all or none."""
        app = host_of(self)
        chosen = [one.read for one in self._lines_of() if one.ready and str(one.read.number) in self._marks]
        if self._saving:
            return
        if not chosen:
            app.tell("一件也没有勾选", "warning")
            return
        self._saving = True
        session, source, said = app.session, self._read.source, dict(self._said)

        def write() -> int:
            drafts = drafts_of(chosen, source, said)
            return len(session.write(lambda ledger: add_matters(ledger, drafts, session.today)))

        def refused(error: Any) -> None:
            self._saving = False
            app.show_error(error)

        in_thread(self, write, self.dismiss, group="save", refused=refused)


def _known(one: MatterLine, role: str) -> str:
    """The units as the form begins with: what was decided, else those that the ledger knows."""
    said: tuple[str, ...] | None = getattr(one.said, role)
    if said is not None:
        return "、".join(said)
    read: Sequence[ReadUnit] = getattr(one.read, role)
    return "、".join(unit.unit for unit in read if unit.unit)
