"""What this laptop keeps of keeping in step: which folder, which keys, what it remembers. In the config
folder, 0600.

Never in the ledger: a record travels to others, and folder, keys and what was tried are of one laptop alone.
One file for each ledger, which is known by its path or, moved or restored, by the origins that this machine
wrote.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from huaian_tui.exchange.folder.key_files import KeyFiles, key_files_form, key_files_of
from huaian_tui.exchange.folder.office_key import OfficeKeys
from huaian_tui.store.keep.locations import config_folder
from huaian_tui.store.keep.private_files import private_folder, read_small, replace_with, told

_MOST_BYTES = 16 << 20
_TITLE = "同步的设置没有存上"


@dataclass(slots=True)
class Kept:
    """``folder`` is the shared folder, ``sealed`` whether files are sealed in it, ``device`` the disk it was
    on.

    ``ledger`` is the path of the ledger, ``origins`` what this machine wrote in it. ``last`` is what the last
    sync said (JSON), ``backed_up`` the day of the last backup before one (ISO), ``memory`` that of
    ``memory``.
    """

    id: str
    ledger: str
    origins: list[str]
    folder: str
    sealed: bool
    device: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    backed_up: str = ""
    memory: dict[str, Any] = field(default_factory=dict)


def new_kept(ledger: Path, folder: Path, *, sealed: bool) -> Kept:
    """For a ledger that is to be kept in step from now on; not written yet."""
    return Kept(secrets.token_hex(4), str(ledger), [], str(folder), sealed)


def find_kept(ledger: Path, origins: Iterable[str]) -> Kept | None:
    """What is kept for a ledger; None when it is not kept in step."""
    known = set(origins)
    found = [one for one in map(_read, _files()) if one is not None]
    by_path = [one for one in found if one.ledger == str(ledger)]
    return next(iter(by_path or [one for one in found if known.intersection(one.origins)]), None)


def is_kept(ledger: Path) -> bool:
    """Whether the ledger at this place is kept in step."""
    return find_kept(ledger.absolute(), ()) is not None


def _folder() -> Path:
    return config_folder() / "sync"


def _files() -> list[Path]:
    try:
        files = [one for one in _folder().iterdir() if one.suffix == ".json"]
        return sorted(files, key=lambda one: one.stat().st_mtime_ns, reverse=True)
    except OSError:
        return []


def _read(file: Path) -> Kept | None:
    data = read_small(file, _MOST_BYTES)
    try:
        value = json.loads(data or b"")
        kept = Kept(**{name: value[name] for name in Kept.__slots__})
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    typed = isinstance(kept.folder, str) and isinstance(kept.origins, list) and isinstance(kept.memory, dict)
    return kept if typed and kept.id == file.stem else None


def save_kept(kept: Kept) -> None:
    """Write it whole; ``StoreRefused`` when the disk refuses."""
    _write(f"{kept.id}.json", json.dumps(asdict(kept), ensure_ascii=False).encode("utf-8", "surrogatepass"))


def save_synced(kept: Kept, learnt: KeyFiles | None = None) -> None:
    """Write what one sync did, unless this laptop has left meanwhile; ``StoreRefused`` when the disk refuses.

    ``learnt``: key files whose bytes are kept from now on.

    Another program may have synced or changed the passphrase since ``kept`` was read: that stays.
    """
    file = _folder() / f"{kept.id}.json"
    if not file.exists():
        return
    present = _read(file)
    if present is not None:
        kept.sealed = kept.sealed or present.sealed
        kept.backed_up = max(kept.backed_up, present.backed_up)
    save_kept(kept)
    add_key_files(kept, learnt or {})


def save_keys(kept: Kept, keys: OfficeKeys) -> None:
    """Write the office's keys; ``StoreRefused`` when the disk refuses."""
    _write(f"{kept.id}.keys", "".join(f"{one}\n" for one in keys.secrets).encode("ascii"))


def read_keys(kept: Kept) -> OfficeKeys:
    """The office's keys; none where the files are not sealed, or they were lost."""
    data = read_small(_folder() / f"{kept.id}.keys", _MOST_BYTES) or b""
    return OfficeKeys(tuple(data.decode("ascii", "replace").split()))


def add_key_files(kept: Kept, files: KeyFiles) -> None:
    """Keep the bytes of key files, beside those that are kept; ``StoreRefused`` when the disk refuses."""
    if files:
        _write(f"{kept.id}.key_files", key_files_form(read_key_files(kept) | files))


def read_key_files(kept: Kept) -> KeyFiles:
    """The key files whose bytes are kept."""
    return key_files_of(read_small(_folder() / f"{kept.id}.key_files", _MOST_BYTES) or b"{}")


def forget(kept: Kept) -> None:
    """Take folder and keys off this laptop; ``StoreRefused`` when the disk refuses."""
    for suffix in (".keys", ".key_files", ".json"):
        file = _folder() / f"{kept.id}{suffix}"
        with told("没有退出同步", file):
            file.unlink(missing_ok=True)


def _write(name: str, data: bytes) -> None:
    folder = _folder()
    with told(_TITLE, folder):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_folder(folder)
        replace_with(folder / name, data)
