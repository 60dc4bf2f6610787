"""What the terminal program asks of the session it runs in: ledger, day, officer, drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Protocol


class AppSession(Protocol):
    """One officer at one ledger file. The screens' own queries belong to the concrete session.

    ``save_draft`` and ``drop_draft`` are called from worker threads (and from the
    UI thread when a signal ends the program) and must write at once.
    """

    @property
    def database(self) -> Path:
        """The ledger file."""

    @property
    def today(self) -> date:
        """The day that all screens count from."""

    @property
    def officer(self) -> str:
        """Who writes the records; may be empty."""

    def save_draft(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what was typed into a form but not saved, by the form's id and its fields' keys."""

    def load_draft(self, form: str) -> Mapping[str, str] | None:
        """What was kept for this form, or None."""

    def drop_draft(self, form: str) -> None:
        """Forget what was kept for this form (it was saved or given up)."""
