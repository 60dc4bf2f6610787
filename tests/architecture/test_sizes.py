"""Files and functions stay small, and what is public says what it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from support.source_tree import PACKAGE, Module, functions, modules, undocumented

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
"""With its docstring, without its decorators."""


@pytest.fixture(scope="module")
def sources() -> list[Module]:
    return list(modules().values())


def long_functions(module: Module) -> list[str]:
    """``module:line name`` of functions that are too long."""
    return [
        f"{module.name}:{node.lineno} {node.name}"
        for node in functions(module)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]


def test_files_are_short(sources: list[Module]) -> None:
    assert [(one.name, one.lines) for one in sources if one.lines > MOST_LINES_OF_A_FILE] == []


def test_files_of_other_languages_are_short() -> None:
    others = [path for suffix in ("tcss", "typ") for path in PACKAGE.rglob(f"*.{suffix}")]
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in others}
    assert lines and {name for name, count in lines.items() if count > MOST_LINES_OF_A_FILE} == set()


def test_functions_are_short(sources: list[Module]) -> None:
    assert [name for one in sources for name in long_functions(one)] == []


def test_what_is_public_has_a_docstring(sources: list[Module]) -> None:
    assert [name for one in sources for name in undocumented(one)] == []


def planted(text: str) -> Module:
    """A module with this text."""
    return Module("planted", Path("planted.py"), ast.parse(text), len(text.splitlines()))


def test_a_long_function_is_seen() -> None:
    body = "    pass\n" * MOST_LINES_OF_A_FUNCTION
    assert long_functions(planted(f"class A:\n  def small(self): pass\n  async def long(self):\n{body}")) == [
        "planted:3 long"
    ]
    assert long_functions(planted("def fits():\n" + "    pass\n" * (MOST_LINES_OF_A_FUNCTION - 1))) == []


def test_a_missing_docstring_is_seen() -> None:
    text = """
class Named:
    "Said."
    def method(self): ...
    def _own(self): ...
    def said(self):
        "Said."
        def inside(): ...
class _Own:
    def method(self): ...
if True:
    async def later(): ...
"""
    assert list(undocumented(planted(text))) == ["planted", "planted.Named.method", "planted.later"]
    assert list(undocumented(planted('"Said."'))) == []
