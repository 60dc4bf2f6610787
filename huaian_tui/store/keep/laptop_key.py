"""The laptop's own key: made when something is first signed, kept beside the machine's mark (0600).

It belongs to the mark (docs/decisions/019): a home folder that was copied to another machine gets another
mark, and with it another key. The secret part is in no ledger, pack or backup.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from huaian_tui.domain.words.key_files import damaged_key_words, unreadable_key_words
from huaian_tui.ledger.signed_head import (
    KEY_BYTES,
    Sender,
    SignedHead,
    backup_message,
    head_message,
    heads_message,
    pack_message,
)
from huaian_tui.store.keep.machine import Machine
from huaian_tui.store.keep.private_files import name_new, part_in, private_folder, read_small, sync_file

_FILE = "key.json"
_DAMAGED = "key-damaged-"
_MOST_BYTES = 4000

NO_KEY = "本机的密钥没有地方存（数据文件夹不能写），写出去的没有签名"
"""Said where something leaves unsigned; the way out stands with what says it."""


@dataclass(frozen=True, slots=True)
class LaptopKey:
    """The key of this laptop; ``public`` is what others know of it."""

    public: bytes
    _secret: bytes = field(repr=False)

    def sign_head(self, origin: bytes, seq: int, digest: bytes) -> SignedHead:
        """Sign how far an origin reaches: the number and hash of its last record."""
        from huaian_tui.store.keep.signatures import sign

        return SignedHead(seq, digest, self.public, sign(self._secret, head_message(origin, seq, digest)))

    def sign_pack(self, digest: bytes) -> Sender:
        """Sign the first line of a pack by its digest."""
        from huaian_tui.store.keep.signatures import sign

        return Sender(self.public, sign(self._secret, pack_message(digest)), digest)

    def sign_heads(self, digest: bytes) -> bytes:
        """Sign what this laptop tells the others of how far it is, by its digest."""
        from huaian_tui.store.keep.signatures import sign

        return sign(self._secret, heads_message(digest))

    def sign_backup(self, digest: bytes) -> bytes:
        """Sign what is said of a backup by its digest."""
        from huaian_tui.store.keep.signatures import sign

        return sign(self._secret, backup_message(digest))


def own_public_key(machine: Machine) -> bytes | None:
    """The public key of this laptop; None when it has none yet. Loads nothing that signs."""
    key = _read(machine)
    return None if key is None else key.public


def laptop_key(machine: Machine) -> LaptopKey | None:
    """The key of this laptop, made if there is none; None where it cannot be kept: then nothing is signed.

    A damaged one is kept under another name: it may be mended, and colleagues see the new one as a change.
    """
    key = _read(machine)
    if key is not None or machine.mark is None or _is_unreadable(machine):
        return key
    with suppress(OSError):
        _keep_damaged(machine)
        return _read(machine) or _made(machine)
    return None


def key_problems(machine: Machine) -> list[str]:
    """What is to be said of this laptop's key: that it is another one than before, that it cannot be read."""
    if _is_unreadable(machine):
        return [unreadable_key_words(str(machine.folder / _FILE))]
    try:
        kept = sorted(one.name for one in machine.folder.glob(f"{_DAMAGED}*.json"))
    except OSError:
        return []
    return [damaged_key_words(kept)] if kept else []


def _is_unreadable(machine: Machine) -> bool:
    """Whether the file is there, or its folder is closed, and the system does not let it be read, now: no
    damage, no new key."""
    file = machine.folder / _FILE
    try:
        return file.is_file() and not os.access(file, os.R_OK)
    except PermissionError:
        return True


def _keep_damaged(machine: Machine) -> None:
    """Give a file that is no key another name, still for its owner only; a key of another mark is none."""
    file = machine.folder / _FILE
    if not os.path.lexists(file) or _parsed(file) is not None:
        return
    number = 1
    while os.path.lexists(kept := machine.folder / f"{_DAMAGED}{number}.json"):
        number += 1
    os.rename(file, kept)
    if _parsed(kept) is not None and not os.path.lexists(file):
        os.rename(kept, file)  # another program was faster, and made a new one meanwhile
    elif kept.is_file() and not kept.is_symlink():
        _close(kept)


def _read(machine: Machine) -> LaptopKey | None:
    file = machine.folder / _FILE
    found = _parsed(file)
    if found is None or found[0] != machine.mark:
        return None
    _close(file)
    return LaptopKey(*found[1:])


def _parsed(file: Path) -> tuple[bytes, bytes, bytes] | None:
    """The mark, public and secret key in a file; None for what is no such file."""
    try:
        said = json.loads(read_small(file, _MOST_BYTES) or b"")
        mark, public, secret = (bytes.fromhex(said[name]) for name in ("mark", "public", "secret"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (mark, public, secret) if len(public) == len(secret) == KEY_BYTES else None


def _close(file: Path) -> None:
    """A copy by hand may have opened it to others."""
    if os.name != "nt":
        with suppress(OSError):
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)


def _made(machine: Machine) -> LaptopKey | None:
    """Write a new key and give the one that then holds: another program may have been faster."""
    from huaian_tui.store.keep.signatures import public_of

    secret = secrets.token_bytes(KEY_BYTES)
    key = LaptopKey(public_of(secret), secret)
    said = {"mark": (machine.mark or b"").hex(), "public": key.public.hex(), "secret": secret.hex()}
    file = machine.folder / _FILE
    private_folder(machine.folder)
    with part_in(machine.folder) as part:
        part.write_text(json.dumps(said), encoding="ascii")
        sync_file(part)
        if not os.path.lexists(file):
            with suppress(FileExistsError):
                name_new(part, file)
                return key
            return _read(machine)
        os.replace(part, file)
    return key
