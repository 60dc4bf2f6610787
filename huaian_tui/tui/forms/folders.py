"""Where files go: the folder that was last used for the same kind of file, at first the officer's documents.

Read at the start with the other personal settings, kept by ``preferences`` under one key; each
kind (lists, notices, backups …) has its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.within import is_folder_soon

KEY = "folders"

Purpose = Literal[
    "list", "ledger", "forms", "notices", "packs", "backups", "calendar", "weekly", "evaluation"
]
"""Kinds of files that each have a folder of their own."""


def known_folders(kept: object) -> dict[str, str]:
    """Purpose → folder, of what stands in the file of personal settings; anything else is passed over."""
    if not isinstance(kept, dict):
        return {}
    return {str(name): path for name, path in kept.items() if isinstance(path, str) and path.strip()}


def last_folder(app: Host, purpose: Purpose) -> Path:
    """The folder that was last used for this and is still there (a stick may be gone), else the default."""
    kept = app.folders.get(purpose)
    return Path(kept) if kept is not None and is_folder_soon(Path(kept)) else default_folder()


def keep_folder(app: Host, purpose: Purpose, folder: Path) -> None:
    """Something was written there (blocking). That the disk refuses to remember it is not worth a word."""
    path = str(folder.absolute())
    if app.folders.get(purpose) == path:
        return
    app.folders = app.folders | {purpose: path}
    if app.preferences is not None:
        from huaian_tui.store.keep.preferences import remember

        remember(app.preferences, KEY, app.folders)


def default_folder() -> Path:
    """Where an officer looks for files: the documents folder if there is one, else the home folder."""
    import platformdirs

    documents = Path(platformdirs.user_documents_dir())
    return documents if documents.is_dir() else Path.home()


def own_folders() -> list[tuple[str, Path]]:
    """(What it is called, the folder) of those that every person has, whether they are there or not."""
    import platformdirs

    return [
        ("桌面", Path(platformdirs.user_desktop_dir())),
        ("文档", Path(platformdirs.user_documents_dir())),
        ("下载", Path(platformdirs.user_downloads_dir())),
        ("主目录", Path.home()),
    ]
