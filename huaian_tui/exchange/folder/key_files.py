"""The files under which the office's keys lie in the shared folder, as each laptop keeps their bytes.

Whoever joins needs the key file, and nobody can make it again without the passphrase. So where the folder was
emptied, every laptop puts back the file of the key that seals, byte for byte; one that lies there is never
written over. A file of an older key goes once the newer one, which holds that key too, lies there whole: an
old passphrase that became known opens nothing in the folder any more. Only who made it takes it away.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Container, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.folder.office_key import OfficeKeys
from huaian_tui.exchange.folder.shared import SharedFolder


@dataclass(frozen=True, slots=True)
class KeyFile:
    """``data`` as it lies in the folder; ``holds`` the names of the keys in it (empty: not known here).

    ``made``: by this laptop, which alone may take it away.
    """

    data: bytes
    holds: tuple[str, ...] = ()
    made: bool = False


KeyFiles = dict[str, KeyFile]
"""By the name of the key that seals (``OfficeKeys.recipients``)."""


@dataclass(slots=True)
class Seen:
    """What was done: ``learnt`` files whose bytes are kept from now on, the key ``put_back``, files that were
    ``taken_away``."""

    learnt: KeyFiles = field(default_factory=dict)
    put_back: str = ""
    taken_away: tuple[str, ...] = ()


def made_here(keys: OfficeKeys, data: bytes) -> KeyFiles:
    """The file of the key that seals, which this laptop has just made."""
    names = keys.recipients
    return {names[-1]: KeyFile(data, names, made=True)}


def agreed(keys: OfficeKeys, files: Mapping[str, KeyFile], there: Container[str]) -> OfficeKeys:
    """The keys with that one last that all laptops take.

    Where two set the folder up at the same time there are two of which none holds the other: the smaller name
    seals. Of which it is not known what their files hold is not one of them: an old one must not come again.
    """
    names = keys.recipients
    if len(names) < 2 or not _holds(files, names[-1]):
        return keys
    rivals = [one for one in names[:-1] if one in there and _is_apart(files, one, names[-1])]
    first = min((names[-1], *rivals))
    chosen = keys.secrets[names.index(first)]
    return OfficeKeys((*(one for one in keys.secrets if one != chosen), chosen))


def are_apart(keys: OfficeKeys, files: Mapping[str, KeyFile], there: Container[str]) -> bool:
    """Whether no file in the folder holds all keys that are used there: a new laptop may need two
    passphrases."""
    names = keys.recipients
    return any(one in there and _is_apart(files, one, names[-1]) for one in names[:-1])


def _is_apart(files: Mapping[str, KeyFile], one: str, other: str) -> bool:
    ours, theirs = _holds(files, one), _holds(files, other)
    return bool(ours and theirs) and one not in theirs and other not in ours


def _holds(files: Mapping[str, KeyFile], name: str) -> tuple[str, ...]:
    return files[name].holds if name in files else ()


def see_to(folder: SharedFolder, keys: OfficeKeys, files: Mapping[str, KeyFile], there: set[str]) -> Seen:
    """Put back the file of the key that seals, keep its bytes, take own older ones away.

    ``there``: the names in the folder. Nothing is put back beside a key that is not known here: somebody may
    have changed the passphrase. ``StoreRefused`` when the folder refuses.
    """
    seen, names = Seen(), keys.recipients
    if not names:
        return seen
    newest = names[-1]
    if newest in there and newest not in files:
        with suppress(HuaianError):  # not here yet, or gone: at the next sync
            seen.learnt = {newest: KeyFile(folder.read_key(newest))}
    if newest not in there and newest in files and there <= set(names):
        folder.write_key(newest, files[newest].data)
        seen.put_back = newest
    if newest in there:
        old = [one for one in names[:-1] if one in there and one in files and files[one].made]
        held = _holds(files, newest)
        seen.taken_away = tuple(
            one for one in old if one in held and folder.drop_key(one, newest, files[newest].data)
        )
    return seen


def key_files_form(files: Mapping[str, KeyFile]) -> bytes:
    """As it is kept (JSON)."""
    form = {
        name: {"data": b64encode(one.data).decode("ascii"), "holds": list(one.holds), "made": one.made}
        for name, one in files.items()
    }
    return json.dumps(form).encode("ascii")


def key_files_of(data: bytes) -> KeyFiles:
    """From ``key_files_form``; none from anything else."""
    try:
        return {
            name: KeyFile(b64decode(one["data"], validate=True), tuple(one["holds"]), bool(one["made"]))
            for name, one in json.loads(data).items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
