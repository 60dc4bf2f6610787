"""A laptop with one record of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.exchange import Laptop

from huaian_tui.services.notes import NoteDraft, add_note

TODAY = date(2026, 11, 22)


@pytest.fixture
def ours(seeded_file: Path, tmp_path: Path) -> Laptop:
    laptop = Laptop(seeded_file, tmp_path, "张三")
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, "自己的", TODAY), TODAY))
    return laptop
