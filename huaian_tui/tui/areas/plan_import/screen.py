"""The preview of a plan: the parts of what was read at the left, the file and its meaning at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT, Decisions
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.plan_import import forms, parts
from huaian_tui.tui.areas.plan_import.accepting import ask_to_accept
from huaian_tui.tui.areas.plan_import.changes import change_source, change_text
from huaian_tui.tui.areas.plan_import.heads import PartBar, facts_line, title_line, titles_of
from huaian_tui.tui.areas.plan_import.keeping import KeepingScreen
from huaian_tui.tui.areas.plan_import.kept import Opened, Taken, read_anew, worked_out
from huaian_tui.tui.areas.plan_import.part_lists import PartList, TickList, list_of
from huaian_tui.tui.areas.plan_import.text import column_text, question_text, task_text, unit_text
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.safe_text import own_words, safe_content
from huaian_tui.tui.threads.background import in_thread

BUTTONS = (("accept", "导入"), ("facts", "方案信息.."), ("part", "下一栏"), ("cancel", "先不导入"))


class ImportPreview(KeepingScreen):
    """Everything that a file says; nothing is written before it is accepted.

    Decisions are kept at once and shown at once; what follows from them is worked out in a thread. They stay
    as a draft of this file until it is accepted (``form_id``).
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-very-wide")]
    BINDINGS = [
        *bindings_for("save", "import_facts", "import_alike", "next_field", "back"),
        Binding("shift+tab", "previous_part", show=False, priority=True),
        Binding("right", "read_detail", show=False),
        Binding("left", "show_list", show=False),
    ]
    AUTO_FOCUS = ""
    CSS_PATH = "screen.tcss"

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self._titles = titles_of(opened)
        doing = "导入" if opened.revision is None else "修订"
        self.hint_words = {"save": doing, "next_field": "下一栏"}
        self._order = parts.ordered_questions(opened.preview)
        read = parts.TASKS if opened.revision is None else parts.CHANGES
        self._part = parts.QUESTIONS if opened.preview.unanswered else read
        self._after: Callable[[], object] | None = None
        """What waits until the preview is worked out."""
        self._deciding = False
        self._lists = {part: list_of(part) for part in self._titles}

    def compose(self) -> ComposeResult:
        """Title, what the plan is called, the parts, list and detail, buttons."""
        with Vertical(classes="dialog dialog-whole"):
            yield Static("", classes="dialog-title", markup=False)
            yield Static("", id="import-facts", markup=False)
            yield PartBar()
            with Container(id="import-body"):
                yield from self._lists.values()
                yield DetailPane()
            with ButtonRow():
                for name, label in BUTTONS:
                    label = self.hint_words["save"] if name == "accept" else label
                    yield Button(Content(label), compact=True, id=f"import-{name}")
        yield HintBar()

    def on_mount(self) -> None:
        """Show what was read; the first question that stands in the way is the first row."""
        self._refill()
        self._show_part(self._part)
        if self._opened.dirty:
            self.keep_soon()

    @property
    def records(self) -> PartList:
        """The list of the part that is shown."""
        return self._lists[self._part]

    @property
    def preview(self) -> Preview:
        """What would be accepted, as far as it is worked out."""
        return self._opened.preview

    # ------------------------------------------------------------------ what is shown

    def _refill(self, key: str | None = None) -> None:
        """The heads, and the rows of the part that is shown; the others are filled when they are."""
        self._order = parts.ordered_questions(self.preview, self._order)
        self._heads()
        self._fill(self._part, key)

    def _heads(self) -> None:
        self.query_one(".dialog-title", Static).update(title_line(self._opened))
        self.query_one("#import-facts", Static).update(facts_line(self._opened))
        self.query_one(PartBar).show(self._opened, self._decisions, self._part)

    def _fill(self, part: str, key: str | None = None) -> None:
        one, decisions, records = self.preview, self._decisions, self._lists[part]
        if part == parts.QUESTIONS:
            records.set_source(parts.question_source(one, decisions, self._order), key=key)
        elif part == parts.TASKS:
            records.set_source(parts.task_source(one), key=key)
            records.tick(parts.taken_keys(one))
        elif part == parts.MILESTONES:
            records.set_source(parts.milestone_source(one), key=key)
            records.tick(set(parts.milestone_keys(one, ticked=True)))
        elif part == parts.UNITS:
            records.set_source(parts.unit_source(one, decisions), key=key)
        elif part == parts.CHANGES and self._opened.revision is not None:
            records.set_source(change_source(self._opened.revision), key=key)
        else:
            records.set_source(parts.column_source(one, decisions), key=key)

    def _show_part(self, part: str) -> None:
        self._part = part
        for name, records in self._lists.items():
            records.display = name == part
        self.remove_class("-reading")
        self._fill(part)
        self._heads()
        self.records.focus()

    def action_next_field(self) -> None:
        """Tab: the next part."""
        self._turn(1)

    def action_previous_part(self) -> None:
        """Shift+Tab: the part before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        names = list(self._titles)
        self._show_part(names[(names.index(self._part) + step) % len(names)])

    def action_read_detail(self) -> None:
        """To the right side, to scroll it; on a low window it stands over the list."""
        self.add_class("-reading")
        self.query_one(DetailPane).focus()

    def action_show_list(self) -> None:
        """Back to the list."""
        self.remove_class("-reading")
        self.records.focus()

    @on(RowHighlighted)
    def _highlighted(self, message: RowHighlighted) -> None:
        message.stop()
        if message.list_widget is self.records:
            self.query_one(DetailPane).show(self._detail(message.key))

    def _detail(self, key: str) -> Content:
        one, decisions = self.preview, self._decisions
        if self._part == parts.QUESTIONS:
            question = self._question(key)
            if question is None:
                where, words = parts.told_lines(one)[int(key.removeprefix(parts.TOLD))]
                return safe_content(f"{where}\n{own_words(words)}")
            return question_text(one, decisions, question)
        if self._part == parts.UNITS:
            unit = self._unit(key)
            return unit_text(one, unit, forms.nearest_of(one, unit))
        if self._part == parts.COLUMNS:
            return column_text(one, parts.column_lines(one, decisions)[key])
        if self._part == parts.CHANGES and self._opened.revision is not None:
            return change_text(self._opened.revision, key)
        return task_text(one, int(key.partition(":")[0]))

    def _question(self, key: str | None) -> Question | None:
        return next((one for one in self.preview.questions if one.id == key), None)

    def _unit(self, key: str) -> parts.NamedUnit:
        return next(one for one in parts.named_units(self.preview, self._decisions) if one.name == key)

    # ------------------------------------------------------------------ deciding

    def decide(self, decisions: Decisions, key: str | None = None) -> None:
        """Take decisions over at once; what follows from them comes a moment later. ``key``: where to go."""
        base, self._decisions = self._opened, decisions
        self._deciding = True
        self._refill(key)
        self.keep_soon()
        in_thread(
            self, lambda: worked_out(base, decisions), self._decided, group="decide", refused=self._refused
        )

    def _decided(self, opened: Opened) -> None:
        if opened.preview.read_again:
            read_anew(self.host, opened, self._read_again, self._refused)
        else:
            self.take(opened)

    def _read_again(self, opened: Opened) -> None:
        self._order = parts.ordered_questions(opened.preview)
        self.take(opened)

    def take(self, opened: Opened) -> None:
        """Show a preview that is worked out, and do what waited for it."""
        self._opened, self._decisions, self._deciding = opened, opened.preview.decisions, False
        self._refill()
        after, self._after = self._after, None
        if after is not None:
            after()

    def _refused(self, error: HuaianError) -> None:
        """It cannot be decided so: what was before holds."""
        self._decisions, self._deciding, self._after = self.preview.decisions, False, None
        self._refill()
        self.host.show_error(error)

    @on(PartList.Digit)
    def _digit(self, message: PartList.Digit) -> None:
        """A digit answers the question, or says what the name means."""
        message.stop()
        self.records.with_chosen(lambda key: self._answer_by_digit(key, message.digit))

    def _answer_by_digit(self, key: str | None, digit: int) -> None:
        if key is None:
            return
        if self._part == parts.UNITS:
            near = forms.nearest_of(self.preview, self._unit(key))
            choices = [NEW_UNIT, NO_UNIT, *(one for one, _ in near)]
            if digit <= len(choices):
                self.decide(self._decisions.with_unit(key, choices[digit - 1]), self.records.key_after(key))
            return
        question = self._question(key)
        if question is not None and digit <= len(question.answers):
            self.answer(question, question.answers[digit - 1].key)

    def answer(self, question: Question, answer: str) -> None:
        """Answer a question and go on to the next that stands in the way."""
        decisions = self._decisions.answered(question.id, answer)
        waiting = parts.open_ids(self.preview, decisions)
        at = self._order.index(question.id) if question.id in self._order else 0
        following = [*self._order[at + 1 :], *self._order[:at]]
        self.decide(decisions, next((one for one in following if one in waiting), question.id))

    def action_import_alike(self) -> None:
        """The other questions of this kind that wait get the same answer."""
        question = self._question(self.records.cursor_key) if self._part == parts.QUESTIONS else None
        given = "" if question is None else self._decisions.answers.get(question.id, "")
        if question is None or not given:
            self.host.tell("先答一个问题，再把同样的答法用到同类的", "warning")
            return
        waiting, decisions = parts.open_ids(self.preview, self._decisions), self._decisions
        alike = [
            one
            for one in self.preview.questions
            if one.id in waiting and one.kind == question.kind and given in {each.key for each in one.answers}
        ]
        for one in alike:
            decisions = decisions.answered(one.id, given)
        self.host.tell(f"同类的 {len(alike)} 个也这样答" if alike else "没有同类的问题待定")
        self.decide(decisions)

    @on(TickList.Ticked)
    def _ticked(self, message: TickList.Ticked) -> None:
        """Rows or milestones were ticked or left."""
        message.stop()
        decisions = self._decisions
        if self._part == parts.TASKS:
            changed = {int(key): message.taken for key in message.keys}
            decisions = replace(decisions, tasks={**decisions.tasks, **changed})
        else:
            ticks = {task: dict(made) for task, made in decisions.milestones.items()}
            for key in message.keys:
                task, at = parts.places_of(key)
                ticks.setdefault(task, {})[at] = message.taken
            decisions = replace(decisions, milestones=ticks)
        self.decide(decisions)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        """Enter: a typed answer, the text of a row, any unit, what a column holds."""
        message.stop()
        key = message.key
        if self._part == parts.QUESTIONS:
            question = self._question(key)
            if question is not None and question.must_be_answered:
                forms.ask_answer(self, question)
        elif self._part == parts.UNITS:
            forms.ask_unit(self, key)
        elif self._part == parts.CHANGES:
            self.action_read_detail()
        elif self._part == parts.COLUMNS:
            forms.ask_role(self, parts.column_lines(self.preview, self._decisions)[key])
        else:
            forms.ask_row(self, int(key.partition(":")[0]))

    def action_import_facts(self) -> None:
        """方案信息: title, short name, code, year, stage, days."""
        forms.ask_facts(self)

    # ------------------------------------------------------------------ accepting and leaving

    def action_save(self) -> None:
        """导入, once nothing is open; what is still being worked out is waited for."""
        if self._deciding:
            self._after = self.action_save
            return
        waiting = parts.open_ids(self.preview, self._decisions)
        if waiting:
            first = next(one for one in self._order if one in waiting)
            self._show_part(parts.QUESTIONS)
            self._fill(parts.QUESTIONS, first)
            self.host.tell(f"还有 {len(waiting)} 个问题没定，到了第一个", "warning")
            return
        ask_to_accept(self)

    def accepted(self, made: Taken) -> None:
        """It is in the ledger: the draft goes."""
        self.end_draft(None, made)

    def action_back(self) -> None:
        """Esc: to the list; then out, everything decided is kept as a draft."""
        if self.has_class("-reading") or not self.records.has_focus:
            self.action_show_list()
        elif not self.is_dirty():
            self.dismiss(None)
        else:
            values = self.raw_values()
            self.host.tell(f"已定的都留着：再选这份文件接着做，或按 {keys_said('palette')} 找「草稿」")
            self.end_draft(values, None)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        doing: dict[str, Callable[[], object]] = {
            "import-accept": self.action_save,
            "import-facts": self.action_import_facts,
            "import-part": self.action_next_field,
        }
        doing.get(event.button.id or "", self.action_back)()

    @on(PartBar.Picked)
    def _picked(self, message: PartBar.Picked) -> None:
        """A click on a part shows it."""
        message.stop()
        self._show_part(message.part)
