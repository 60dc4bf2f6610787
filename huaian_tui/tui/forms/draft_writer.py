"""The draft of one form or preview: written in threads, and never again once its last word is said."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from huaian_tui.tui.session import LedgerSession


class DraftWriter:
    """Writes the draft of ``form_id``. All methods block: they run in a thread, in any order.

    A thread that keeps what was typed may come late: after the form was saved its draft would be back, and
    offered at the next start. Who keeps and who ends therefore share one lock and one last word.
    """

    def __init__(self, session: LedgerSession, form_id: str) -> None:
        self._session = session
        self._form_id = form_id
        self._lock = threading.Lock()
        self._ended = False

    def keep(self, values: Mapping[str, str]) -> None:
        """Keep what was typed so far; nothing once the last word is said."""
        with self._lock:
            if not self._ended:
                self._session.save_draft(self._form_id, values)

    def end(self, values: Mapping[str, str] | None) -> None:
        """The last word: these values stay as the draft, or None for nothing."""
        with self._lock:
            self._ended = True
            if values is None:
                self._session.drop_draft(self._form_id)
            else:
                self._session.save_draft(self._form_id, values)
