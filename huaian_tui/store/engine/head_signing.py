"""Signing how far origins reach: this laptop's own ones now, others' with the signatures they have."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.signed_head import SignedHead
from huaian_tui.store.engine.anchors import standing_of
from huaian_tui.store.engine.origins import machine_of, origins_here, own_reach
from huaian_tui.store.engine.signed_heads import list_signed_heads
from huaian_tui.store.keep.laptop_key import laptop_key


def refuse_rewritten(connection: sqlite3.Connection) -> None:
    """Refuse (``HuaianError``) to sign for a ledger whose records are not those that were seen here before.

    This laptop's signature over what somebody else wrote into its file would make it true for everybody.
    """
    found = standing_of(connection).rewritten
    if found:
        more = f"（共 {len(found)} 处）" if len(found) > 1 else ""
        raise HuaianError(
            "没有签名，也没有导出：台账被改动过",
            f"{found[0]}{more}",
            "先恢复改动以前的备份（huaian-tui restore）再导出；要照现在的样子交给别人看，"
            "用 pack export --unsigned：没有签名，同事不会当作本机写的",
        )


class HeadSigner:
    """What signs heads for one ledger on this machine; ``able`` is False where its key cannot be kept.

    ``unsigned``: nothing is signed, what others signed goes along.
    """

    def __init__(self, connection: sqlite3.Connection, *, unsigned: bool = False) -> None:
        self._key = None if unsigned else laptop_key(machine_of(connection))
        here = origins_here(connection)
        self._own = frozenset(one for one in here if own_reach(connection, one) is not None)
        self._held = dict[bytes, list[SignedHead]]()
        for one in list_signed_heads(connection):
            self._held.setdefault(one.origin, []).append(one.signed)

    @property
    def able(self) -> bool:
        """Whether what leaves is signed."""
        return self._key is not None

    def head(self, origin: bytes, seq: int, digest: bytes) -> SignedHead | None:
        """The newest signed head of an origin up to its record ``seq`` with this hash: signed now, if it is
        this laptop's own; else as it came. None when nobody signed so far."""
        if origin in self._own and self._key is not None and seq:
            return self._key.sign_head(origin, seq, digest)
        held = [one for one in self._held.get(origin, ()) if one.seq <= seq]
        return held[-1] if held else None
