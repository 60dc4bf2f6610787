"""What tests of the shared folder need."""

from __future__ import annotations

import pytest
from support import cheap_passphrases as cheap


@pytest.fixture
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that cost nothing."""
    cheap.use(monkeypatch)
