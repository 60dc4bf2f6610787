"""What may be lost with the power, or is full or broken, is a real file on a real disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.temporary import on_disk


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of the test's own on the disk."""
    with tempfile.TemporaryDirectory(dir=on_disk(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)
