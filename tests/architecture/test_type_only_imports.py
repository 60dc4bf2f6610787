"""What is imported for types alone is not used when the program runs: ``list[PrintJob]()`` ends it."""

from __future__ import annotations

import ast

from support.source_tree import modules


def _imported(node: ast.AST) -> set[str]:
    """The names that imports below a node bring."""
    found = (one for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom))
    return {(alias.asname or alias.name).split(".")[0] for one in found for alias in one.names}


def _of_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


class _Running(ast.NodeVisitor):
    """Goes through what runs: no annotations, no first argument of ``cast``."""

    def __init__(self, of_types: set[str]) -> None:
        self._of_types = of_types
        self.found: list[tuple[int, str]] = []

    def visit_If(self, node: ast.If) -> None:
        for one in node.orelse if _of_types(node) else [node.test, *node.body, *node.orelse]:
            self.visit(one)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outside = self._of_types
        self._of_types = outside - _imported(node) - {one.arg for one in node.args.args}
        for one in (*node.decorator_list, *node.args.defaults, *node.body):
            self.visit(one)
        self._of_types = outside

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        typed = isinstance(node.func, ast.Name) and node.func.id == "cast"
        for one in (*node.args[1:], *node.keywords) if typed else ast.iter_child_nodes(node):
            self.visit(one)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id in self._of_types:
            self.found.append((node.lineno, node.id))


def _used(tree: ast.Module) -> list[tuple[int, str]]:
    """(line, name) of each use while the program runs of what is imported for types alone."""
    of_types = set().union(*(_imported(node) for node in tree.body if _of_types(node)))
    running = _Running(of_types)
    if of_types:
        running.visit(tree)
    return running.found


def test_what_is_imported_for_types_is_not_used_at_run_time() -> None:
    assert {name: used for name, module in modules().items() if (used := _used(module.tree))} == {}


def test_such_a_use_is_seen() -> None:
    head = "if TYPE_CHECKING:\n    from a import B, C\n"
    text = f"{head}def f(b: B) -> None:\n    c: C = cast('C', b)\n    x = list[B]()"
    assert _used(ast.parse(text)) == [(5, "B")]
