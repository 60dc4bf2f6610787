"""What each start imports: written down here, since every import is waited for (docs/decisions/014)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import children
from support.source_tree import PACKAGE

NEVER = frozenset({"unittest", "xml", "ssl", "http", "email", "asyncio", "multiprocessing"})
"""Heavy parts of the standard library that no command line start needs."""

_COMMAND = """
import sys
before = set(sys.modules)
import atexit
atexit.register(lambda: open({seen!r}, "w").write("\\n".join(set(sys.modules) - before)))
from huaian_tui.__main__ import main
main()
"""
_SCREENS = """
import sys
before = set(sys.modules)
from datetime import date
from pathlib import Path
from huaian_tui.tui import start

def first_screen_stands(self, app):
    open({seen!r}, "w").write("\\n".join(set(sys.modules) - before))
    app.exit(0)

start._Beside.begin = first_screen_stands
start.run(Path(sys.argv[1]), "tester", today=date(2026, 11, 22))
"""


@dataclass(frozen=True)
class Start:
    """One way to start, and the bounds of what it loads; names of our own without ``huaian_tui.``."""

    words: tuple[str, ...]
    packages: frozenset[str]
    """Of others: the only ones allowed."""
    own: tuple[str, ...]
    """Of ours: only these and what is in them."""
    own_not: tuple[str, ...] = ()
    """Of ours: not these, though they are in one of ``own``."""
    never: frozenset[str] = NEVER


_READING = ("cli", "domain", "ledger", "store")
_NOT_FOR_READING = ("domain.dates", "domain.plan_data", "store.keep.backup", "store.keep.drafts")
_NOT_FOR_LISTS = (*_NOT_FOR_READING, "ledger.kinds.registry", "store.engine.fold_things")
"""Lists are read from what was folded: without every kind of record, and without what folds."""

STARTS = {
    "version": Start(("--version",), frozenset({"click"}), _READING, ("cli.commands", *_NOT_FOR_READING)),
    "help": Start(("--help",), frozenset({"click"}), _READING, ("cli.commands", *_NOT_FOR_READING)),
    "unit as JSON": Start(
        ("unit", "czj", "--json"),
        frozenset(),
        (
            "cli.quick",
            "cli.invocation",
            "cli.json_forms.units",
            "cli.json_forms.values",
            "cli.output",
            "domain.answers.units",
            "domain.errors",
            "domain.rules.conditions",
            "domain.rules.lights",
            "domain.text.hygiene",
            "domain.text.sign_forms",
            "ledger.identity",
            "ledger.task_keys",
            "store.engine.as_it_is",
            "store.engine.connection",
            "store.engine.damage",
            "store.engine.journal",
            "store.engine.migrations",
            "store.engine.opening",
            "store.engine.past_state",
            "store.engine.readiness",
            "store.engine.shipped_schema",
            "store.engine.writing_lock",
            "store.keep.locations",
            "store.engine.light_rules",
            "store.queries.contacts",
            "store.queries.plan_scope",
            "store.queries.sql_parts",
            "store.queries.unit_history",
            "store.queries.unit_keys",
            "store.queries.units",
        ),
        never=NEVER | {"dataclasses", "inspect", "hashlib", "difflib", "subprocess"},
    ),
    "unit": Start(("unit", "czj"), frozenset({"click"}), _READING, _NOT_FOR_READING),
    "tasks": Start(("tasks", "--unit", "czj"), frozenset({"click"}), _READING, _NOT_FOR_LISTS),
    "tasks as JSON": Start(
        ("tasks", "--json"), frozenset({"click"}), _READING, _NOT_FOR_LISTS, NEVER | {"hashlib"}
    ),
    "task as JSON": Start(("task", "2", "--json"), frozenset({"click"}), _READING, _NOT_FOR_READING),
    "overdue as JSON": Start(("overdue", "--json"), frozenset({"click"}), _READING, _NOT_FOR_LISTS),
    "notices": Start(("notice", "list"), frozenset({"click"}), _READING, _NOT_FOR_READING),
}
SCREENS = Start(
    (),
    frozenset({"textual", "rich", "typing_extensions", "platformdirs", "pygments", "markdown_it", "mdurl"}),
    ("domain", "ledger", "services", "store", "tui"),
    (
        "domain.dates",
        "domain.plan_data",
        "ledger.kinds",  # read apart (``tui.threads.ahead``), as are the queries
        "services.decisions",
        "services.doctor",
        "services.notices",
        "store.engine.append",
        "store.engine.fold",
        "store.keep.backup",
        "store.queries",
        "store.search",
        "tui.actions.help",
        "tui.actions.keymap",
        "tui.actions.palette",
        "tui.actions.palette_entries",
        "tui.areas.exports",
        "tui.areas.guide",
        "tui.areas.milestones",
        "tui.areas.notices",
        "tui.areas.packs",
        "tui.areas.search",
        "tui.areas.self_reports",
        "tui.areas.settings",
        "tui.areas.support",
        "tui.areas.tasks",
        "tui.areas.undo",
        "tui.areas.units",
        "tui.forms.form",
        "tui.forms.fields",
        "tui.areas.theme_choice",
        "tui.threads.upkeep",
    ),
    never=frozenset({"unittest", "xml", "http", "email", "multiprocessing", "tomllib"}),
)
_PURE = frozenset({"sqlite3", "subprocess", "socket", "tempfile", "asyncio"})
_NOT_IN_STORE = frozenset({"unittest", "xml", "ssl", "http", "asyncio", "multiprocessing"})
FLOORS = {
    "domain": Start(
        (), frozenset({"pydantic", "dateutil"}), ("domain",), never=_PURE - {"socket", "tempfile"}
    ),
    "ledger": Start((), frozenset(), ("ledger", "domain"), never=_PURE),
    "store": Start((), frozenset({"dateutil"}), ("store", "ledger", "domain")),
    "importing": Start(
        (), frozenset({"pydantic"}), ("importing", "store", "ledger", "domain"), never=_NOT_IN_STORE
    ),
    "exchange": Start(
        (), frozenset({"pydantic"}), ("exchange", "store", "ledger", "domain"), never=_NOT_IN_STORE
    ),
    "documents": Start(
        (),
        frozenset({"dateutil", "xlsxwriter"}),
        ("documents", "store", "ledger", "domain"),
        never=_NOT_IN_STORE - {"xml", "http", "ssl"},  # xlsxwriter brings them
    ),
    "services": Start(
        (),
        frozenset({"dateutil"}),
        ("services", "documents", "importing", "exchange", "store", "ledger", "domain"),
        never=_NOT_IN_STORE,
    ),
}
"""What all modules of a floor load together when they are imported."""

_BESIDE = {
    "pydantic": ("pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"),
    "dateutil": ("six",),
}
"""What a package brings with it."""


def over(start: Start, loaded: set[str]) -> list[str]:
    """Modules that this start must not have loaded."""
    mine = {name.partition(".")[2] for name in loaded if name.startswith("huaian_tui.")} - {"__main__"}
    allowed = set(start.packages).union(*(_BESIDE.get(one, ()) for one in start.packages))
    heads = {name.partition(".")[0] for name in loaded} - {"huaian_tui", "__main__"}
    foreign = {
        name
        for name in heads
        if name.lstrip("_") not in sys.stdlib_module_names and name not in sys.stdlib_module_names
    }
    return sorted(
        {f"package {name}" for name in foreign - allowed if not name.startswith("_sysconfigdata")}
        | {f"standard {name}" for name in heads & start.never}
        | {f"own {name}" for name in mine if not _fits(name, start)}
    )


def _fits(name: str, start: Start) -> bool:
    """Whether one of our modules, or a package on the way to one, is allowed."""
    on_the_way = any(one.startswith(f"{name}.") for one in start.own)
    return (_within(name, start.own) or on_the_way) and not _within(name, start.own_not)


def _within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def loaded_by(program: str, folder: Path, *words: str | Path) -> set[str]:
    """What the program has loaded when it writes that down, without what the environment of the interpreter
    loads before any program (a ``.pth`` file of setuptools, of an editable install)."""
    seen = folder / "modules.txt"
    ended = children.run(
        [sys.executable, "-c", program.format(seen=str(seen)), *map(str, words)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        seconds=100,
        check=False,
        env=os.environ | {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"},
    )
    assert ended.returncode == 0, ended.stderr.decode(errors="replace")
    return set(seen.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("name", STARTS)
def test_a_command_loads_only_what_it_needs(name: str, ledger_path: Path, tmp_path: Path) -> None:
    start = STARTS[name]
    loaded = loaded_by(_COMMAND, tmp_path, "--db", ledger_path, "--today", "2026-11-22", *start.words)
    assert "huaian_tui.cli.quick" in loaded
    assert over(start, loaded) == []


def test_the_first_screen_loads_only_what_it_shows(ledger_path: Path, tmp_path: Path) -> None:
    loaded = loaded_by(_SCREENS, tmp_path, ledger_path)
    assert "huaian_tui.tui.areas.overview.screen" in loaded
    assert over(SCREENS, loaded) == []


_COMPILED = """
import builtins
seen, own = [], builtins.compile
def compiled(source, *more, **named):
    if isinstance(source, str):  # a file that is compiled is bytes
        seen.append(source)
    return own(source, *more, **named)

