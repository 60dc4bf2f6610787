"""Fixtures of the terminal program's tests."""

from __future__ import annotations

import pytest
from support.at_rest import let_pilots_look
from support.tui import MemorySession, PlainApp

let_pilots_look()


@pytest.fixture
def session() -> MemorySession:
    """A session without a ledger."""
    return MemorySession()


@pytest.fixture
def app(session: MemorySession) -> PlainApp:
    """The application over that session, with a plain screen in every mode."""
    return PlainApp(session)
