"""Where an action can be done: read from the classes that bind it, so that no second list can disagree.

Loading every screen and dialog takes some tenths of a second, so nothing here is asked for at
the start, unless ``keys.toml`` gives one key to two actions.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from huaian_tui.tui.actions.model import EVERYWHERE, Action
from huaian_tui.tui.actions.opening import PACKAGE, SCREEN_MODES, actions_of, opened_by
from huaian_tui.tui.actions.registry import ACTIONS, rebuilt
from huaian_tui.tui.textual_patches.private_names import bindings_of_class, merge_anew


def loaded_classes() -> Iterator[type[DOMNode]]:
    """All classes of widgets and screens that are loaded."""
    waiting: list[type[DOMNode]] = [DOMNode]
    seen: set[type[DOMNode]] = set()
    while waiting:
        for child in waiting.pop(0).__subclasses__():
            if child not in seen:
                seen.add(child)
                waiting.append(child)
                yield child


def rebind_loaded() -> None:
    """Give the classes that are loaded the keys that their actions have now."""
    classes = [loaded for loaded in loaded_classes() if not loaded.__module__.startswith("textual.")]
    for loaded in classes:
        own = loaded.__dict__.get("BINDINGS")
        if own:
            loaded.BINDINGS = rebuilt(own)
    for loaded in classes:
        merge_anew(loaded)


@cache
def screen_actions() -> dict[str, frozenset[str]]:
    """Mode → ids of the actions that its screen binds or does, without those of the application."""
    found = {}
    for mode, item in SCREEN_MODES.items():
        screen = opened_by(item)
        in_menu = (one for one in ACTIONS if not one.keys or one.leader_instead)
        done_by_menu = {one.id for one in in_menu if hasattr(screen, f"action_{one.id}")}
        found[mode] = frozenset(_ids(screen) | done_by_menu)
    from huaian_tui.tui.list.virtual_list import VirtualList

    # Every list sorts and marks; who asks for that where there is no list is led to the main one.
    return found | {"tasks": found["tasks"] | _ids(VirtualList)}


@cache
def _places() -> dict[str, frozenset[str]]:
    """Every place with the ids of what can be done there.

    The keys of a widget of an area with a screen belong to this screen, those of other widgets to each.
    """
    from textual.screen import ModalScreen, Screen

    from huaian_tui.tui.list.virtual_list import VirtualList

    load_all()
    own = [loaded for loaded in loaded_classes() if loaded.__module__.startswith(PACKAGE)]
    everywhere = frozenset(actions_of(EVERYWHERE))
    areas = {mode: _area(opened_by(item)) for mode, item in SCREEN_MODES.items()}
    widgets = [one for one in own if not issubclass(one, (Screen, App))]
    places = dict[str, frozenset[str]]()
    for mode, ids in screen_actions().items():
        others = {area for area in areas.values() if area != areas[mode]}
        here = (_ids(one) for one in widgets if _area(one) not in others)
        places[mode] = frozenset(ids | everywhere).union(*here)
    for dialog in own:
        if issubclass(dialog, ModalScreen):
            places[dialog.__name__] = frozenset(_ids(dialog) | everywhere | _ids(VirtualList))
    return places


def _area(of: object) -> str:
    """The area that something is defined in: ``units``; empty for what belongs to none."""
    of_areas, _, rest = str(getattr(of, "__module__", "")).partition(f"{PACKAGE}.areas.")
    return rest.partition(".")[0] if not of_areas else ""


def bound_in(action_id: str) -> frozenset[str]:
    """The names of the places where an action can be done."""
    return frozenset(place for place, ids in _places().items() if action_id in ids)


def lettered_in(item: Action, letter: str) -> frozenset[str]:
    """The places where this letter of an action counts; what has its keys there is not in the menu, unless
    the letter is the office's own."""
    if not item.leader_instead or letter != item.leader:
        return bound_in(item.id)
    return bound_in(item.id) - {
        mode for mode, screen in SCREEN_MODES.items() if item.id in _ids(opened_by(screen))
    }


def _ids(bound: type[DOMNode]) -> set[str]:
    merged = bindings_of_class(bound)
    bindings = [one for group in merged.key_to_bindings.values() for one in group]
    return {one.id for one in bindings if isinstance(one, Binding) and one.id}


def load_all() -> None:
    """Import every module of the terminal program, so that all its screens, dialogs and widgets are known."""
    package = import_module(PACKAGE)
    for found in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        import_module(found.name)
