"""Joining a shared folder, setting one up, and learning a key that the office has made since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path

from huaian_tui.domain.errors import InputRefused, StoreRefused
from huaian_tui.domain.words.in_step import Doing
from huaian_tui.exchange.folder.found import Listing
from huaian_tui.exchange.folder.kept import Kept, add_key_files, new_kept, read_keys, save_kept, save_keys
from huaian_tui.exchange.folder.key_files import KeyFile, KeyFiles, made_here
from huaian_tui.exchange.folder.office_key import OfficeKeys, all_keys, key_file, read_key_file
from huaian_tui.exchange.folder.shared import SharedFolder, ask_apart
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.packs.sealing import is_sealed
from huaian_tui.store.engine.append import Ledger

AskPassphrase = Callable[[bool], str]
"""Gives the office's passphrase; asked with True for one that is new (and should be typed twice)."""


class Joined(StrEnum):
    """What the first sync with a folder was."""

    NEW = "new"
    """Nobody was there yet: the folder was set up."""

    JOINED = "joined"
    KEY = "key"
    """The office had changed its passphrase, and this laptop knows the new key now."""

    BEFORE = "before"
    """It was kept in step before."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to sync: without a seal (only where nobody seals), with records of a clock that is ahead, with
    which passphrase (None: it is not asked for). ``refill``: the folder is the right one, though it is empty
    and on another disk. ``progress`` is told what is being done, and (done, total) of it. Without ``reads``
    only what is here goes out."""

    no_seal: bool = False
    accept_ahead: bool = False
    passphrase: AskPassphrase | None = None
    progress: Callable[[Doing, int, int], None] | None = None
    refill: bool = False
    reads: bool = True
    stop: Callable[[], bool] = field(default=lambda: False)


def set_up(ledger: Ledger, folder: Path, wishes: Wishes) -> tuple[Kept, Joined]:
    """Make this laptop one of those that share a folder; kept once that is done."""
    path = folder.expanduser().absolute()
    shared = SharedFolder(path, ledger.path.absolute(), partial(ask_apart, stop=wishes.stop))
    listing, heads = shared.look("", {})
    keys, files, joined = OfficeKeys(), KeyFiles(), Joined.JOINED
    if listing.keys:
        _refuse_without_seal(wishes)
        keys, files = _keys_from(shared, listing.keys, _asked(wishes, new=False))
    elif listing.segments or listing.odd or heads:
        _refuse_otherwise_sealed(shared, listing, heads, wishes)
    else:
        keys, files, joined = _new_office(shared, wishes)
    kept = new_kept(ledger.path.absolute(), path, sealed=bool(keys.secrets))
    kept.device = listing.device
    save_keys(kept, keys)
    add_key_files(kept, files)
    save_kept(kept)
    return kept, joined


def _new_office(shared: SharedFolder, wishes: Wishes) -> tuple[OfficeKeys, KeyFiles, Joined]:
    """Make the office's key and put it into the folder; another laptop may do so in the same minute.

    Whoever sees the other's key takes that one and takes his own away, before anything is sealed by it. Where
    both do so each has both keys, and each puts back the file of the one that it seals with (``key_files``).
    """
    passphrase = "" if wishes.no_seal else _asked(wishes, new=True)
    others = shared.look("", {})[0].keys  # typing takes a while
    if others:
        _refuse_without_seal(wishes)
        return *_keys_from(shared, others, passphrase, meanwhile=True), Joined.JOINED
    if wishes.no_seal:
        return OfficeKeys(), {}, Joined.NEW
    keys = OfficeKeys().with_new()
    data, (mine,) = key_file(keys, passphrase), keys.recipients
    shared.write_key(mine, data)
    others = tuple(one for one in shared.look("", {})[0].keys if one != mine)
    if not others:
        return keys, made_here(keys, data), Joined.NEW
    try:
        theirs, files = _keys_from(shared, others, passphrase, meanwhile=True)
    finally:
        shared.drop_key(mine, mine, data)
    return keys.joined(theirs), files | made_here(keys, data), Joined.JOINED


def _refuse_without_seal(wishes: Wishes) -> None:
    if wishes.no_seal:
        raise InputRefused(
            "这个文件夹是加密的", "同事设了办公室口令", "去掉 --no-seal，输入办公室口令", field="no_seal"
        )


def _refuse_otherwise_sealed(
    shared: SharedFolder, listing: Listing, heads: dict[str, bytes], wishes: Wishes
) -> None:
    """There are files and no key: sealed ones whose key has not arrived, or an office that does not seal."""
    data = next(iter(heads.values()), b"")
    if not data and listing.segments:
        data = shared.read([(listing.segments[0].path, None)])[0].data
    if is_sealed(data):
        raise StoreRefused(
            "办公室的钥匙还没有到",
            "文件夹里的文件是加密的，钥匙文件（key-….age）还不在",
            "等文件夹同步完再试；仍没有就请同事运行 huaian-tui sync rotate",
        )
    if not wishes.no_seal:
        raise InputRefused(
            "这个文件夹里的同步文件没有加密",
            "同事没有设办公室口令：拿到文件夹的人都能看",
            "确认可以这样就加 --no-seal；要加密，请同事运行 huaian-tui sync rotate",
            field="no_seal",
        )


def _asked(wishes: Wishes, *, new: bool) -> str:
    if wishes.passphrase is None:
        raise InputRefused(
            "没有办公室口令", "加密的同步文件夹要口令", "用 --passphrase-file 文件", field="passphrase"
        )
    return wishes.passphrase(new)


def _keys_from(
    shared: SharedFolder, recipients: Sequence[str], passphrase: str, *, meanwhile: bool = False
) -> tuple[OfficeKeys, KeyFiles]:
    """The keys in those key files that the passphrase opens, and these files.

    ``meanwhile``: another laptop made them while this one was setting the folder up.
    """
    opened, files, refused = list[OfficeKeys](), KeyFiles(), list[PackRefused]()
    for recipient in recipients:
        data = shared.read_key(recipient)
        try:
            keys = read_key_file(data, passphrase)
        except PackRefused as error:
            refused.append(error)
            continue
        opened.append(keys)
        files[recipient] = KeyFile(data, keys.recipients)
    if not opened and meanwhile:
        raise StoreRefused(
            "同事同时也在设这个文件夹",
            "他设的办公室口令和这里写的不同，这里的没有用上",
            "问到他的口令，再加入一次",
        )
    if not opened:
        raise refused[0]
    return all_keys(opened), files


def add_keys(kept: Kept, passphrase: AskPassphrase) -> bool:
    """Learn keys that lie in the folder and are not known here; whether there were any."""
    shared, keys = SharedFolder(Path(kept.folder)), read_keys(kept)
    known = set(keys.recipients)
    unknown = [one for one in shared.look("", {})[0].keys if one not in known]
    if not unknown:
        return False
    found, files = _keys_from(shared, unknown, passphrase(False))
    add_key_files(kept, files)
    save_keys(kept, all_keys([keys, found]) if keys.secrets else found)
    kept.sealed = True
    return True
