"""Private names of Textual are used where the table says, and nowhere else."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import textual
from textual._compositor import Compositor
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widgets import Input, TextArea

import huaian_tui.tui
from huaian_tui.tui.textual_patches.private_names import PRIVATE

TUI = Path(huaian_tui.tui.__file__).parent
BASES = (
    App,
    ModalScreen,
    ScrollView,
    ScrollBar,
    ScrollBarRender,
    Input,
    TextArea,
    Compositor,
    Stylesheet,
    XTermParser,
)
USED = {(one.module, one.name) for one in PRIVATE}


def private_of_textual() -> set[str]:
    """Names beginning with one ``_`` that Textual's classes define or set on themselves."""
    found: set[str] = set()
    for base in {each for one in BASES for each in one.__mro__ if each.__module__.startswith("textual")}:
        found |= {name for name in vars(base) if re.match(r"_[a-z]", name)}
        found |= set(re.findall(r"self\.(_[a-z]\w*)", inspect.getsource(base)))
    return found


def uses(file: Path, private: set[str]) -> Iterator[str]:
    """The private names that a module reads, overrides or imports, but for those that it sets itself."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr in private]
    own = {
        node.attr
        for node in attributes
        if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    for node in attributes:
        of_system = isinstance(node.value, ast.Name) and node.value.id == "os"
        if node.attr not in own and not of_system:
            yield node.attr
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            inside = (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
            yield from (one.name for one in inside if one.name in private)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual."):
            yield from (one.name for one in node.names if one.name.startswith("_"))


def found_uses() -> set[tuple[str, str]]:
    private = private_of_textual()
    return {
        (".".join(file.relative_to(TUI).with_suffix("").parts), name)
        for file in TUI.rglob("*.py")
        for name in uses(file, private)
    }


def test_every_use_stands_in_the_table_and_every_line_of_it_is_a_use() -> None:
    set_there_too = {("textual_patches.overlaps", "_cuts"), ("textual_patches.kept_rules", "_parse_cache")}
    assert found_uses() | set_there_too == USED


def test_private_modules_are_imported_by_patches_alone() -> None:
    for file in TUI.rglob("*.py"):
        if re.search(r"^\s*from textual\._", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert file.parent.name == "textual_patches", file


def test_every_patch_says_its_version_and_what_lets_it_go() -> None:
    for file in (TUI / "textual_patches").glob("*.py"):
        said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        assert textual.__version__ in said, file.name
        assert re.search(r"^Goes when|let each go", said, re.MULTILINE), file.name


def test_every_name_says_why_and_until_when() -> None:
    assert all(one.why and one.until for one in PRIVATE)
    assert len(USED) == len(PRIVATE)
