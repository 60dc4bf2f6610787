"""Waiting for the application to come to rest by looking whether it has.

Textual's Pilot sends a message to every widget on the screen and waits until each has been answered, and
after a key it sleeps twice 20 milliseconds or longer to tell from the processor's time whether anything
happens still. Here it is waited until the loop has nothing more to do and the screen is drawn, then the
widgets are asked: no message in a queue, none in hand, no thread that reads.
"""

from __future__ import annotations

import asyncio
from time import monotonic, process_time
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.worker import Worker

from support.drawn_at_rest import draw_at_rest, turns_here

STEP = 0.002
"""Seconds between two looks, where what is waited for tells nobody."""

IDLE_STEP, IDLE_SECONDS = 0.02, 0.01
"""A process waits, too, that worked for less than these seconds in such a step."""

PATIENCE = 60.0
"""Seconds until a test gives up."""


def let_pilots_look() -> None:
    """From now on Pilots wait so, and ``press`` too."""
    draw_at_rest()
    Pilot._wait_for_screen = _screen_has_worked
    textual.pilot.wait_for_idle = _rest
    textual.app.wait_for_idle = _rest


async def _screen_has_worked(pilot: Pilot[Any]) -> bool:
    """In the place of the Pilot's: the widgets of the screen have done what lay before them, or failed."""
    app = pilot.app
    until = monotonic() + PATIENCE
    await turns_here().rest()
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
    while monotonic() < until:
        await turns_here().rest()
        if not app.is_running or not app.screen_stack or app._exception is not None:
            return
        if _at_work(app):
            await asyncio.sleep(STEP)
            continue
        working = [worker for worker in app.workers if worker.is_running]
        if not working or not await _went_on(working):
            return


async def _went_on(working: list[Worker[Any]]) -> bool:
    """Wait for one of them to end; whether it has, or the process works still."""
    before = process_time()
    tasks = [worker._task for worker in working if worker._task is not None]
    if not tasks:
        await asyncio.sleep(IDLE_STEP)
        return process_time() - before >= IDLE_SECONDS
    ended, _ = await asyncio.wait(tasks, timeout=IDLE_STEP, return_when=asyncio.FIRST_COMPLETED)
    return bool(ended) or process_time() - before >= IDLE_SECONDS


def _at_work(app: App[Any]) -> MessagePump | None:
    """The application or a widget of its screen that has a message before it or in hand."""
    return next((one for one in (app, *app.screen.walk_children(with_self=True)) if _has_work(one)), None)


def _has_work(pump: MessagePump) -> bool:
    if pump._closing or pump._closed:
        return False
    queue = pump._message_queue
    return bool(queue.values) or not queue.ready_event._waiters
