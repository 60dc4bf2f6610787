"""An office whose laptops share a folder; a form that goes out to a unit."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from support.prepared import MOMENT
from support.sync_offices import Officer

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.store.engine.opening import open_reader


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """The folder."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def form(seeded_file: Path) -> bytes:
    """The empty form of 市数据局 of the fixture ``today``, as ``form-1``."""
    with closing(open_reader(seeded_file)) as connection:
        return write_feedback_form(connection, MOMENT.date(), "市数据局", "form-1")


@pytest.fixture
def office(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Officer]:
    """Three officers, each on a laptop of his own."""
    return [Officer(seeded_file, tmp_path, name, monkeypatch) for name in ("甲", "乙", "丙")]
