"""Who gets a key is looked up when the key before has been done, however fast they come.

Textual 8.2.8 sends a key to the widget that has the focus when the key *arrives*. Of keys that come in one go
(a busy machine, a slow disk) those behind one that moves the focus went to where it was before: End after
the Down that leaves a filter stayed in the filter, the text of two fields ran together, and words typed
behind Ctrl+P or F8 were keys of the list below, where letters are actions.
Goes when Textual looks who gets a key when the former has been handled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker

from huaian_tui.tui.safe_text import tell
from huaian_tui.tui.textual_patches.keys_in_order import TakesAtOnce, go_along

# A mixin: a second App would bring its bindings.
if TYPE_CHECKING:
    _Mixin = App[int]
else:
    _Mixin = object

QUIET = 0.02
"""Seconds after which it is looked whether a key is done when no other has come: drawing goes first."""

CHANGE_TICK = 0.01
LONGEST_CHANGE = 5.0
"""Seconds; a form that is still being read for, or saved, then does not hold up the keyboard any longer."""

LOST_SECONDS = 2.0
"""A widget that is taken away may take with it what it was to do: after so long nobody waits for it."""

UNUSED = "刚才接着打的没有用上：表单还没有开好或存好。请等一等再打"


@dataclass(frozen=True, slots=True)
class _Change:
    """Another screen is being made: which one stood there, what was being done before, and until when.

    ``workers``: None: nothing else that is being done brings it, only what ``waits``.
    """

    screen: Screen[Any]
    until: float
    workers: frozenset[Worker[Any]] | None = None
    waits: Callable[[], bool] = lambda: False

    def goes_on(self, app: App[Any]) -> bool:
        """Whether it has not come yet, and something is being done that may bring it."""
        return (self.waits() or self._works(app)) and not self.has_come(app.screen)

    def _works(self, app: App[Any]) -> bool:
        before = self.workers
        return before is not None and any(not one.is_finished for one in app.workers if one not in before)

    def has_come(self, screen: Screen[Any]) -> bool:
        """Whether a dialog stands there or is gone; what opens one may lead to another screen first."""
        changed = screen is not self.screen
        return changed and (isinstance(screen, ModalScreen) or isinstance(self.screen, ModalScreen))

    @property
    def takes_too_long(self) -> bool:
        """Whether the keyboard is not to wait for it any longer."""
        return monotonic() >= self.until


class OneKeyAtATime(_Mixin):
    """Mixin of the application: the next key, or paste, waits until the one before has been done.

    Done is a key when it has gone its whole way, and what it brought about has been heard of: another
    focus, another screen, a form that had to be read for or saved (``expect_screen``). Text in a field and
    a step in a list move the focus nowhere, so that the next key need not wait.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._held = deque[events.Event]()
        """Keys that have come and wait for their turn."""
        self._afterwards = list[Callable[[], object]]()
        self._key_number = 0
        self._way: tuple[MessagePump, ...] = ()
        """The way of the key that is under way; empty: it is done."""
        self._followed = False
        self._change: _Change | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keep a key until it is its turn."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif (self._way or self._held) and not self._takes_back_at_once(event):
            self._held.append(event)
            self._follow(self._key_number)
        else:
            await self._hand_out(event)

    def expect_screen(self, waits: Callable[[], bool] | None = None) -> None:
        """What is done now opens or closes a form: what is typed from now on belongs to what stands then.

        ``waits``: whether it has not even begun; it is known later what it is to be done with.
        """
        change = self._change
        if change is None or change.has_come(self.screen):
            change = _Change(self.screen, monotonic() + LONGEST_CHANGE)
        if waits is not None:
            change = replace(change, waits=waits)
        elif change.workers is None:
            change = replace(change, workers=frozenset(self.workers))
        self._change = change

    def takes_back(self, key: events.Key, *, begun: bool) -> bool:
        """Whether a key takes back what waits to be done, or has ``begun``: the application says so."""
        return False

    def _takes_back_at_once(self, event: events.Event) -> bool:
        """Nobody waits to be allowed to take something back, unless something was typed between."""
        change = self._change
        if change is None or self._held or not isinstance(event, events.Key) or not change.goes_on(self):
            return False
        return self.takes_back(event, begun=not change.waits())

    def after_held_keys(self, then: Callable[[], object]) -> None:
        """Call ``then`` once no key waits for its turn any more."""
        if self._held:
            self._afterwards.append(then)
        else:
            then()

    async def _hand_out(self, event: events.Event) -> None:
        focused = self.screen.focused
        if not (isinstance(focused, TakesAtOnce) and focused.takes_at_once(event)):
            self._key_number += 1
            self._way, self._followed, self._change = _way_up(self), False, None
            self.set_timer(QUIET, partial(self._follow, self._key_number))
        await super().on_event(event)

    def _follow(self, number: int) -> None:
        """Go behind the key that is under way, unless somebody does or it is done."""
        if number != self._key_number or not self._way or self._followed:
            return
        self._followed = True
        self.set_timer(LOST_SECONDS, partial(self._look_for_screen, number))
        # Twice: what the key brings about is said behind the first turn.
        go_along((*self._way, *self._way), partial(self._look_for_screen, number))

    def _look_for_screen(self, number: int) -> None:
        """Wait for a form that is being read for or saved; then for who has the focus now, by this key."""
        if number != self._key_number or not self._way or not self.screen_stack:
            return
        if self._change is not None and self._change.goes_on(self):
            if self._change.takes_too_long:
                self._give_up()
            else:
                self.set_timer(CHANGE_TICK, partial(self._look_for_screen, number))
        else:
            self.set_timer(LOST_SECONDS, partial(self._look_again, number))
            # Twice: what has just been read is shown behind the first turn.
            go_along(_way_up(self), lambda: go_along(_way_up(self), partial(self._look_again, number)))

    def _look_again(self, number: int) -> None:
        """What has been read may have led to more to be read for."""
        if self._change is not None and self._change.goes_on(self):
            self._look_for_screen(number)
        else:
            self._done(number)

    def _give_up(self) -> None:
        """What was typed for a form is not given to a list, where letters are actions; one can end."""
        quits = [one for one in self._held if self._quits(one)]
        if len(self._held) > len(quits):
            tell(self, UNUSED, "warning")
        self._held = deque(quits)
        self._done(self._key_number)

    def _quits(self, event: events.Event) -> bool:
        bound = self._bindings.key_to_bindings
        return isinstance(event, events.Key) and any(one.action == "quit" for one in bound.get(event.key, ()))

    def _done(self, number: int) -> None:
        if number == self._key_number and self._way:
            self._way, self._change = (), None
            self.call_later(self._hand_out_held)

    async def _hand_out_held(self) -> None:
        while self._held and not self._way:
            await self._hand_out(self._held.popleft())
        if self._held:
            self._follow(self._key_number)
            return
        afterwards, self._afterwards = self._afterwards, []
        for then in afterwards:
            then()


def hold_keys(app: object, waits: Callable[[], bool] | None = None) -> None:
    """What a key asked for is done in a thread, or waits for what is being read: those behind it wait too."""
    if isinstance(app, OneKeyAtATime):
        app.expect_screen(waits)


def after_keys(widget: Widget, then: Callable[[], object]) -> None:
    """Call ``then`` once the keys have been done that the program has read so far.

    They go from the application to the widget that has the focus and up to the screen. A timer overtakes
    them: it may end what the next key was to go on with.
    """
    screen, app = widget.screen, widget.app
    focused = screen.focused or widget
    way = [app, *(node for node in focused.ancestors_with_self if node is not app), widget]
    if isinstance(app, OneKeyAtATime):
        app.after_held_keys(partial(go_along, way, then))
    else:
        go_along(way, then)


def _way_up(app: App[Any]) -> tuple[MessagePump, ...]:
    """From what has the focus up to the application; none when the program ends."""
    if not app.screen_stack:
        return ()
    screen = app.screen
    return tuple((screen.focused or screen).ancestors_with_self)
