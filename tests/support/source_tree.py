"""The product's sources as modules: their imports, the circles among them, what they define."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "huaian_tui"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str
    path: Path
    tree: ast.Module
    lines: int


@cache
def modules(package: Path = PACKAGE) -> dict[str, Module]:
    """All modules of a package by their full name; a package's own name stands for its ``__init__``."""
    found = {}
    gc.disable()  # a million nodes, none of which is garbage, would be looked through time and again
    try:
        for path in sorted(package.rglob("*.py")):
            name = ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
            text = path.read_text(encoding="utf-8")
            found[name] = Module(name, path, ast.parse(text), len(text.splitlines()))
    finally:
        gc.freeze()
        gc.enable()
    return found


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """All that its tree consists of."""
    return tuple(ast.walk(module.tree))


def imports(module: Module, known: Mapping[str, Module]) -> set[str]:
    """Which of the ``known`` modules it imports, wherever: also in functions and under TYPE_CHECKING."""
    found = set()
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found |= {_nearest(one.name, known) for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = _start(module, node)
            for one in node.names:
                full = f"{start}.{one.name}"
                found.add(full if full in known else _nearest(start, known))
    return {name for name in found if name and name != module.name}


def _start(module: Module, node: ast.ImportFrom) -> str:
    """The full name of what stands after ``from``."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    is_package = module.path.name == "__init__.py"
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def _nearest(name: str, known: Mapping[str, Module]) -> str:
    return name if name in known else ""


def graph(found: Mapping[str, Module]) -> dict[str, set[str]]:
    """Who imports whom."""
    return {name: imports(module, found) for name, module in found.items()}


def circles(edges: Mapping[str, set[str]]) -> list[set[str]]:
    """Groups of modules each of which reaches all the others, by Tarjan's way (strong components)."""
    found: list[set[str]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        path.append(name)
        for other in edges.get(name, ()):
            if other not in number:
                visit(other)
            if other in path:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == number[name]:
            at = path.index(name)
            if len(path) - at > 1:
                found.append(set(path[at:]))
            del path[at:]

    for name in edges:
        if name not in number:
            visit(name)
    return found


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods, nested ones too."""
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def undocumented(module: Module) -> Iterator[str]:
    """Names of what is public and has no docstring: the module, classes, functions and methods."""
    if not ast.get_docstring(module.tree):
        yield module.name
    for name, node in public(module.tree, module.name):
        if not ast.get_docstring(node):
            yield name


def public(node: ast.AST, within: str) -> Iterator[tuple[str, Definition]]:
    """Public classes and functions, not those inside a function, with their full names."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Definition):
            yield from public(child, within)
        elif not child.name.startswith("_"):
            name = f"{within}.{child.name}"
            yield name, child
            if isinstance(child, ast.ClassDef):
                yield from public(child, name)
