"""An office whose laptops share a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sync_offices import Officer


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """The folder."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def office(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Officer]:
    """Three officers, each on a laptop of his own."""
    return [Officer(seeded_file, tmp_path, name, monkeypatch) for name in ("甲", "乙", "丙")]
