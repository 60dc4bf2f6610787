"""Where the ledger and the program's own files are. Nothing is created here."""

from __future__ import annotations

import os
from pathlib import Path

from huaian_tui.domain.errors import InputRefused

DB_VARIABLE = "HUAIAN_TUI_DB"
"""Environment variable that names the ledger file."""

DB_NAME = "台账.db"
MANUAL_NAME = "使用手册.md"

CONFIG_VARIABLE = "HUAIAN_TUI_CONFIG"
"""Environment variable that names the config folder (a program carried on a stick brings its own)."""


def data_folder() -> Path:
    """The user's data folder of this program (XDG on Linux, its like elsewhere)."""
    import platformdirs

    return Path(platformdirs.user_data_dir("huaian-tui", appauthor=False))


def log_folder() -> Path:
    """Where crash reports go: type and place of an error, never contents."""
    import platformdirs

    return Path(platformdirs.user_log_dir("huaian-tui", appauthor=False))


def config_folder() -> Path:
    """Where the settings of this terminal are, which are no records: keys, theme, guide seen."""
    if named := os.environ.get(CONFIG_VARIABLE, "").strip():
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_config_dir("huaian-tui", appauthor=False))


def preferences_file() -> Path:
    """What the program itself remembers about this terminal (theme, guide seen)."""
    return config_folder() / "preferences.json"


def keys_file() -> Path:
    """The keys as an office wants them; written by hand, only read by the program."""
    return config_folder() / "keys.toml"


def note_templates_file() -> Path:
    """The skeletons of notes as an office wants them; written by hand, only read by the program."""
    return config_folder() / "note_templates.toml"


def is_missing(path: Path) -> bool:
    """Whether there is no such file; one that cannot be looked at (no permission) is not missing."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def typed_path(text: str, field: str = "") -> Path:
    """A path as typed, with ~ for the home folder; refused when it is empty or names nobody's home."""
    if not text.strip():
        raise InputRefused("没有写路径", "路径是空的", "请写文件或文件夹的位置", field=field)
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise InputRefused(
            f"找不到“{text}”", "本机没有这个用户的主目录", "请写完整路径", field=field
        ) from error


def database_path(chosen: str | None = None) -> Path:
    """The ledger file: what was chosen (``--db``), else the environment variable, else the data folder."""
    if chosen is not None:
        return typed_path(chosen, "db")
    named = os.environ.get(DB_VARIABLE)
    return typed_path(named, "db") if named else data_folder() / DB_NAME


def shipped_folder(name: str) -> Path:
    """``schema`` or ``seed``: inside the package (installed from a wheel), else beside it (a checkout)."""
    package = Path(__file__).resolve().parents[2]
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def manual_file() -> Path:
    """The manual: inside the package (installed from a wheel), else among the papers of a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "manual" / MANUAL_NAME
    return inside if inside.is_file() else package.parent / "docs" / MANUAL_NAME
