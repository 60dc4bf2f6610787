"""The side of the preview that keeps what was decided as a draft, so that Esc and a crash lose nothing."""

from __future__ import annotations

from collections.abc import Mapping

from textual.screen import ModalScreen
from textual.timer import Timer

from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.tui.areas.plan_import.kept import Opened, Taken, form_of, kept_values
from huaian_tui.tui.forms.draft_writer import DraftWriter
from huaian_tui.tui.forms.form import DRAFT_SECONDS
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.threads.background import in_thread


class KeepingScreen(ModalScreen[Taken]):
    """Holds the file and the decisions; ``keep_soon`` writes them down after a moment."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.form_id = form_of(opened)
        self._opened = opened
        self._decisions = opened.preview.decisions
        """As decided so far: newer than the preview while that is being worked out."""
        self._draft_timer: Timer | None = None
        self._writer: DraftWriter | None = None

    @property
    def host(self) -> Host:
        """The application."""
        return host_of(self)

    @property
    def opened(self) -> Opened:
        """The file, and what would be accepted as far as it is worked out."""
        return self._opened

    @property
    def decisions(self) -> Decisions:
        """What was decided so far."""
        return self._decisions

    def is_dirty(self) -> bool:
        """Whether anything was decided."""
        return self._decisions != Decisions()

    def raw_values(self) -> dict[str, str]:
        """The file and what was decided: a draft."""
        return kept_values(self._opened, self._decisions)

    def keep_soon(self) -> None:
        """Write the draft down, not at every key."""
        if self._draft_timer is None:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep)

    def on_mount(self) -> None:
        """From now on there is a draft to write."""
        self._writer = DraftWriter(self.host.session, self.form_id)

    def end_draft(self, values: Mapping[str, str] | None, then: Taken | None) -> None:
        """It is accepted, or left: the last word on the draft, then the screen goes with ``then``."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
        if (writer := self._writer) is not None:
            in_thread(self, lambda: writer.end(values), lambda _: self.dismiss(then), group="draft")

    def _keep(self) -> None:
        self._draft_timer = None
        values = self.raw_values()
        if (writer := self._writer) is None:
            return
        in_thread(
            self,
            lambda: writer.keep(values),
            lambda _: None,
            group="draft",
            refused=lambda error: self.host.tell(error.one_line(), "warning"),
        )
