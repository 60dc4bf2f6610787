"""Where things may stand: packages of others, areas, modules named by strings, papers that are cited.

The floors themselves are contracts of import-linter (``pyproject.toml``).
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from support.source_tree import PACKAGE, ROOT, Module, graph, modules, nodes

HOMES = {
    "chinese_calendar": ("domain.dates",),
    "click": ("cli",),
    "dateutil": ("domain.dates", "importing.shipped_records"),
    "docx": ("documents.docx",),
    "docxtpl": ("documents.docx.template_filling",),
    "lxml": (
        "documents.docx.template_check",
        "importing.plan_files.office_parts",
    ),
    "fontTools": ("documents.fonts",),
    "icalendar": ("documents.calendar_file", "importing.calendar_child"),
    "jinja2": ("documents.docx",),
    "markupsafe": ("documents.docx",),
    "nacl": ("store.keep.signatures",),
    "platformdirs": ("store.keep.locations", "tui.forms.folders"),
    "pydantic": ("domain.plan_data", "exchange", "importing"),
    "pypinyin": ("domain.text.pinyin",),
    "pyrage": ("exchange.folder.office_key", "exchange.packs.sealing_child"),
    "python_calamine": ("importing.plan_files.old_excel_reader",),
    "rich": ("cli.output", "tui"),
    "textual": ("tui",),
    "typing_extensions": ("exchange.merging.body_check",),
    "typst": ("documents.fonts", "documents.pdf"),
    "xlsxwriter": ("documents.xlsx",),
}
"""Which of our modules may import what others wrote; whoever parses foreign bytes is a child process."""

IMPORT_BY_NAME = {
    "cli.arguments.lazy_group": "a command is imported when it is asked for",
    "tui.actions.opening": "what an action opens is imported when it is opened",
    "tui.actions.places": "loads every screen and dialog to say where an action can be done",
}
"""The only modules that import others by a string, which no graph of imports sees, and why."""


def foreign_imports(module: Module) -> set[str]:
    """The packages of others that it imports, wherever in it."""
    found = set()
    for node in nodes(module):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found - sys.stdlib_module_names - {"huaian_tui"}


def short(module: Module) -> str:
    """Its name within the program."""
    return module.name.partition(".")[2]


def at_home(name: str, package: str) -> bool:
    """Whether a module may import a package of others."""
    return any(name == home or name.startswith(f"{home}.") for home in HOMES.get(package, ()))


def test_packages_of_others_are_used_in_their_homes_only() -> None:
    strays = [
        (short(one), package)
        for one in modules().values()
        for package in foreign_imports(one)
        if not at_home(short(one), package)
    ]
    assert strays == []


def test_every_home_is_lived_in() -> None:
    used = {(short(one), package) for one in modules().values() for package in foreign_imports(one)}
    empty = [
        (package, home)
        for package, homes in HOMES.items()
        for home in homes
        if not any(
            package == used_one and (name == home or name.startswith(f"{home}.")) for name, used_one in used
        )
    ]
    assert empty == [], "strike it out"


def test_a_stray_import_is_seen() -> None:
    tree = ast.parse("def later():\n    from textual.app import App\n    import json, click.core")
    planted = Module("huaian_tui.store.planted", Path(), tree, 3)
    assert foreign_imports(planted) == {"textual", "click"}
    assert not at_home("store.planted", "textual")
    assert at_home("tui.app", "textual") and not at_home("tui_other", "textual")


def test_no_area_imports_the_screen_of_another() -> None:
    """Screens are opened by their mode (``HuaianApp.go``); what areas share are texts, forms and dialogs."""
    strays = [
        (name, other)
        for name, others in graph(modules()).items()
        for other in others
        if re.fullmatch(r"huaian_tui\.tui\.areas\.\w+\.screen", other)
        and not name.startswith(other.removesuffix("screen"))
    ]
    assert strays == []
    assert "huaian_tui.tui.areas.tasks.screen" in modules()


def test_modules_are_imported_by_name_in_few_places() -> None:
    found = {
        short(one)
        for one in modules().values()
        for node in nodes(one)
        if isinstance(node, ast.Name | ast.Attribute)
        and (node.id if isinstance(node, ast.Name) else node.attr) in {"import_module", "__import__"}
    }
    assert found == set(IMPORT_BY_NAME), "give the reason here, or strike it out"


PAPER = re.compile(r"(?<![\w/.-])[A-Za-z0-9_./-]+\.md\b|docs/decisions/\d{3}|DESIGN\b")
"""A paper as texts name it."""


@cache
def papers_here() -> tuple[set[str], set[str]]:
    """The numbers of the decisions and the names of all papers in this repository."""
    decisions = {path.name[:3] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")}
    papers = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/*/*/*.md"))
    return decisions, {path.name for path in papers}


def missing_papers(text: str) -> list[str]:
    """Papers that a text names and that are not in this repository."""
    decisions, names = papers_here()
    return [
        name
        for name in PAPER.findall(text)
        if (
            name[-3:] not in decisions
            if name.startswith("docs/decisions/") and name[-3:].isdigit()
            else name.split("/")[-1] not in names
        )
    ]


@pytest.mark.parametrize("folder", ["huaian_tui", "schema", "tests", "docs", "README.md"])
def test_only_papers_that_are_here_are_named(folder: str) -> None:
    place = ROOT / folder
    paths = (
        [place]
        if place.is_file()
        else [path for path in place.rglob("*") if path.suffix in {".py", ".sql", ".md", ".typ", ".tcss"}]
    )
    told = {
        str(path.relative_to(ROOT)): missing
        for path in paths
        if path != Path(__file__) and (missing := missing_papers(path.read_text(encoding="utf-8")))
    }
    assert paths and told == {}


def test_a_missing_paper_is_seen() -> None:
    text = "(docs/decisions/003, docs/decisions/999, README.md, storage.md, DESIGN 2, docs/ARCHITECTURE.md)"
    assert missing_papers(text) == ["docs/decisions/999", "storage.md", "DESIGN"]


PLACE = re.compile(r"`(?:huaian_tui/)?([\w/.-]+/[\w./-]*|pyproject\.toml)(?:: ([\w, ]+))?`")
"""A file or folder as our papers name it, and names in it: ``services/notes.py: add_note``."""


def lost_places(text: str) -> list[str]:
    """Files, folders and names in them that a paper tells of and that are not there."""
    lost = []
    for place, names in PLACE.findall(text):
        found = next(
            (base / place for base in (PACKAGE, ROOT, ROOT / "docs") if (base / place).exists()), None
        )
        if found is None:
            lost.append(place)
        elif names:
            text_there = found.read_text(encoding="utf-8")
            lost += [f"{place}: {name}" for name in names.split(", ") if name not in text_there]
    return lost


@pytest.mark.parametrize("paper", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_a_paper_tells_of_is_there(paper: str) -> None:
    text = (ROOT / "docs" / paper).read_text(encoding="utf-8")
    assert len(PLACE.findall(text)) > 10 and lost_places(text) == []


def test_a_lost_place_is_seen() -> None:
    text = (
        "`domain/` `domain/gone.py` `services/notes.py: add_note, gone_note` `pyproject.toml` `tests/gone/`"
    )
    assert lost_places(text) == ["domain/gone.py", "services/notes.py: gone_note", "tests/gone/"]
