"""逐项交办: one task after the other, with what is proposed; accepted, changed or skipped by one key each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light
from huaian_tui.services.assigning import Assigned, HandedOver, as_proposed, assign, read_proposals
from huaian_tui.services.deciding import NewMilestones
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.tasks.assigning_form import change_form
from huaian_tui.tui.areas.tasks.assigning_text import Step, progress_words, step_text
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.threads.background import in_thread

_UNDATED = (Light.UNSCHEDULED, Light.DONE)
_CHOICES = (
    ("assign_accept", "1 接受"),
    ("assign_change", "2 改"),
    ("assign_skip", "3 跳过"),
    ("assign_previous", "4 上一件"),
    ("back", "5 结束"),
)


@dataclass
class Outcome:
    """What became of the tasks: those that were handed over with their milestones, and those passed over."""

    numbers: Sequence[int]
    accepted: dict[int, list[str]] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)

    @property
    def unseen(self) -> int:
        """How many were neither."""
        return len(self.numbers) - len(self.accepted) - len(self.skipped)


class AssigningDialog(ModalScreen[Outcome]):
    """Task after task. What is accepted is recorded at once, each as an action of its own.

    What is not sure is opened to be changed instead. Keys that come while something is saved or read are
    done in their turn, on what is shown then.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        *bindings_for("assign_accept", "assign_change", "assign_skip", "assign_previous", "undo", "back"),
        Binding("5", "back", show=False),
        Binding("５", "back", show=False),
    ]
    AUTO_FOCUS = "DetailPane"
    hint_words = {"back": "结束"}
    DEFAULT_CSS = """
    AssigningDialog .dialog { width: 100; height: 90%; }
    AssigningDialog.-narrow .dialog { width: 100%; height: 100%; }
    AssigningDialog DetailPane { padding: 1 2 0 2; }
    """

    def __init__(self, numbers: Sequence[int], handed: HandedOver) -> None:
        """``numbers``: at least one."""
        super().__init__()
        self._outcome = Outcome(tuple(numbers))
        self._handed = handed
        self._index = 0
        self._step: Step | None = None
        self._busy = True
        self._waiting = list[Callable[[], object]]()

    def compose(self) -> ComposeResult:
        """How far one is, the task, the choices."""
        with Vertical(classes="dialog"):
            yield Static("逐项交办", classes="dialog-title", markup=False)
            yield DetailPane(id="assign-item")
            with ButtonRow():
                for name, label in _CHOICES:
                    yield Button(Content(label), compact=True, name=name)
        yield HintBar()

    def hints_first(self) -> tuple[str, ...]:
        """The choices before all else."""
        return ("assign_accept", "assign_change", "assign_skip", "assign_previous", "undo", "back")

    @property
    def _app(self) -> Host:
        return host_of(self)

    @property
    def _number(self) -> int:
        return self._outcome.numbers[self._index]

    # ------------------------------------------------------------------ reading

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        """At the beginning, and when a form over it has closed: read anew what stands there now."""
        self._go(self._index)

    def _go(self, index: int) -> None:
        self._index, self._busy = index, True
        number, accepted = self._number, list(self._outcome.accepted)
        read = self._app.session.read
        in_thread(
            self,
            lambda: read(lambda connection: self._read(connection, number, accepted)),
            self._show,
            group="step",
            refused=self._refused,
        )

    def _read(
        self, connection: sqlite3.Connection, number: int, accepted: Sequence[int]
    ) -> tuple[list[Step], list[int]]:
        """The task (none: it is gone), and which of the accepted ones have no date any more."""
        today = self._handed.today
        steps = [
            Step(one, one.task.light not in _UNDATED)
            for one in read_proposals(connection, [number], self._handed)
        ]
        rows = read_tasks(connection, today, accepted)
        return steps, [row.no for row in rows if row.light in _UNDATED]

    def _show(self, found: tuple[list[Step], list[int]]) -> None:
        steps, taken_back = found
        outcome = self._outcome
        for number in taken_back:
            del outcome.accepted[number]
        if taken_back and taken_back[-1] != self._number:
            self._go(outcome.numbers.index(taken_back[-1]))
            return
        self._step = next(iter(steps), None)
        pane = self.query_one(DetailPane)
        pane.show(step_text(self._step, self._handed) if self._step else "这项任务已经不在台账里")
        later = outcome.numbers[self._index + 1 :]
        left = sum(one not in outcome.accepted and one not in outcome.skipped for one in later)
        said = progress_words(self._index, left, len(outcome.accepted), len(outcome.skipped))
        self.query_one(".dialog-title", Static).update(f"逐项交办  {said}")
        self._free()

    # ------------------------------------------------------------------ keys in their turn

    def _do(self, work: Callable[[], object]) -> None:
        if self._busy:
            self._waiting.append(work)
        else:
            work()

    def _free(self) -> None:
        self._busy = False
        while self._waiting and not self._busy and self.is_current:
            self._waiting.pop(0)()

    def _refused(self, error: HuaianError) -> None:
        """Not recorded: what was typed after it was meant for the next."""
        self._waiting.clear()
        self._busy = False
        self._app.show_error(error)

    def action_assign_accept(self) -> None:
        """接受: set what is proposed; what has to be looked at is opened."""
        self._do(self._accept)

    def action_assign_change(self) -> None:
        """改"""
        self._do(self._change)

    def action_assign_skip(self) -> None:
        """跳过"""
        self._do(self._skip)

    def action_assign_previous(self) -> None:
        """上一件"""
        self._do(self._previous)

    def action_undo(self) -> None:
        """撤销 what was done last, without leaving."""
        self._do(lambda: self._over(lambda: open_action(self._app, "undo")))

    def action_back(self) -> None:
        """结束: what was accepted stays."""
        self._do(lambda: self.dismiss(self._outcome))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        getattr(self, f"action_{event.button.name}")()

    # ------------------------------------------------------------------ work

    def _accept(self) -> None:
        step = self._step
        if step is None or step.dated:
            self._next()
        elif not step.one.sure:
            self._change()
        else:
            number, new = self._number, as_proposed(step.one, self._handed.basis)
            self._busy = True
            in_thread(
                self,
                lambda: self._write(number, new),
                lambda made: self._saved(number, made),
                group="save",
                refused=self._refused,
            )

    def _write(self, number: int, new: Sequence[NewMilestones]) -> list[str]:
        """Hand one task over, as an action of its own; in a thread."""
        step = self._step
        undated = step.one.milestone.id if step is not None and step.one.milestone is not None else None
        wanted = {number: Assigned(new, undated)}
        return self._app.session.write(lambda ledger: assign(ledger, wanted, self._handed))[number]

    def _saved(self, number: int, made: list[str]) -> None:
        self._outcome.accepted[number] = made
        if number in self._outcome.skipped:
            self._outcome.skipped.remove(number)
        self._next()

    def _change(self) -> None:
        step, number = self._step, self._number
        if step is None or step.dated:
            return

        def save(new: Sequence[NewMilestones]) -> Any:
            return self._write(number, new)

        form = change_form(step, self._handed, save)
        self._over(lambda: open_dialog(self._app, form, lambda made: self._saved(number, made)))

    def _over(self, show: Callable[[], object]) -> None:
        """Open something over it: keys that still wait were meant for this."""
        self._waiting.clear()
        show()

    def _skip(self) -> None:
        outcome, number = self._outcome, self._number
        if number not in outcome.accepted and number not in outcome.skipped:
            outcome.skipped.append(number)
        self._next()

    def _previous(self) -> None:
        if self._index:
            self._go(self._index - 1)
        else:
            self._app.tell("这是第一件")

    def _next(self) -> None:
        if self._index + 1 < len(self._outcome.numbers):
            self._go(self._index + 1)
        else:
            self.dismiss(self._outcome)
