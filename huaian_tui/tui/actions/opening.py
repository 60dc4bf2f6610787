"""Screens and dialogs opened by the name that stands with their action (``Action.opens``).

They are imported when they are first asked for: the start stays quick, and neither the
application nor a screen imports an area to open something of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, TypeVar, cast

from textual.dom import DOMNode
from textual.screen import Screen

from huaian_tui.tui.actions.registry import ACTIONS, SCREENS, Action, action
from huaian_tui.tui.frame.host import Host, host_of

PACKAGE = "huaian_tui.tui"

SCREEN_MODES: dict[str, Action] = {
    item.id.removeprefix("show_"): item for item in ACTIONS if item.group == SCREENS
}
"""Mode (``tasks``) → the action that shows its screen, in the order of their keys."""

Bound = TypeVar("Bound", bound=type[DOMNode])


def opened_by(item: Action) -> Any:
    """The class of a screen, or the function that opens a dialog. Imports its module."""
    module, name = item.opens.split(":")
    return getattr(import_module(f"{PACKAGE}.{module}"), name)


def make_screen(mode: str) -> Screen[None]:
    """Import and build the screen of a mode."""
    return cast("Screen[None]", opened_by(SCREEN_MODES[mode])())


def screen_makers() -> dict[str, str | Callable[[], Screen[None]]]:
    """Every mode with what builds its screen: Textual's ``MODES``."""
    return {mode: partial(make_screen, mode) for mode in SCREEN_MODES}


def open_action(host: Host, action_id: str, *more: Any) -> object:
    """Open what an action of the registry opens; ``more`` goes to its function after the host."""
    return opened_by(action(action_id))(host, *more)


def actions_of(where: str) -> tuple[str, ...]:
    """The ids of the actions that can be done at ``where`` (``EVERYWHERE``, ``ON_SCREENS``)."""
    return tuple(item.id for item in ACTIONS if item.where == where)


def does_actions(where: str) -> Callable[[Bound], Bound]:
    """Class decorator: ``action_<id>`` for every action of ``where`` that opens something."""

    def add(bound: Bound) -> Bound:
        for action_id in actions_of(where):
            item = action(action_id)
            if item.opens:
                setattr(bound, f"action_{action_id}", _doer(item))
        return bound

    return add


def _doer(item: Action) -> Callable[[DOMNode], Any]:
    """The method that does an action; a screen is gone to, anything else is opened over what is there."""
    if item.group == SCREENS:

        async def go(node: DOMNode) -> None:
            await host_of(node).go(item.id.removeprefix("show_"))

        return go

    def run(node: DOMNode) -> None:
        open_action(host_of(node), item.id)

    return run
