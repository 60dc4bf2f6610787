"""Where an action can be done: read from the classes that bind it, so that no second list can disagree.

Loading every screen and dialog takes some tenths of a second, so nothing here is asked for at
the start, unless ``keys.toml`` gives one key to two actions.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from textual.binding import Binding
from textual.dom import DOMNode

from huaian_tui.tui.actions.registry import ACTIONS, rebuilt

_PACKAGE = "huaian_tui.tui"


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
        # Textual merges the bindings of a class once, when it is made; private, and a test watches it.
        loaded._merged_bindings = loaded._merge_bindings()


@cache
def screen_actions() -> dict[str, frozenset[str]]:
    """Mode → ids of the actions that its screen binds or does, without those of the application."""
    from huaian_tui.tui.app import SCREEN_CLASSES

    found = {}
    for mode, place in SCREEN_CLASSES.items():
        module, name = place.split(":")
        screen = getattr(import_module(f"{_PACKAGE}.areas.{module}"), name)
        keyless = {item.id for item in ACTIONS if hasattr(screen, f"action_{item.id}") and not item.keys}
        found[mode] = frozenset(_ids(screen) | keyless)
    from huaian_tui.tui.list.virtual_list import VirtualList

    # Every list sorts and marks; who asks for that where there is no list is led to the main one.
    return found | {"tasks": found["tasks"] | _ids(VirtualList)}


@cache
def _places() -> dict[str, frozenset[str]]:
    """Every place with the ids of what can be done there; the lists' own keys belong to each screen."""
    from huaian_tui.tui.app import HuaianApp
    from huaian_tui.tui.areas.tasks.indicator_tree import IndicatorTree
    from huaian_tui.tui.frame.chinese_text import DetailPane
    from huaian_tui.tui.list.virtual_list import VirtualList

    everywhere = _ids(HuaianApp)
    lists = _ids(VirtualList) | _ids(DetailPane) | _ids(IndicatorTree)
    places = {mode: ids | lists | everywhere for mode, ids in screen_actions().items()}
    load_all()
    from textual.screen import ModalScreen

    for loaded in loaded_classes():
        if issubclass(loaded, ModalScreen) and loaded.__module__.startswith(_PACKAGE):
            places[loaded.__name__] = frozenset(_ids(loaded) | everywhere | _ids(VirtualList))
    return places


def bound_in(action_id: str) -> frozenset[str]:
    """The names of the places where an action can be done."""
    return frozenset(place for place, ids in _places().items() if action_id in ids)


def _ids(bound: type[DOMNode]) -> set[str]:
    merged = bound._merge_bindings()
    bindings = [one for group in merged.key_to_bindings.values() for one in group]
    return {one.id for one in bindings if isinstance(one, Binding) and one.id}


def load_all() -> None:
    """Import every module of the terminal program, so that all its screens, dialogs and widgets are known."""
    package = import_module(_PACKAGE)
    for found in pkgutil.walk_packages(package.__path__, f"{_PACKAGE}."):
        import_module(found.name)
