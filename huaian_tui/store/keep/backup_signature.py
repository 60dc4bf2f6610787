"""What is signed of a backup, in a comment line below its sum, and what that proves when it is put back.

A sum alone proves nothing against somebody who rewrites the backup and sums it anew. So the laptop that makes
a backup signs the sum together with how far every origin reaches in it; beside it stand the signatures by
which the origins' own laptops are known. ``sha256sum`` passes over lines that begin with a number sign, as
older programs do. The form is told in docs/数据包格式.md.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huaian_tui.domain.words import backup_signatures as words
from huaian_tui.domain.words.backup_signatures import BackupProof
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import backup_message, head_message, header_digest
from huaian_tui.store.engine.anchors import standing_of
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.head_signing import HeadSigner
from huaian_tui.store.engine.migrations import file_version
from huaian_tui.store.engine.origins import hash_at, machine_of
from huaian_tui.store.engine.signed_heads import SIGNED_SINCE
from huaian_tui.store.keep.known_keys import read_known_keys
from huaian_tui.store.keep.laptop_key import laptop_key, own_public_key

_MARK = "# huaian-tui signed "
_FORM, _VERSION = "huaian-tui-backup", 1


@dataclass(frozen=True, slots=True)
class Proof:
    """How a backup stands by its signature, and what is said of it; ``doubtful``: not put back unasked."""

    state: BackupProof
    reason: str

    @property
    def doubtful(self) -> bool:
        """Whether an officer is to say that he wants it nevertheless."""
        return self.state in (BackupProof.WRONG, BackupProof.REFUSED)

    @property
    def words(self) -> str:
        """签名相符（在本机备份）."""
        return f"{words.PROOF_WORDS[self.state]}（{self.reason}）"


def signed_line(copy: Path, sha256: str) -> bytes:
    """The line below the sum of a finished copy of a ledger.

    Empty where this laptop's key cannot be kept, and of a ledger that was rewritten: that is not signed.
    """
    with closing(open_as_it_is(copy)) as connection:
        key = laptop_key(machine_of(connection))
        if key is None or standing_of(connection).rewritten:
            return b""
        heads = connection.execute(
            "SELECT id, head_seq, head_hash FROM origin WHERE head_seq > 0 ORDER BY id"
        ).fetchall()
        said: dict[str, Any] = {
            "format": _FORM,
            "version": _VERSION,
            "sha256": sha256,
            "heads": [[origin.hex(), seq, digest.hex()] for origin, seq, digest in heads],
            "signed": _signed(connection, heads),
        }
    signature = key.sign_backup(header_digest(canonical_json(said)))
    said["sender"] = {"key": key.public.hex(), "signature": signature.hex()}
    return f"{_MARK}{canonical_json(said)}\n".encode()


def _signed(
    connection: sqlite3.Connection, heads: Sequence[tuple[bytes, int, bytes]]
) -> list[list[str | int]]:
    if file_version(connection) < SIGNED_SINCE:
        return []
    signer = HeadSigner(connection)
    found = [(origin, signer.head(origin, seq, digest)) for origin, seq, digest in heads]
    return [
        [origin.hex(), one.seq, one.hash.hex(), one.key.hex(), one.signature.hex()]
        for origin, one in found
        if one is not None
    ]


def proof_of(copy: Path, beside: str | None, sha256: str, *, as_summed: bool) -> Proof:
    """What the text of the sum file (None: there is none) proves of a backup, whose chains were verified.

    ``sha256`` is that of the file as it is; ``as_summed``: the sum says the same. ``StoreRefused`` where it
    cannot be read which keys are known.
    """
    with closing(open_as_it_is(copy)) as connection:
        try:
            off = standing_of(connection).off
            if off:
                return Proof(BackupProof.WRONG, f"{words.ANCHORED_OTHERWISE}：{off[0]}")
            return _by_line(connection, beside, sha256, as_summed=as_summed)
        except sqlite3.DatabaseError:
            return Proof(BackupProof.WRONG, words.DAMAGED)


def _by_line(connection: sqlite3.Connection, beside: str | None, sha256: str, *, as_summed: bool) -> Proof:
    if beside is None:
        return Proof(BackupProof.UNPROVEN, words.NO_SUM)
    line = next((one for one in beside.splitlines() if one.startswith(_MARK)), None)
    if line is None:
        return Proof(BackupProof.UNPROVEN, words.NO_SIGNATURE)
    try:
        said = json.loads(line.removeprefix(_MARK))
        return _judged(connection, said, sha256, as_summed=as_summed)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Proof(BackupProof.WRONG, words.UNREADABLE)


def _judged(connection: sqlite3.Connection, said: dict[str, Any], sha256: str, *, as_summed: bool) -> Proof:
    from huaian_tui.store.keep.signatures import verifies

    sender = said.pop("sender")
    key = bytes.fromhex(sender["key"])
    digest = header_digest(canonical_json(said))
    if not verifies(key, backup_message(digest), bytes.fromhex(sender["signature"])):
        return Proof(BackupProof.WRONG, words.NOT_SIGNED_SO)
    wrong = _first_off(connection, said)
    if wrong:
        return Proof(BackupProof.WRONG, wrong)
    if sha256 != said["sha256"]:
        if as_summed:
            return Proof(BackupProof.WRONG, words.OTHER_FILE)
        return Proof(BackupProof.UNPROVEN, words.WRITTEN_SINCE)
    return _by_key(connection, key)


def _first_off(connection: sqlite3.Connection, said: dict[str, Any]) -> str:
    """What is not as it was signed; empty when all of it is."""
    from huaian_tui.store.keep.signatures import verifies

    for name, seq, digest in said["heads"]:
        origin = bytes.fromhex(name)
        if hash_at(connection, origin, int(seq)) != bytes.fromhex(digest):
            return words.off_words(origin, int(seq))
    for name, seq, digest, key, signature in said["signed"]:
        origin, hashed = bytes.fromhex(name), bytes.fromhex(digest)
        if hash_at(connection, origin, int(seq)) != hashed:
            return words.off_words(origin, int(seq))
        message = head_message(origin, int(seq), hashed)
        if not verifies(bytes.fromhex(key), message, bytes.fromhex(signature)):
            return words.NOT_SIGNED_SO
    return ""


def _by_key(connection: sqlite3.Connection, key: bytes) -> Proof:
    """By what this machine holds of the key that signed."""
    machine = machine_of(connection, create=False)
    if key == own_public_key(machine):
        return Proof(BackupProof.FITS, words.signer_words(key, KeyState.OWN, ""))
    found = read_known_keys(machine).of(key)
    if found is None:
        return Proof(BackupProof.UNPROVEN, words.signer_words(key, None, ""))
    refused = found.state in (KeyState.REVOKED, KeyState.CLAIMING, KeyState.DOUBTED)
    state = BackupProof.REFUSED if refused else BackupProof.FITS
    return Proof(state, words.signer_words(key, found.state, found.name))
