"""Whether a ledger lies alone in its folder."""

from __future__ import annotations

from pathlib import Path

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
