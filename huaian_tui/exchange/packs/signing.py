"""Signing what leaves: the heads of this laptop's own origins, and the first line of a pack.

What others wrote goes on with the signatures that they came with.
"""

from __future__ import annotations

from dataclasses import replace

from huaian_tui.exchange.packs.pack_format import Header, OriginRange, digest_to_sign
from huaian_tui.store.engine.head_signing import HeadSigner


class Signer(HeadSigner):
    """What signs for one ledger on this machine; ``able`` is False where its key cannot be kept."""

    def range(self, part: OriginRange) -> OriginRange:
        """A part of a pack with its signed head."""
        return replace(part, signed=self.head(part.id, part.last, part.head))

    def header(self, header: Header) -> Header:
        """A pack's first line with the signature of its sender."""
        if self._key is None:
            return header
        return replace(header, sender=self._key.sign_pack(digest_to_sign(header)))
