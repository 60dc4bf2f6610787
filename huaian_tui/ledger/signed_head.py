"""What a laptop signs (docs/信任.md): the head of an origin, the first line of a pack, a backup.

A head proves every record before it, since each hash covers the one before (``record.chain_hash``): so no
record has a signature of its own, and who checks one needs nothing of the program.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

KEY_BYTES = 32
SIGNATURE_BYTES = 64
"""Of Ed25519 (RFC 8032): the public key; a signature."""

_HEAD = b"huaian-tui head 1\n"
_PACK = b"huaian-tui pack 1\n"
_BACKUP = b"huaian-tui backup 1\n"
_HEADS = b"huaian-tui heads 1\n"
"""Each kind of message begins with words of its own, so that a signature serves for one thing only."""


class SignedHead(NamedTuple):
    """An origin's record with number ``seq`` and this hash, signed by a laptop: public key and signature."""

    seq: int
    hash: bytes
    key: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signed the first line of a pack; ``digest`` is the SHA-256 of that line without these words."""

    key: bytes
    signature: bytes
    digest: bytes


def head_message(origin: bytes, seq: int, digest: bytes) -> bytes:
    """What is signed of a head: origin (16 bytes), number (8, big-endian), hash (32)."""
    return _HEAD + origin + seq.to_bytes(8, "big") + digest


def pack_message(digest: bytes) -> bytes:
    """What is signed of a pack: the SHA-256 of its first line as canonical JSON without ``sender``."""
    return _PACK + digest


def backup_message(digest: bytes) -> bytes:
    """What is signed of a backup: the SHA-256 of what is said of it as canonical JSON without ``sender``."""
    return _BACKUP + digest


def heads_message(digest: bytes) -> bytes:
    """What is signed of the file by which a laptop tells how far it is: the SHA-256 of what it says."""
    return _HEADS + digest


def header_digest(text: str) -> bytes:
    """The SHA-256 of such a line, without a line end."""
    return hashlib.sha256(text.encode("utf-8")).digest()
