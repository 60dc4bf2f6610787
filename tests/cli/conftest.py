"""The command line on a fresh copy of the seeded ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Program


@pytest.fixture(autouse=True)
def _nobodys_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HUAIAN_TUI_DB", "HUAIAN_TUI_OFFICER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def program(ledger_path: Path) -> Program:
    """The program on 15 January 2025, two weeks after the first dates of the plan."""
    return Program(ledger_path)


@pytest.fixture
def shared(seeded_file: Path) -> Program:
    """The same on the session's ledger: for reading only."""
    return Program(seeded_file)
