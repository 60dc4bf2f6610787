"""A ledger in the state with which many tests begin: made once by the services, copied for each test."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.locations import CONFIG_VARIABLE

MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI)
"""At which the fixture ``clock`` stands."""


class Prepared(NamedTuple):
    """A ledger that is never written to again, and what the machine that made it knows of it."""

    path: Path
    data: Path

    def copied_to(self, ledger_path: Path, data_home: Path) -> None:
        """Put a copy in the place of a test's own ledger, on its own machine: it goes on as this one would.

        Nobody may have opened that ledger yet.
        """
        shutil.copyfile(self.path, ledger_path)
        os.chmod(ledger_path, 0o600)
        if self.data.exists():
            shutil.copytree(self.data, data_home, dirs_exist_ok=True)


def prepared(folder: Path, seeded_file: Path, made_by: Callable[[Path], object]) -> Prepared:
    """What ``made_by`` makes of a seeded ledger in an empty folder, on a machine of its own."""
    path, data = folder / "ledger" / "台账.db", folder / "data"
    path.parent.mkdir(mode=0o700)
    shutil.copyfile(seeded_file, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONFIG_VARIABLE, str(folder / "config" / "huaian-tui"))
        patch.setenv("XDG_DATA_HOME", str(data))
        for name in ("HUAIAN_TUI_DB", "HUAIAN_TUI_OFFICER"):
            patch.delenv(name, raising=False)
        made_by(path)
    for mark in data.glob("*/machine/mark.json"):
        # Else a copy would be taken for another machine: it says which file it was first written to.
        mark.write_text(json.dumps({**json.loads(mark.read_text()), "number": 0}))
    return Prepared(path, data)


def at_nine(path: Path) -> Ledger:
    """A writer for 张三 at ``MOMENT``, as the fixture ``ledger``."""
    return Ledger(path, "张三", lambda: MOMENT)
