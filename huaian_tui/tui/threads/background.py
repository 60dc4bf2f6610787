"""Reading and writing off the UI thread: one helper for every screen and dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.widget import Widget
from textual.worker import Worker, get_current_worker

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.list.messages import ReadFailed
from huaian_tui.tui.threads.reader import Outdated

T = TypeVar("T")


def in_thread(
    node: Widget,
    work: Callable[[], T],
    then: Callable[[T], object],
    *,
    group: str,
    refused: Callable[[HuaianError], object] | None = None,
) -> Worker[None]:
    """Run ``work`` in a thread, then ``then(result)`` on the UI thread.

    A newer call of the same ``group`` on the same node makes the older answer
    stale: it is dropped, a refusal too; so is what was read of a day that is not shown any more.
    A ``HuaianError`` goes to ``refused``, or as
    :class:`ReadFailed` to the application, which shows it. Any other error is a
    bug and ends the program by the usual way (log, draft kept).
    """

    day_read = _day_shown(node)

    def deliver(worker: Worker[Any], callback: Callable[[], object]) -> None:
        if not worker.is_cancelled and node.is_attached and day_read is _day_shown(node):
            callback()

    def body() -> None:
        worker = get_current_worker()
        try:
            result = work()
        except Outdated:
            return
        except HuaianError as error:
            found = error
            tell = refused or (lambda refusal: node.post_message(ReadFailed(refusal)))
            node.call_later(deliver, worker, lambda: tell(found))
            return
        node.call_later(deliver, worker, lambda: then(result))

    return node.run_worker(body, thread=True, exclusive=True, group=group)


def _day_shown(node: Widget) -> object:
    """What reads the ledger for the screens: another object as soon as another day is shown."""
    return getattr(getattr(node.app, "session", None), "reader", None)
