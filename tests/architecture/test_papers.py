"""The papers of the repository: short where they must be, links that lead somewhere, true pointers."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from support.source_tree import PACKAGE, ROOT

README = ROOT / "README.md"
MOST_LINES = 150
FIRST_SCREEN = 24
"""Lines of a small window."""

PAPERS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def test_the_readme_is_short_and_its_first_screen_says_what_it_is() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    first = "\n".join(lines[:FIRST_SCREEN])
    assert "政府督查人员" in first and "government supervision officers" in first and "![" in first
    assert "python3 -m venv .venv && .venv/bin/pip install ." in first


def test_both_commands_of_the_readme_stand_in_it() -> None:
    text = README.read_text(encoding="utf-8")
    assert re.search(r"^python3 -m venv \.venv && .*pip install \. && .*huaian-tui$", text, re.MULTILINE)
    assert re.search(r"^python3 -m venv \.venv && .*'\.\[dev\]' && .* -m pytest -n 5$", text, re.MULTILINE)


def lost_links(paper: Path) -> list[str]:
    """Links of a paper to files, pictures and headings that are not there."""
    lost = []
    for link in _LINK.findall(paper.read_text(encoding="utf-8")):
        name, _, anchor = unquote(link).partition("#")
        if name.startswith(("http:", "https:", "mailto:")):
            continue
        target = paper.parent / name if name else paper
        if not target.exists():
            lost.append(link)
        elif anchor and anchor not in map(_anchor, _HEADING.findall(target.read_text(encoding="utf-8"))):
            lost.append(link)
    return lost


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_links_lead_somewhere(paper: Path) -> None:
    assert lost_links(paper) == []


def test_a_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text("# A b\n[x](a.txt#a-b) [y](gone.txt) [z](#gone) ![p](p.svg) [w](https://x.y)", "utf-8")
    assert lost_links(paper) == ["gone.txt", "#gone", "p.svg"]


# ------------------------------------------------------------------ "I want to change …"

_POINTER = re.compile(r"`([\w/.-]+\.(?:py|tcss|toml|sql|md)): ([\w, ]+)`")


def change_table() -> list[str]:
    """The rows of ARCHITECTURE's first table: what one wants to change, where, what tells."""
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    part = text.split("## I want to change", 1)[1].split("\n## ", 1)[0]
    return [line for line in part.splitlines() if line.startswith("| ")][1:]


def defined_in(path: Path) -> set[str]:
    """The names that a module defines at its top, and the methods of its classes."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def test_the_table_points_at_what_is_there() -> None:
    rows = change_table()
    assert len(rows) > 15
    for row in rows:
        pointers = _POINTER.findall(row)
        assert pointers, f"no file and name in: {row}"
        for place, names in pointers:
            path = next(base / place for base in (PACKAGE, ROOT) if (base / place).exists())
            missing = set(names.split(", ")) - defined_in(path) if path.suffix == ".py" else set()
            assert not missing, (place, missing)


def test_what_tells_when_it_is_wrong_can_be_run() -> None:
    """The first path of the last column is a file of tests, or a folder with some."""
    for row in change_table():
        told = re.search(r"`(tests/[^`]*)`", row.rstrip("| ").rpartition("|")[2])
        if told is None or told.group(1) == "tests/":
            continue  # "the same", or where to grep
        path = ROOT / told.group(1)
        assert path.name.startswith("test_") if path.is_file() else any(path.rglob("test_*.py")), row


@pytest.mark.parametrize("wanted", ["rule of the lights", "wording of a notice", "a key", "column", "error"])
def test_the_table_knows_what_people_want_to_change(wanted: str) -> None:
    assert any(wanted in row for row in change_table())