builtins.compile = compiled
import atexit
atexit.register(lambda: open({seen!r}, "w").write("\\n".join(one.replace(" ", "") for one in seen)))
from huaian_tui.__main__ import main
main()
"""


def test_the_answer_about_a_unit_compiles_no_annotation(ledger_path: Path, tmp_path: Path) -> None:
    """The first text that is compiled costs a tenth of the answer: an annotation of a ``NamedTuple``."""
    assert loaded_by(_COMPILED, tmp_path, "--db", ledger_path, "unit", "czj", "--json") == set()


_UNTIL_READ_AHEAD = """
import sys
before = set(sys.modules)
import huaian_tui.tui.start
open({seen!r}, "w").write("\\n".join(set(sys.modules) - before))
"""


def test_the_first_screen_is_read_ahead_before_textual_is_loaded(tmp_path: Path) -> None:
    """The process that reads is forked from what ``tui.start`` has loaded, and runs beside the rest."""
    loaded = loaded_by(_UNTIL_READ_AHEAD, tmp_path)
    assert "huaian_tui.tui.session" in loaded
    assert sorted(name for name in loaded if name.partition(".")[0] in ("textual", "rich")) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_loads_nothing_above_it_and_nothing_heavy(floor: str, tmp_path: Path) -> None:
    loaded = loaded_by(_IMPORT_ALL, tmp_path, PACKAGE / floor)
    assert len([name for name in loaded if name.startswith(f"huaian_tui.{floor}.")]) >= 5
    assert over(FLOORS[floor], loaded) == []


_IMPORT_ALL = """
import sys
before = set(sys.modules)
from importlib import import_module
from pathlib import Path
import huaian_tui
top = Path(huaian_tui.__file__).parent
for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    parts = path.relative_to(top.parent).with_suffix("").parts
    import_module(".".join(parts).removesuffix(".__init__"))
open({seen!r}, "w").write("\\n".join(set(sys.modules) - before))
"""


def test_what_is_loaded_too_much_is_seen() -> None:
    start = Start((), frozenset({"click"}), ("cli", "store.engine.append"), ("cli.commands",))
    fine = {
        "sys",
        "_io",
        "json",
        "click.core",
        "huaian_tui",
        "huaian_tui.cli.root",
        "huaian_tui.store.engine",
    }
    assert over(start, fine | {"huaian_tui.store.engine.append"}) == []
    assert over(
        start,
        fine
        | {
            "huaian_tui.store.engine.fold",
            "huaian_tui.cli.commands.tasks",
            "huaian_tui.tui",
            "textual",
            "ssl",
        },
    ) == [
        "own cli.commands.tasks",
        "own store.engine.fold",
        "own tui",
        "package textual",
        "standard ssl",
    ]
