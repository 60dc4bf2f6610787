"""The views in the file are those that are defined, are described, and open in any program with SQL."""

from __future__ import annotations

import gzip
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from support.source_tree import ROOT

from huaian_tui.store.engine.migrations import newest_version, shipped_in_memory
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.views.describe import document
from huaian_tui.store.views.registry import VIEWS
from huaian_tui.store.views.write_migration import migration_text

DOCUMENT = ROOT / "docs" / "查询视图.md"


def test_the_newest_schema_stores_the_views_as_they_are_defined() -> None:
    with shipped_in_memory(newest_version()) as shipped:
        stored = dict(shipped.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    assert stored == {view.name: view.statement() for view in VIEWS}, (
        "a view has changed: python -m huaian_tui.store.views.write_migration schema/NNN_….sql"
    )


def test_a_later_migration_drops_what_is_stored_and_makes_all_anew() -> None:
    text = migration_text(newest_version() + 1)
    with shipped_in_memory(newest_version()) as shipped:
        shipped.executescript(text)
        found = {name for (name,) in shipped.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert found == {view.name for view in VIEWS}
    assert text.count("DROP VIEW") == len(VIEWS)


def test_the_document_says_every_view_with_every_column() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert document(text) == text, "run: python -m huaian_tui.store.views.describe docs/查询视图.md"
    for view in VIEWS:
        section = text.partition(f"## {view.name}\n")[2].partition("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE) == list(view.names)


def test_names_are_told_once_and_say_what_they_are() -> None:
    for view in VIEWS:
        assert len(set(view.names)) == len(view.names) and view.name.startswith("v_")
        assert all(one.meaning.strip() for one in view.columns)


def test_any_program_selects_from_them(ledger_path: Path) -> None:
    with closing(sqlite3.connect(f"file:{ledger_path}?mode=ro", uri=True)) as bare:
        names = [name for (name,) in bare.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        for name in names:
            bare.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - our own names
        (today,) = bare.execute("SELECT date('now', '+8 hours')").fetchone()
        (tasks,) = bare.execute("SELECT count(*) FROM v_task").fetchone()
        assert (len(names), tasks) == (len(VIEWS), 60)
        assert bare.execute("SELECT today FROM v_day").fetchone() == (today,)


def test_nobody_is_in_them(ledger_path: Path) -> None:
    with closing(sqlite3.connect(ledger_path)) as bare:
        said = " ".join(sql for (sql,) in bare.execute("SELECT sql FROM sqlite_master WHERE type = 'view'"))
    assert not re.search(r"\b(FROM|JOIN) contact", said)
    assert "o.private = 1" in said


def test_an_older_ledger_gets_them_and_they_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    kept = Path(__file__).parents[2] / "ledgers" / "schema_3.db.gz"
    path.write_bytes(gzip.decompress(kept.read_bytes()))
    with closing(open_writer(path)):
        pass
    with closing(sqlite3.connect(path)) as bare:
        for view in VIEWS:
            bare.execute(f"SELECT * FROM {view.name}").fetchall()  # noqa: S608 - our own names
        assert bare.execute("SELECT count(*) FROM v_note").fetchone()[0] > 0
