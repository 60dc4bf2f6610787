"""Keys of text fields are done in the order in which they were typed, however fast they come.

Textual 8.2.8 does a field's own bindings (Backspace, arrows) only after the key has wandered up to the
application and back. Of keys that come in one go (an input method, a busy machine) the later ones
overtook the earlier, and Ctrl+S saved without the last characters. And a step of a list waited for all its
ancestors and the application: a fifth of what it takes until it is drawn.
Goes when Textual does a widget's own bindings before the next key. Who gets the next key:
:mod:`.one_key_at_a_time`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events
from textual._context import active_message_pump
from textual.message_pump import MessagePump
from textual.widget import Widget

# A mixin: as a widget it would stand before Input or TextArea and hide the bindings that they inherit.
if TYPE_CHECKING:
    _Mixin = Widget
else:
    _Mixin = object

LOOK_AGAIN = 0.5
"""Seconds after which it is looked whether a node that has not answered is still there."""

LONGEST_WAIT = 60.0
"""Seconds; a node that is there answers, however busy the machine is. Two that wait for each other do not."""


STEPS = frozenset({"up", "down", "pageup", "pagedown"})
"""Keys that a list does at once; no dialog around a list means anything else by them."""


@runtime_checkable
class TakesAtOnce(Protocol):
    """A widget that knows of some keys that they do something in it, and nothing elsewhere."""

    def takes_at_once(self, event: events.Event) -> bool:
        """Whether the key, or paste, leaves the focus where it is."""
        ...


class KeysInOrder(_Mixin):
    """Mixin of widgets that are typed in: their own bindings are done when it is the key's turn."""

    def takes_at_once(self, event: events.Event) -> bool:
        """Text that is typed. Behind a paste an editor asks for the focus, which it may have lost by then."""
        return isinstance(event, events.Key) and event.is_printable

    async def on_key(self, event: events.Key) -> None:
        """Do the key's binding of this widget at once, before the next key."""
        await do_at_once(self, event)


class StepsInOrder(_Mixin):
    """Mixin of lists: a step is made at once."""

    def takes_at_once(self, event: events.Event) -> bool:
        """A step leads to no other widget."""
        return isinstance(event, events.Key) and event.key in STEPS

    async def on_key(self, event: events.Key) -> None:
        """Make the step before the next key."""
        if event.key in STEPS:
            await do_at_once(self, event)


async def do_at_once(widget: Widget, event: events.Key) -> None:
    """Do what this very widget binds the key to, and let the key go no further then."""
    for binding in widget._bindings.key_to_bindings.get(event.key, ()):
        if await widget.app.run_action(binding.action, widget):
            event.stop()
            event.prevent_default()
            return


async def settled(widgets: Iterable[Widget], within: MessagePump) -> None:
    """Wait until the widgets have done the keys that came to them, and those around have heard of it.

    ``within`` is the dialog around them. Not for handlers of the widgets themselves: who asks is not
    waited for.
    """
    await asyncio.gather(*(_settled(widget, within) for widget in widgets))


def go_along(way: Sequence[MessagePump], then: Callable[[], object]) -> None:
    """Call ``then`` after a turn of each node's queue, one after the other; removed nodes are passed over."""
    for place, node in enumerate(way):
        if node.call_later(go_along, way[place + 1 :], then):
            return
    then()


async def _settled(widget: Widget, within: MessagePump) -> None:
    # Twice: the keys that wait put their messages (Changed) behind the first turn.
    for node in (widget, widget, *widget.ancestors):
        if node is within:
            return
        await _turn(node)


async def _turn(node: MessagePump) -> None:
    """Wait until a node has handled what is in its queue now."""
    if node is active_message_pump.get(None):
        return
    done = asyncio.Event()
    if not node.call_later(done.set):
        return
    looks = int(LONGEST_WAIT / LOOK_AGAIN)
    while looks and node.is_running and not done.is_set():  # of a removed node nothing is left to be done
        looks -= 1
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), LOOK_AGAIN)
