"""Whether a ledger lies alone in its folder, and not in one that a program replicates."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.exchange.folder.names import ROOT
from huaian_tui.store.keep.backup import backup_folder
from huaian_tui.store.keep.drafts import draft_folder


def is_shared(path: Path) -> bool:
    """Whether the folder holds other files than those of the ledger at ``path``: colleagues may read them.

    False for a folder that cannot be listed or is not there.
    """
    own = {backup_folder(path).name, draft_folder(path).name}
    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        return False
    return any(not name.startswith(path.name) and name not in own for name in names)


_LEFT_BY = (
    (".stfolder", "Syncthing"),
    (".dropbox*", "Dropbox"),
    (".sync_*.db", "Nextcloud"),
    ("._sync_*.db", "ownCloud"),
    (".owncloudsync.log", "ownCloud"),
    (ROOT, "huaian-tui sync"),
)
"""What programs leave at the top of a folder that they replicate."""

_CALLED = {
    "onedrive": "OneDrive",
    "nutstore": "坚果云",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "dropbox": "Dropbox",
    "wps云盘": "WPS 云盘",
    "wps cloud files": "WPS 云盘",
    "baidusyncdisk": "百度网盘",
}
"""How such folders are called as a rule; OneDrive adds the name of the office."""


def replicated_by(path: Path) -> str | None:
    """The program that seems to replicate the folder in which the ledger at ``path`` lies; None for none.

    Known by what such programs leave there and by how such folders are called; others are not found.
    """
    for folder in path.absolute().parents:
        name = folder.name.lower()
        called = _CALLED.get(name) or _CALLED.get(name.partition(" - ")[0])
        if called:
            return called
        try:
            found = next((program for sign, program in _LEFT_BY if next(folder.glob(sign), None)), None)
        except OSError:
            continue
        if found:
            return found
    return None
