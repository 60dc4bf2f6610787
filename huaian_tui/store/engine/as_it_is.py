"""A ledger as it is, of this version or an older one: its tables compared, nothing migrated."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.connection import LedgerConnection, explained
from huaian_tui.store.engine.journal import open_to_read
from huaian_tui.store.engine.shipped_schema import trusted_version


def open_as_it_is(path: Path) -> LedgerConnection:
    """A reader of a ledger of this or an older version, nothing migrated: for copying and checking it."""
    with explained(path):
        connection = open_to_read(path)
        try:
            if trusted_version(connection) == 0:
                raise StoreRefused("这不是可用的台账", f"{path} 里没有台账", "核对文件是否选对")
        except BaseException:
            connection.close()
            raise
    return connection
