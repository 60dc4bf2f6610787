"""With a Chinese input method on, every action of every screen and dialog has a way besides its letter."""

from __future__ import annotations

import os
import sys

import pytest
from support import children
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from huaian_tui.tui.actions.key_names import KEPT
from huaian_tui.tui.actions.places import load_all, loaded_classes

PROGRAM = "huaian_tui.tui."
TWIN_OFFSET = 0xFEE0


def own_classes() -> list[type[DOMNode]]:
    """Every screen, dialog and widget of the program."""
    load_all()
    return [loaded for loaded in loaded_classes() if loaded.__module__.startswith(PROGRAM)]


def bindings_of(place: type[DOMNode]) -> list[Binding]:
    """What the class itself binds."""
    return [one for one in place.__dict__.get("BINDINGS", []) if isinstance(one, Binding)]


OWN = [place for place in own_classes() if bindings_of(place)]


@pytest.mark.parametrize("place", OWN, ids=lambda place: place.__name__)
def test_every_letter_has_its_twin_and_another_route(place: type[DOMNode]) -> None:
    by_action: dict[str, set[str]] = {}
    for binding in bindings_of(place):
        for key in binding.key.split(","):
            by_action.setdefault(binding.action, set()).add(key)
    for name, keys in by_action.items():
        assert any(len(key) > 1 for key in keys), f"{name}: only {keys}"
        for key in keys:
            if len(key) == 1 and "!" <= key <= "~":
                assert chr(ord(key) + TWIN_OFFSET) in keys, f"{name}: {key}"
        assert not keys & set(KEPT), name


@pytest.mark.parametrize(
    "place", [place for place in OWN if issubclass(place, Screen)], ids=lambda place: place.__name__
)
def test_every_screen_and_dialog_has_a_line_of_hints_to_click(place: type[Screen[object]]) -> None:
    """The mouse's way: a hint, a button or a row; the line of hints is on all of them."""
    from inspect import getsource

    made = [
        base for base in place.__mro__ if base.__module__.startswith(PROGRAM) and "compose" in base.__dict__
    ]
    assert made and "HintBar()" in getsource(made[0].compose)


def test_the_kitty_protocol_is_off_before_textual_is_loaded() -> None:
    """The driver reads the variable when it is imported; a value of the user's own stays."""
    script = (
        "import sys, os, builtins\n"
        "real, seen = builtins.__import__, []\n"
        "def watched(name, *rest):\n"
        "    if name.split('.')[0] == 'textual' and not seen:\n"
        "        seen.append(os.environ.get('TEXTUAL_DISABLE_KITTY_KEY'))\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = watched\n"
        "import huaian_tui.tui.app\n"
        "from textual import constants\n"
        "print(seen[0], constants.DISABLE_KITTY_KEY)\n"
    )
    clean = {name: value for name, value in os.environ.items() if name != "TEXTUAL_DISABLE_KITTY_KEY"}
    ran = children.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=clean)
    assert ran.stdout.split() == ["1", "True"]
