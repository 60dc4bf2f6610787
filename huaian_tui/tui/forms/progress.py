"""What is done while it is being done: a bar over the screen, or in the form that began it; Esc stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line
from huaian_tui.tui.textual_patches.one_key_at_a_time import hold_keys
from huaian_tui.tui.threads.background import in_thread
from huaian_tui.tui.threads.work import SHOWN_AFTER, TICK, Stopped, Work, work_line

T = TypeVar("T")

Ending = Literal["stop", "leave", "never"]
"""What Esc does: ``stop`` lets the work end at its next word, ``leave`` drops the answer at once (for what
only reads), ``never`` waits."""

_HINTS = {"stop": "按 {back} 停下", "leave": "按 {back} 不再等", "never": "请稍等，不能中途停下"}


class ProgressDialog(ModalScreen[Callable[[], object]], Generic[T]):
    """Runs a work in a thread; nothing is seen of it for the first half second.

    The result of the dialog is what is to be done next: with the answer, or with the refusal.
    """

    BINDINGS = bindings_for("back")
    DEFAULT_CSS = """
    ProgressDialog .dialog, ProgressDialog HintBar { visibility: hidden; }
    ProgressDialog.-slow .dialog, ProgressDialog.-slow HintBar { visibility: visible; }
    ProgressDialog .progress-line { width: 1fr; height: 1; margin: 1 2 0 2; }
    ProgressDialog .progress-hint { width: 1fr; height: 1; margin: 0 2 1 2; color: $text-quiet; }
    """

    def __init__(
        self,
        title: str,
        job: Callable[[Work], T],
        then: Callable[[T], object],
        *,
        words: str,
        ending: Ending,
        refused: Callable[[HuaianError], object],
    ) -> None:
        super().__init__()
        self.work = Work(words)
        self._title = title
        self._job = job
        self._then = then
        self._ending = ending
        self._when_refused = refused

    def compose(self) -> ComposeResult:
        """Title, bar, what Esc does."""
        with Vertical(classes="dialog"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            yield Static("", classes="progress-line", markup=False)
            hint = _HINTS[self._ending].format(back=keys_said("back"))
            yield Static(hint, classes="progress-hint", markup=False)
        yield HintBar()

    @property
    def is_shown(self) -> bool:
        """Whether it is to be seen; what is quick ends before."""
        return self.has_class("-slow")

    def on_mount(self) -> None:
        """Begin."""
        self.set_timer(SHOWN_AFTER, lambda: self.add_class("-slow"))
        self.set_interval(TICK, self._draw)
        in_thread(self, lambda: self._job(self.work), self._ended, group="work", refused=self._refused)

    def on_unmount(self) -> None:
        """The program ends, or nobody waits any more: go no further."""
        self.work.stop()

    def _draw(self) -> None:
        self.query_one(".progress-line", Static).update(work_line(self.work))

    def _ended(self, result: T) -> None:
        self.dismiss(lambda: self._then(result))

    def _refused(self, error: HuaianError) -> None:
        self.dismiss(lambda: self._when_refused(error))

    def action_back(self) -> None:
        """Esc: stop, or wait no longer, as far as that harms nothing."""
        if self._ending == "stop":
            self.work.stop()
            self._draw()
        elif self._ending == "leave":
            self.work.stop()
            self.dismiss(None)


def run_work(
    app: Host,
    title: str,
    job: Callable[[Work], T],
    then: Callable[[T], object],
    *,
    words: str,
    ending: Ending = "stop",
) -> None:
    """Run ``job`` in a thread with a bar over the screen, then ``then`` with its result.

    ``words``: what is being done. ``job`` gets the :class:`Work` to tell how far it is. A refusal
    is shown as always; that it was stopped is said in a toast.
    """

    def refused(error: HuaianError) -> None:
        if isinstance(error, Stopped):
            app.tell(f"{title}：已停下")
        else:
            app.show_error(error)

    def closed(next_step: Callable[[], object] | None) -> None:
        if next_step is not None:
            next_step()

    dialog = ProgressDialog(title, job, then, words=words, ending=ending, refused=refused)
    app.push_screen(dialog, closed)
    hold_keys(app, lambda: not dialog.is_shown)


class WorkForm(FormDialog):
    """A form whose saving takes long: a bar in its last line, and Esc stops it without leaving anything.

    ``job`` gets the values and the :class:`Work` to tell how far it is.
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        job: Callable[[dict[str, Any], Work], object],
        *,
        intro: str | Content = "",
        button: str,
        busy: str,
    ) -> None:
        super().__init__(
            title, fields, lambda values: job(values, self.work), intro=intro, button=button, busy=busy
        )
        self.work = Work(busy)

    @property
    def stops_on_back(self) -> bool:
        """Whether Esc stops what is being done."""
        return self._saving

    def on_mount(self) -> None:
        """Look how far it is from time to time."""
        super().on_mount()
        self.set_interval(TICK, self._draw)

    def on_unmount(self) -> None:
        """The program ends: go no further."""
        self.work.stop()

    def begin_save(self) -> None:
        """Each try is a work of its own."""
        if not self._saving:
            self.work = Work(self._busy)
        super().begin_save()

    def _draw(self) -> None:
        if self._saving and self.work.seconds >= SHOWN_AFTER:
            self.query_one(".form-status", Static).update(work_line(self.work))

    def _refused(self, error: HuaianError) -> None:
        if isinstance(error, Stopped):
            self._lock(False)
            self._status("已停下，什么也没有留下")
        else:
            super()._refused(error)

    def action_back(self) -> None:
        """Esc while it works: stop at the next step."""
        if self._saving:
            self.work.stop()
            self._draw()
        else:
            super().action_back()
