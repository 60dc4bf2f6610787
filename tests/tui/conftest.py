"""Fixtures of the terminal program's tests."""

from __future__ import annotations

import pytest
from support.at_rest import let_pilots_look
from support.parsed_styles import share_parsed_styles
from support.tui import MemorySession, PlainApp

let_pilots_look()
share_parsed_styles()


@pytest.fixture
def session() -> MemorySession:
    """A session without a ledger."""
    return MemorySession()


@pytest.fixture
def app(session: MemorySession) -> PlainApp:
    """The application over that session, with a plain screen in every mode."""
    return PlainApp(session)
