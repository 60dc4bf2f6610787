"""Screens are laid out and drawn as soon as nothing else is to be done, and not before.

Textual draws a screen that changed at the next tick of a timer, 60 times a second. In a test that is too
late, since whoever waits for the state waits for the tick, and too early, since what belongs together is
drawn in pieces that nobody sees (a headless application throws away what it drew). A tick may come at any
moment: here it comes when the loop has nothing else to do, as on a machine that is a little slower. Every
state that lasts is laid out and drawn, and whoever waits for rest (``support.at_rest``) waits for that too.
Cursors do not blink: what is drawn does not hang upon the half second in which one looks.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

from textual.screen import Screen
from textual.widgets import Input, TextArea

MOST_TURNS = 1000
"""After so many turns of the loop in each of which something else was done, it is drawn all the same."""

_TIMER = "when it is drawn"

_draw = Screen._compositor_refresh
_begin_callbacks = Screen._invoke_and_clear_callbacks


class Turns:
    """Looks at every turn of a loop whether there is anything else to do in it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._left = 0
        self._due: dict[AtRest, None] = {}
        self._waiting: list[asyncio.Future[None]] = []

    def draw(self, one: AtRest) -> None:
        """Let this be done at rest."""
        self._due[one] = None
        self._begin()

    async def rest(self) -> None:
        """Until there is nothing to do in the loop, nor anything to be drawn, but to wait for what comes."""
        done = self._loop.create_future()
        self._waiting.append(done)
        self._begin()
        await done

    def _begin(self) -> None:
        if not self._left:
            self._left = MOST_TURNS
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        """Draw, or tell those who wait, if this turn has nothing else; or look again at the next."""
        self._left -= 1
        if self._loop._ready and self._left:  # type: ignore[attr-defined]
            self._loop.call_soon(self._look)
            return
        self._left = 0
        if self._due:
            due, self._due = self._due, {}
            for one in due:
                one.tick()
            if self._waiting:
                self._begin()
            return
        waiting, self._waiting = self._waiting, []
        for done in waiting:
            if not done.done():
                done.set_result(None)


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns_here() -> Turns:
    """Those of the loop that runs here."""
    loop = asyncio.get_running_loop()
    if (turns := _turns.get(loop)) is None:
        turns = _turns[loop] = Turns(loop)
    return turns


class AtRest:
    """Stands for the timer by which a screen is laid out and drawn."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._due = False
        self.undrawn = False
        """Whether it was laid out anew and is to be drawn."""
        self.draws = False

    def resume(self) -> None:
        """It is to be looked at: something changed."""
        self._due = True
        turns_here().draw(self)

    def draw_later(self) -> None:
        """It was laid out anew."""
        self.undrawn = True
        turns_here().draw(self)

    def pause(self) -> None:
        """It is looked at just now."""
        self._due = False

    def tick(self) -> None:
        """Lay out and draw what changed."""
        screen, due, self._due = self._screen, self._due, False
        if screen.is_attached and not screen.app._exit:
            with screen.app._context(), screen._context():
                try:
                    if due:
                        screen._on_timer_update()
                    self.draw()
                except Exception as error:
                    screen.app._handle_exception(error)

    def draw(self) -> None:
        """Draw what waits for it."""
        if self.undrawn:
            self.undrawn = False
            self.draws = True
            try:
                self._screen._compositor_refresh()
            finally:
                self.draws = False


def _timer_of(screen: Screen[Any]) -> AtRest:
    if (timer := vars(screen).get(_TIMER)) is None:
        timer = vars(screen)[_TIMER] = AtRest(screen)
    return timer


def _draw_at_rest(screen: Screen[Any]) -> None:
    """What is to be laid out next is drawn with it. Screens below another tell that one to draw them."""
    timer = _timer_of(screen)
    if timer.draws or screen is not screen.app.screen:
        _draw(screen)
    else:
        timer.draw_later()


async def _begin_callbacks_when_drawn(screen: Screen[Any]) -> None:
    if screen._callbacks:
        _timer_of(screen).draw()
    await _begin_callbacks(screen)


def _stays_lit(field: Input | TextArea) -> None:
    """In the place of what puts the cursor out and on."""


def draw_at_rest() -> None:
    """From now on screens wait so."""
    Screen._update_timer = property(_timer_of)  # type: ignore[assignment]
    Screen._compositor_refresh = _draw_at_rest  # type: ignore[method-assign]
    Screen._invoke_and_clear_callbacks = _begin_callbacks_when_drawn  # type: ignore[method-assign]
    TextArea._toggle_cursor_blink_visible = _stays_lit  # type: ignore[method-assign]
    Input._toggle_cursor = _stays_lit  # type: ignore[method-assign]
