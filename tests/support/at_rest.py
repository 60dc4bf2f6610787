"""Waiting for the application to come to rest by looking whether it has.

Textual's Pilot sends a message to every widget on the screen and waits until each has been answered, and
after a key it sleeps twice 20 milliseconds or longer to tell from the processor's time whether anything
happens still. Here the widgets are asked: no message in a queue, none in hand, nothing to be drawn, no
thread that reads.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app
from textual._wait import wait_for_idle as processor_idle
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot

STEP = 0.002
"""Seconds between two looks."""

PATIENCE = 60.0
"""Seconds until a test gives up."""


def let_pilots_look() -> None:
    """From now on Pilots wait so, and ``press`` too."""
    Pilot._wait_for_screen = _screen_has_worked
    textual.pilot.wait_for_idle = _rest
    textual.app.wait_for_idle = _rest


async def _screen_has_worked(pilot: Pilot[Any]) -> bool:
    """In the place of the Pilot's: the widgets of the screen have done what lay before them, or failed."""
    app = pilot.app
    until = monotonic() + PATIENCE
    while app.is_running and app.screen_stack and (pump := _at_work(app)):
        if app._exception is not None:
            return False
        if monotonic() > until:
            raise AssertionError(f"{pump} still has messages before it")
        done = asyncio.Event()
        if pump.call_later(done.set):
            await _either(done, app._exception_event, until - monotonic())
        else:
            await asyncio.sleep(STEP)
    return True


async def _either(one: asyncio.Event, other: asyncio.Event, seconds: float) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in (one, other)]
    _, pending = await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()


async def _rest(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """In the place of ``wait_for_idle``: until nothing happens, or so many seconds."""
    app = active_app.get()
    until = monotonic() + max_sleep
    quiet = 0
    while quiet < 2 and monotonic() < until:
        await asyncio.sleep(STEP)
        if not app.is_running or not app.screen_stack or app._exception is not None:
            return
        quiet = 0 if _at_work(app) or app.screen._update_timer._active.is_set() else quiet + 1
    if any(worker.is_running for worker in app.workers):
        await processor_idle(min_sleep, max(0.0, until - monotonic()))


def _at_work(app: App[Any]) -> MessagePump | None:
    """The application or a widget of its screen that has a message before it or in hand."""
    return next((one for one in (app, *app.screen.walk_children(with_self=True)) if _has_work(one)), None)


def _has_work(pump: MessagePump) -> bool:
    if pump._closing or pump._closed:
        return False
    queue = pump._message_queue
    return bool(queue.values) or not queue.ready_event._waiters
