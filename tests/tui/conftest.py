"""Fixtures of the terminal program's tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.at_rest import let_pilots_look
from support.parsed_styles import share_parsed_styles
from support.tui import MemorySession, PlainApp

from huaian_tui.tui.session import LedgerSession

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


@pytest.fixture(autouse=True)
def sessions_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sessions that a test makes are closed after it, as the program closes its own at its end.

    From Python 3.13 on an open connection that nobody has any more is told of: what is told then is a leak.
    """
    begin, made = LedgerSession.__init__, list[LedgerSession]()

    def kept(session: LedgerSession, *arguments: Any, **more: Any) -> None:
        begin(session, *arguments, **more)
        made.append(session)

    monkeypatch.setattr(LedgerSession, "__init__", kept)
    yield
    for session in made:
        session.close()
        session.stop_watching()
