"""Where the ledger and the program's own files are. Nothing is created here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import InputRefused

if TYPE_CHECKING:
    from pathlib import Path

StrPath = str | os.PathLike[str]
"""Where a file is: a path, or text that says the same. Reading a ledger takes either, since a quick answer is
given without ``pathlib`` and what that loads (a twelfth of its time)."""

DB_VARIABLE = "HUAIAN_TUI_DB"
"""Environment variable that names the ledger file."""

_ENCODINGS = ("utf-8", "gb18030")
"""How locales of Chinese write the names of files; GB2312 and GBK are parts of GB18030."""

DB_NAME = "台账.db"
MANUAL_NAME = "使用手册.md"

CONFIG_VARIABLE = "HUAIAN_TUI_CONFIG"
"""Environment variable that names the config folder (a program carried on a stick brings its own)."""


def as_path(place: StrPath) -> Path:
    """The path of a place."""
    from pathlib import Path

    return Path(place)


def data_folder() -> Path:
    """The user's data folder of this program (XDG on Linux, its like elsewhere)."""
    import platformdirs

    return as_path(platformdirs.user_data_dir("huaian-tui", appauthor=False))


def log_folder() -> Path:
    """Where crash reports go: type and place of an error, never contents."""
    import platformdirs

    return as_path(platformdirs.user_log_dir("huaian-tui", appauthor=False))


def config_folder() -> Path:
    """Where the settings of this terminal are, which are no records: keys, theme, guide seen."""
    if named := os.environ.get(CONFIG_VARIABLE, "").strip():
        return as_path(named)
    import platformdirs

    return as_path(platformdirs.user_config_dir("huaian-tui", appauthor=False))


def preferences_file() -> Path:
    """What the program itself remembers about this terminal (theme, guide seen)."""
    return config_folder() / "preferences.json"


def keys_file() -> Path:
    """The keys as an office wants them; written by hand, only read by the program."""
    return config_folder() / "keys.toml"


def note_templates_file() -> Path:
    """The skeletons of notes as an office wants them; written by hand, only read by the program."""
    return config_folder() / "note_templates.toml"


def has_nothing(path: Path) -> bool:
    """Whether there is no such file, or nothing in it; one that cannot be looked at is not empty."""
    try:
        return path.stat().st_size == 0
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


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
        return as_path(text).expanduser()
    except RuntimeError as error:
        raise InputRefused(
            f"找不到“{text}”", "本机没有这个用户的主目录", "请写完整路径", field=field
        ) from error


def database_path(chosen: str | None = None) -> Path:
    """The ledger file: what was chosen (``--db``), else the environment variable, else the data folder."""
    if chosen is not None:
        return typed_path(chosen, "db")
    named = os.environ.get(DB_VARIABLE)
    return typed_path(named, "db") if named else written_anywhere(data_folder(), DB_NAME)


def written_anywhere(folder: Path, name: str) -> Path:
    """The file of that name in the folder, also where it was written in a locale of another encoding.

    A ledger begun in a terminal of UTF-8 is the ledger of a terminal of GBK too, and what pip unpacked in one
    is found in the other. Where there is neither, or nothing may be seen, the name as this locale writes it.
    """
    usual = folder / name
    if os.name == "posix" and not os.path.exists(usual):  # Path.exists raises without permission
        for encoding in _ENCODINGS:
            other = folder / os.fsdecode(name.encode(encoding))
            if os.path.exists(other):
                return other
    return usual


def database_place(chosen: str | None = None) -> StrPath:
    """As ``database_path``: the text itself where a path would say the same."""
    named = chosen if chosen is not None else os.environ.get(DB_VARIABLE, "")
    if os.name == "posix" and named.strip() and named[0] != "~" and os.path.normpath(named) == named:
        return named
    return database_path(chosen)


def shipped_folder(name: str) -> Path:
    """``schema`` or ``seed``: inside the package (installed from a wheel), else beside it (a checkout)."""
    return as_path(shipped_place(name))


def shipped_place(name: str) -> str:
    """As ``shipped_folder``, for what a quick answer reads."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    inside = os.path.join(package, name)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), name)


def manual_file() -> Path:
    """The manual: inside the package (installed from a wheel), else among the papers of a checkout."""
    package = as_path(__file__).resolve().parents[2]
    inside = written_anywhere(package / "manual", MANUAL_NAME)
    return inside if inside.is_file() else written_anywhere(package.parent / "docs", MANUAL_NAME)
