"""Tests start programs in one way, by which none is waited for without a bound and none is left behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from support.source_tree import ROOT

TESTS = ROOT / "tests"
THE_ONE_WAY = TESTS / "support" / "children.py"
OTHERS = {
    TESTS / "durability" / "test_children.py": "compares it with what it stands for",
    TESTS / "support" / "forked_children.py": "the process that forks children lives as long as the run",
}
NO_TESTS = ("benchmarks", "mutation")
"""Folders of programs that are started by hand."""

STARTS = {
    "subprocess": {"run", "Popen", "call", "check_call", "check_output"},
    "os": {"fork", "system", "popen"},
}


def started_otherwise(source: str) -> Iterator[str]:
    """Where a program is started in another way: the line and how."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in STARTS:
            if names := STARTS[node.module].intersection(one.name for one in node.names):
                yield f"{node.lineno}: from {node.module} import {', '.join(sorted(names))}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            module = node.func.value
            if isinstance(module, ast.Name) and node.func.attr in STARTS.get(module.id, ()):
                yield f"{node.lineno}: {module.id}.{node.func.attr}"


def test_programs_are_started_with_a_bound() -> None:
    found = {
        str(path.relative_to(TESTS)): lines
        for path in sorted(TESTS.rglob("*.py"))
        if path not in (THE_ONE_WAY, *OTHERS) and path.relative_to(TESTS).parts[0] not in NO_TESTS
        if (lines := list(started_otherwise(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "start them with support.children"


def test_another_way_is_found() -> None:
    found = list(
        started_otherwise("import subprocess, os\nsubprocess.run([])\nos.fork()\nfrom os import system\n")
    )
    assert sorted(found) == ["2: subprocess.run", "3: os.fork", "4: from os import system"]
    for path in (THE_ONE_WAY, *OTHERS):
        assert Path(path).exists()
