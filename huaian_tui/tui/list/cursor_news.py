"""When it is told which row the cursor has come to: neither the drawing nor the next step waits for that."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.timer import Timer
from textual.widget import Widget

OUT_SECONDS = 0.005
"""So long a drawing has the interpreter to itself on its way to the terminal, where a thread takes it:
what is read because of the step would take turns with it from the first millisecond."""

REST_SECONDS = 0.07
"""Steps closer together are those of a key held down: terminals repeat one about every 0.03 s."""


class CursorNews:
    """Calls ``tell`` once the cursor has been drawn; of a key held down only where it comes to rest."""

    def __init__(self, widget: Widget, tell: Callable[[], object]) -> None:
        self._widget = widget
        self._tell = tell
        self._after_drawing = False
        self._stepped_at = 0.0
        self._rest_timer: Timer | None = None

    @property
    def pending(self) -> bool:
        """Whether it has still to be told."""
        return self._after_drawing or self._rest_timer is not None

    def soon(self) -> None:
        """The cursor has made a step."""
        now = monotonic()
        held, self._stepped_at = now - self._stepped_at < REST_SECONDS, now
        if held:
            self._stop_resting()
            self._rest_timer = self._widget.set_timer(REST_SECONDS, self._tell)
        elif not self._after_drawing:
            self._after_drawing = True
            self._widget.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        """The step is on its way to the terminal; what the cursor rests on now is told when it is out."""
        if self._after_drawing and self._rest_timer is None:
            self._rest_timer = self._widget.set_timer(OUT_SECONDS, self._tell)

    def now(self) -> None:
        """Tell it before what follows, which may be meant for what another row leads to."""
        if self.pending:
            self._tell()

    def told(self) -> None:
        """It is told."""
        self._after_drawing = False
        self._stop_resting()

    def _stop_resting(self) -> None:
        if self._rest_timer is not None:
            self._rest_timer.stop()
            self._rest_timer = None
