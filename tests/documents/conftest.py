"""A worked ledger that papers are composed from, made once: nothing writes to it any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from shutil import copyfile

import pytest
from conftest import FixedClock
from support.composers import History, work

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of


@pytest.fixture(scope="session")
def worked_office(
    seeded_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sqlite3.Connection, History]]:
    """A reader on the worked ledger, and the ids of its records."""
    path = tmp_path_factory.mktemp("worked") / "台账.db"
    copyfile(seeded_file, path)
    with Ledger(path, "张三", FixedClock(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))) as writer:
        history = work(writer)
    with closing(open_reader_as_of(path, None)) as connection:
        yield connection, history


@pytest.fixture(scope="session")
def worked(worked_office: tuple[sqlite3.Connection, History]) -> sqlite3.Connection:
    """A reader on the worked ledger."""
    return worked_office[0]


@pytest.fixture(scope="session")
def history(worked_office: tuple[sqlite3.Connection, History]) -> History:
    """The ids of its records."""
    return worked_office[1]
