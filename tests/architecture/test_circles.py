"""No module imports itself by way of others, save for those named here with their reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.source_tree import circles, graph, modules

ALLOWED: dict[frozenset[str], str] = {}
"""Circles that stand, by their modules (without ``huaian_tui.``), and why each does."""

MOST_MODULES = 0
"""Of all circles together."""


def circles_of(package: Path | None = None) -> set[frozenset[str]]:
    """The circles among the modules of a package, without the package's own name."""
    edges = graph(modules(package) if package else modules())
    return {frozenset(name.partition(".")[2] for name in group) for group in circles(edges)}


@pytest.fixture(scope="module")
def found() -> set[frozenset[str]]:
    return circles_of()


def test_only_the_named_circles_are_left(found: set[frozenset[str]]) -> None:
    new = [sorted(group) for group in found if not any(group <= allowed for allowed in ALLOWED)]
    assert new == [], "dissolve it, or name it with a reason"


def test_what_is_named_is_still_a_circle(found: set[frozenset[str]]) -> None:
    gone = [sorted(allowed) for allowed in ALLOWED if not any(group <= allowed for group in found)]
    assert gone == [], "strike it out"


def test_few_modules_are_in_circles_and_each_has_a_reason() -> None:
    assert sum(map(len, ALLOWED)) <= MOST_MODULES
    assert all(ALLOWED.values())


@pytest.mark.parametrize(
    "a_imports_b",
    [
        "import planted.b",
        "from planted import b",
        "from planted.b import name",
        "from . import b",
        "from .b import name",
        "def later():\n    from planted.b import name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from planted.b import name",
    ],
)
def test_a_planted_circle_is_found_however_it_is_written(tmp_path: Path, a_imports_b: str) -> None:
    sources = {"a": a_imports_b, "b": "from planted.c import other"}
    circle = plant(tmp_path / "one", sources | {"c": "import planted.b\nfrom planted import a"})
    assert circles_of(circle) == {frozenset("abc")}
    line = plant(tmp_path / "two", sources | {"c": "import os, planted"})
    assert circles_of(line) == set()


def plant(folder: Path, sources: dict[str, str]) -> Path:
    """A package ``planted`` of these modules."""
    package = folder / "planted"
    package.mkdir(parents=True)
    for name, text in ({"__init__": ""} | sources).items():
        (package / f"{name}.py").write_text(text)
    return package
