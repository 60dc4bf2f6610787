"""Private names of Textual 8.2.8 that the program uses: where, why, and what would let each go.

What several modules need has a function here; what overrides a method stays in its class.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from textual.app import App
from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen


class Private(NamedTuple):
    """A private name, the module below ``huaian_tui.tui`` that uses it, why, and until when."""

    name: str
    module: str
    why: str
    until: str


PRIVATE: tuple[Private, ...] = (
    Private(
        "_character_to_key",
        "textual_patches.private_names",
        "bindings of signs are listed by names (slash) that no public function gives",
        "textual.keys makes the function public",
    ),
    Private(
        "_merge_bindings",
        "textual_patches.private_names",
        "own keys change the bindings of classes that are made already; help asks classes for them",
        "Textual rebinds by id for every class, in lists of several keys",
    ),
    Private(
        "_merged_bindings",
        "textual_patches.private_names",
        "as _merge_bindings: the merged bindings are kept on the class",
        "as _merge_bindings",
    ),
    Private(
        "_screen_stacks",
        "textual_patches.private_names",
        "forms of every mode keep their drafts when the program ends, not only those of the screen on top",
        "App gives the screens of all modes",
    ),
    Private(
        "_driver",
        "textual_patches.private_names",
        "运行信息 says whether the terminal was asked for the mouse",
        "App says so itself",
    ),
    Private(
        "_registered_themes",
        "looks.themed_app",
        "Textual makes tables of all themes each time that it asks for the one that is shown",
        "App finds a theme without making tables",
    ),
    Private(
        "_filters",
        "textual_patches.no_colours",
        "the filter for NO_COLOR is chosen by the theme that there was when the application was made",
        "Textual chooses it anew with the theme",
    ),
    Private(
        "_fatal_error",
        "app",
        "Textual's own prints tracebacks with the values of variables, which are contents of the ledger",
        "an App can be given a handler for its own bugs",
    ),
    Private(
        "_parse_action",
        "app",
        "what an action records is known before it is done: while a past day is shown it is refused",
        "an App can be asked what it is about to do",
    ),
    Private("_exception", "app", "what happened, for the log", "as _fatal_error"),
    Private("_exit_renderables", "app", "the one line that is said on the terminal", "as _fatal_error"),
    Private("_close_messages_no_wait", "app", "ends the program as Textual's own does", "as _fatal_error"),
    Private(
        "_value",
        "areas.packs.export",
        "Textual's dot for a character of a passphrase is of ambiguous width",
        "Input can be told what to draw for a character",
    ),
    Private(
        "_on_paste",
        "forms.line_input",
        "Textual keeps the first line of a paste only; the others would be lost without a word",
        "Input has a public way to take a paste",
    ),
    Private(
        "_on_key",
        "forms.paragraphs",
        "Enter begins a paragraph in the order of the keys typed before it; TextArea inserts a line itself",
        "TextArea asks a public method what Enter inserts",
    ),
    Private(
        "_on_paste",
        "forms.batch",
        "a pasted column is a value for each thing",
        "Input has a public way to take a paste",
    ),
    Private(
        "_on_paste",
        "files.chooser",
        "several pasted lines are the text itself, not a path",
        "Input has a public way to take a paste",
    ),
    Private(
        "_scroll_update",
        "frame.chinese_text",
        "the pane's size is set while it is laid out; asking for a layout again would draw it twice",
        "a ScrollView can be given its size without a layout",
    ),
    Private(
        "_bindings",
        "textual_patches.keys_in_order",
        "the bindings of this very widget are done when it is the key's turn",
        "Textual does a widget's own bindings before it hands the key on",
    ),
    Private(
        "_check_bindings",
        "textual_patches.bindings_by_key",
        "Textual copies all bindings of all nodes for each key",
        "as the patch (bindings_by_key)",
    ),
    Private("_bindings", "textual_patches.bindings_by_key", "those of a node", "as _check_bindings"),
    Private(
        "_bindings",
        "textual_patches.one_key_at_a_time",
        "the key that ends the program is never thrown away",
        "as the patch (one_key_at_a_time)",
    ),
    Private("_keymap", "textual_patches.bindings_by_key", "it has none", "as _check_bindings"),
    Private(
        "_parse_cache",
        "textual_patches.kept_rules",
        "64 parsed sources are too few for the program's kinds of widgets",
        "as the patch (kept_rules)",
    ),
    Private("_variables", "textual_patches.kept_rules", "the colours now", "as the patch (kept_rules)"),
    Private(
        "_has_hover_style",
        "textual_patches.matched_rules",
        "what Textual asks of a node whose styles change with the mouse",
        "as the patch (matched_rules)",
    ),
    Private(
        "_has_focus_within",
        "textual_patches.matched_rules",
        "the same of the focus",
        "as the patch (matched_rules)",
    ),
    Private(
        "_has_order_style",
        "textual_patches.matched_rules",
        "the same of its place",
        "as the patch (matched_rules)",
    ),
    Private(
        "_has_odd_or_even",
        "textual_patches.matched_rules",
        "the same of its place",
        "as the patch (matched_rules)",
    ),
    Private(
        "_parent",
        "textual_patches.matched_rules",
        "which siblings match alike",
        "as the patch (matched_rules)",
    ),
    Private("_id", "textual_patches.matched_rules", "as _parent", "as the patch (matched_rules)"),
    Private(
        "_pseudo_classes_cache_key",
        "textual_patches.matched_rules",
        "as _parent",
        "as the patch (matched_rules)",
    ),
    Private("_css_type_name", "textual_patches.matched_rules", "as _parent", "as the patch (matched_rules)"),
    Private(
        "_selector_names",
        "textual_patches.matched_rules",
        "the names that rules ask for",
        "as the patch (matched_rules)",
    ),
    Private(
        "_process_component_classes",
        "textual_patches.matched_rules",
        "the parts of a widget get their rules after it",
        "as the patch (matched_rules)",
    ),
    Private(
        "_component_styles",
        "textual_patches.matched_rules",
        "those of its parts",
        "as the patch (matched_rules)",
    ),
    Private(
        "_get_component_classes",
        "textual_patches.matched_rules",
        "the names of its parts",
        "as the patch (matched_rules)",
    ),
    Private(
        "_compose",
        "textual_patches.first_styles",
        "classes before the widgets are made",
        "as the patch (first_styles)",
    ),
    Private(
        "_on_screen_resume", "textual_patches.first_styles", "styles once", "as the patch (first_styles)"
    ),
    Private(
        "_screen_resized", "textual_patches.first_styles", "laid out once", "as the patch (first_styles)"
    ),
    Private(
        "_check_selectors",
        "textual_patches.matched_rules",
        "what a node stands in",
        "as the patch (matched_rules)",
    ),
    Private(
        "_attach",
        "textual_patches.matched_rules",
        "a part stands in its widget",
        "as the patch (matched_rules)",
    ),
    Private(
        "_compositor_refresh",
        "frame.ledger_screen",
        "Textual draws the first frame once more while it shows nothing yet (in a batch)",
        "Screen draws nothing in a batch",
    ),
    Private("_batch_count", "textual_patches.private_names", "whether it does", "as _compositor_refresh"),
    Private(
        "_cuts", "textual_patches.overlaps", "where a line is cut into pieces", "as the patch (overlaps)"
    ),
    Private("_render_chops", "textual_patches.overlaps", "the pieces of a line", "as the patch (overlaps)"),
)
"""Modules whose name begins with ``_`` (the compositor, the parser of keys) stand with their patch."""


def key_name(key: str) -> str:
    """A key as Textual lists it among the active bindings: a sign by its name (``/`` is ``slash``)."""
    return _character_to_key(key) if len(key) == 1 else key


def bindings_of_class(bound: type[DOMNode]) -> BindingsMap:
    """The bindings of a class with those that it inherits."""
    return bound._merge_bindings()


def merge_anew(bound: type[DOMNode]) -> None:
    """``BINDINGS`` of the class have changed: Textual merges them once, when the class is made."""
    bound._merged_bindings = bound._merge_bindings()


def screens_of(app: App[Any]) -> Iterator[Screen[Any]]:
    """The screens of every mode with their dialogs."""
    for stack in app._screen_stacks.values():
        yield from stack


def draws_nothing(app: App[Any]) -> bool:
    """Whether what is drawn now would be thrown away (``App.batch_update``)."""
    return app._batch_count > 0


def has_mouse(app: App[Any]) -> bool:
    """Whether the terminal was asked to report the mouse."""
    return bool(getattr(app._driver, "_mouse", False))
