"""Where the ledger and the program's own files are. Nothing is created here."""

from __future__ import annotations

import os
from pathlib import Path

DB_VARIABLE = "HUAIAN_TUI_DB"
"""Environment variable that names the ledger file."""

DB_NAME = "台账.db"


def data_folder() -> Path:
    """The user's data folder of this program (XDG on Linux, its like elsewhere)."""
    import platformdirs

    return Path(platformdirs.user_data_dir("huaian-tui", appauthor=False))


def log_folder() -> Path:
    """Where crash reports go: type and place of an error, never contents."""
    import platformdirs

    return Path(platformdirs.user_log_dir("huaian-tui", appauthor=False))


def database_path(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The ledger file: what was chosen (``--db``), else the environment variable, else the data folder."""
    named = chosen or os.environ.get(DB_VARIABLE)
    return Path(named).expanduser() if named else data_folder() / DB_NAME


def shipped_folder(name: str) -> Path:
    """``schema`` or ``seed``: inside the package (installed from a wheel), else beside it (a checkout)."""
    package = Path(__file__).resolve().parent.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
