"""Laptops that are machines of their own, with data folder, mark, key and what it knows of others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.ledger.signed_head import SignedHead
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.engine.origins import machine_of
from huaian_tui.store.engine.signed_heads import list_signed_heads
from huaian_tui.store.keep.laptop_key import LaptopKey, laptop_key
from support.exchange import Laptop


@contextmanager
def at(machine: Path) -> Iterator[None]:
    """What is done inside is done on a machine with this data folder."""
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(machine)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = before


class OwnLaptop(Laptop):
    """A laptop whose data folder is its own."""

    @property
    def home(self) -> Path:
        return self.folder / "data"

    @property
    def machine_folder(self) -> Path:
        return self.home / "huaian-tui" / "machine"

    def do(self, work: Any) -> Any:
        with at(self.home):
            return super().do(work)

    def export(self, **options: Any) -> Path:
        with at(self.home):
            return super().export(**options)

    def key(self) -> LaptopKey:
        with at(self.home), closing(open_reader(self.path)) as connection:
            key = laptop_key(machine_of(connection))
        assert key is not None
        return key

    def trust(self) -> Trust:
        """What it holds of keys; its connection is closed, so only what was read."""
        with at(self.home), closing(open_reader(self.path)) as connection:
            return Trust(connection)

    def signed(self) -> dict[bytes, list[SignedHead]]:
        """The signed heads in its ledger by origin."""
        found = dict[bytes, list[SignedHead]]()
        with closing(open_reader(self.path)) as connection:
            for one in list_signed_heads(connection):
                found.setdefault(one.origin, []).append(one.signed)
        return found

    def own_origin(self) -> bytes:
        with closing(open_reader(self.path)) as connection:
            return bytes(
                connection.execute("SELECT id FROM origin WHERE mine = 1 AND private = 0").fetchone()[0]
            )
