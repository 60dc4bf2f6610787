"""Small changes of a module's meaning, one at a time: what a test of it ought to notice."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
_UNREAD = ("annotation", "returns", "decorator_list", "bases")
"""Fields whose contents decide nothing while the program runs, or stop its import."""


@dataclass(frozen=True)
class Mutant:
    """One change: the ``number``-th possible one of this file, at this line."""

    path: Path
    number: int
    line: int
    said: str

    def tree(self) -> ast.Module:
        """The module with the change."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        _, _, change = list(_changes(tree))[self.number]
        change()
        return ast.fix_missing_locations(tree)


def mutants_of(path: Path) -> list[Mutant]:
    """All of a file, in its order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [Mutant(path, at, line, said) for at, (line, said, _) in enumerate(_changes(tree))]


Change = tuple[int, str, Callable[[], object]]
"""Line, what changes in words, and what does it to the tree."""


def _changes(tree: ast.Module) -> Iterator[Change]:
    for node, within in _read_while_running(tree):
        line = getattr(node, "lineno", 0)
        for said, change in _of_node(node, within):
            yield line, said, change


def _read_while_running(node: ast.AST, within: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """The nodes that a run evaluates, and whether they stand in a function."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    yield node, within
    inside = within or isinstance(node, ast.FunctionDef | ast.Lambda)
    for name, value in ast.iter_fields(node):
        if name in _UNREAD or (isinstance(node, ast.AnnAssign) and name == "annotation"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(child):
                yield from _read_while_running(child, inside)


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _of_node(node: ast.AST, within: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    if isinstance(node, ast.Compare):
        for at, one in enumerate(node.ops):
            if (other := _COMPARED.get(type(one))) is not None:
                said = f"{type(one).__name__} → {other.__name__} in {ast.unparse(node)}"
                yield said, lambda at=at, other=other: node.ops.__setitem__(at, other())
    elif isinstance(node, ast.BoolOp):
        other_op = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"and ↔ or in {ast.unparse(node)}", lambda: setattr(node, "op", other_op())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        double = ast.UnaryOp(ast.Not(), node.operand)
        yield f"without not: {ast.unparse(node)}", lambda: setattr(node, "operand", double)
    elif isinstance(node, ast.BinOp) and type(node.op) in _COUNTED:
        counted = _COUNTED[type(node.op)]
        said = f"{type(node.op).__name__} → {counted.__name__} in {ast.unparse(node)}"
        yield said, lambda: setattr(node, "op", counted())
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Return) and within and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            nothing = ast.Constant(None)
            yield f"None instead of {ast.unparse(node.value)}", lambda: setattr(node, "value", nothing)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        turned = ast.UnaryOp(ast.Not(), node.test)
        yield f"unless instead of if {ast.unparse(node.test)}", lambda: setattr(node, "test", turned)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, Callable[[], object]]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{not value} instead of {value}", lambda: setattr(node, "value", not value)
    elif isinstance(value, int):
        yield f"{value + 1} instead of {value}", lambda: setattr(node, "value", value + 1)
    elif isinstance(value, str) and value:
        yield f"{value!r} with XX", lambda: setattr(node, "value", f"XX{value}")
