"""Officers with real ledgers, each on a laptop of its own, who share one folder."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.services.in_step import Synced, sync
from huaian_tui.services.in_step_joining import Wishes
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.keep.locations import CONFIG_VARIABLE
from support.exchange import NOON, Laptop

TODAY = date(2026, 11, 22)


class Officer:
    """A laptop with its own data and config folders: a machine apart, as far as the program can tell."""

    def __init__(self, seeded: Path, folder: Path, name: str, patch: pytest.MonkeyPatch) -> None:
        self.name, self._patch = name, patch
        self.home = folder / f"home-{name}"
        self.home.mkdir()
        self.laptop = Laptop(seeded, self.home, name)

    def here(self) -> Laptop:
        """The laptop, on which the program runs now."""
        self._patch.setenv("XDG_DATA_HOME", str(self.home / "data"))
        self._patch.setenv(CONFIG_VARIABLE, str(self.home / "config"))
        return self.laptop

    def note(self, text: str) -> None:
        self.here().do(lambda ledger: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))

    def moves_the_folder(self) -> None:
        """From now on the folder lies on another disk, as far as the laptop can tell."""
        (kept,) = (self.home / "config" / "sync").glob("*.json")
        value = json.loads(kept.read_text(encoding="utf-8"))
        kept.write_text(json.dumps(value | {"device": value["device"] + 1}), encoding="utf-8")

    def sync(
        self, folder: Path | None = None, passphrase: str | None = None, at: datetime = NOON, **wishes: Any
    ) -> Synced:
        """Keep in step; without a passphrase the folder is not sealed."""
        ask = None if passphrase is None else lambda new: passphrase
        asked = Wishes(no_seal=folder is not None and passphrase is None, passphrase=ask, **wishes)
        laptop = self.here()
        return laptop.do(lambda ledger: sync(ledger, folder, asked, lambda: at, TODAY.isoformat()))
