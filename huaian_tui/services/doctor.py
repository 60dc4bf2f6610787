"""What is asked when something does not work: versions, places, modes, terminal, locale, fonts.

Nothing is created or changed, and no contents of the ledger are shown.
"""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import huaian_tui
from huaian_tui.documents.fonts import FACE_WEIGHTS, VENDORED_FOLDER, font_shelf
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.clock import clock_warning
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.migrations import file_version, newest_version
from huaian_tui.store.engine.records import count_all
from huaian_tui.store.keep.backup import backup_folder, list_backups
from huaian_tui.store.keep.drafts import draft_folder
from huaian_tui.store.keep.last_check import last_check
from huaian_tui.store.keep.locations import (
    config_folder,
    data_folder,
    is_missing,
    keys_file,
    log_folder,
    preferences_file,
)
from huaian_tui.store.keep.private_files import is_link

Part = Mapping[str, object]

LABELS = {
    "program": "程序",
    "python": "Python",
    "sqlite": "SQLite",
    "textual": "textual",
    "typst": "typst",
    "system": "操作系统",
    "database": "台账文件",
    "exists": "已建立",
    "mode": "文件权限",
    "folder_mode": "文件夹权限",
    "size": "大小（字节）",
    "data_version": "数据版本",
    "newest_data_version": "本程序的数据版本",
    "records": "记录数",
    "clock": "电脑时钟",
    "backup_folder": "备份文件夹",
    "backups": "自动备份份数",
    "newest_backup": "最近的自动备份",
    "last_check": "最近一次检查",
    "drafts_folder": "草稿文件夹",
    "problem": "问题",
    "config_folder": "设置文件夹",
    "preferences": "个人设置",
    "keys": "按键设置",
    "keys_problems": "按键设置的问题",
    "data_folder": "数据文件夹",
    "log_folder": "日志文件夹",
    "fonts_folder": "字体文件夹",
    "fonts": "随带字体",
    "document_fonts": "文书用字体",
    "term": "终端类型",
    "term_program": "终端程序",
    "colorterm": "终端颜色",
    "stdin_is_terminal": "输入是终端",
    "stdout_is_terminal": "输出是终端",
    "columns": "列数",
    "rows": "行数",
    "stdout_encoding": "输出编码",
    "stdin_encoding": "输入编码",
    "filesystem_encoding": "文件名编码",
    "locale": "语言环境",
}
"""Key in JSON → what people read."""


FACE_TITLES = {"body": "仿宋", "title": "小标宋", "hei": "黑体", "kai": "楷体", "song": "宋体"}
"""What GB/T 9704 calls the faces of a document."""


def diagnose(path: Path, moment: datetime, keys_problems: Sequence[str] = ()) -> dict[str, tuple[str, Part]]:
    """Parts by key: a Chinese title and the facts by key (blocking).

    ``moment`` is the wall clock; ``keys_problems`` is what is wrong with ``keys.toml``, which
    the terminal program's registry knows.
    """
    return {
        "versions": ("版本", _versions()),
        "ledger": ("台账", _ledger(path, moment)),
        "places": ("位置", _places(keys_problems)),
        "terminal": ("终端与语言", _terminal()),
    }


def word(value: object) -> str:
    """A fact as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value is None else str(value)


def _versions() -> Part:
    return {
        "program": huaian_tui.__version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "textual": _installed("textual"),
        "typst": _installed("typst"),
        "system": platform.platform(),
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _ledger(path: Path, moment: datetime) -> Part:
    facts: dict[str, object] = {
        "database": str(path),
        "exists": False,
        "mode": None,
        "folder_mode": _mode(path.parent),
        "size": None,
        "data_version": None,
        "newest_data_version": newest_version(),
        "records": None,
        "clock": None,
        **_backups(path),
        "last_check": None,
        "drafts_folder": str(draft_folder(path)),
        "problem": None,
    }
    try:
        facts["size"] = path.stat().st_size
    except FileNotFoundError:
        return facts
    except OSError as error:
        return facts | {"problem": f"不能查看这个文件（{error.strerror}）"}
    facts |= {"exists": True, "mode": _mode(path)}
    if (checked := last_check(path)) is not None:
        facts["last_check"] = checked.said()
    try:
        with explained(path), closing(open_as_it_is(path)) as connection:
            facts["data_version"] = file_version(connection)
            facts["records"] = count_all(connection)
            facts["clock"] = clock_warning(connection, moment) or "正常"
    except HuaianError as error:
        facts["problem"] = error.one_line()
    return facts


def _backups(path: Path) -> Part:
    found = list_backups(path)
    newest = found[0].name if found else None
    folder = backup_folder(path)
    where = f"{folder}（是链接，不跟随：请删去它，程序会另建文件夹）" if is_link(folder) else str(folder)
    return {"backup_folder": where, "backups": len(found), "newest_backup": newest}


def _mode(path: Path) -> str | None:
    """Permissions as ``0600``; None when there is nothing or nothing to see."""
    try:
        return f"{stat.S_IMODE(path.stat().st_mode):04o}"
    except OSError:
        return None


def _places(keys_problems: Sequence[str]) -> Part:
    names = sorted(one.name for one in VENDORED_FOLDER.glob("*.[ot]tf")) if VENDORED_FOLDER.is_dir() else []
    return {
        "data_folder": str(data_folder()),
        "config_folder": str(config_folder()),
        "preferences": _file(preferences_file()),
        "keys": _file(keys_file()),
        "keys_problems": "；".join(keys_problems) or None,
        "log_folder": str(log_folder()),
        "fonts_folder": str(VENDORED_FOLDER),
        "fonts": "、".join(names) or None,
        "document_fonts": _document_fonts(),
    }


def _file(path: Path) -> str:
    """A path, and whether there is anything."""
    return f"{path}（没有，按默认）" if is_missing(path) else str(path)


def _document_fonts() -> str | None:
    """The family that each face of a document is set in on this machine; None without the typesetter."""
    try:
        shelf = font_shelf()
    except ImportError:
        return None
    found = {face: shelf.families(face) for face in FACE_WEIGHTS}
    return "；".join(f"{FACE_TITLES[face]} {names[0] if names else '没有'}" for face, names in found.items())


def _terminal() -> Part:
    size = shutil.get_terminal_size()
    # The terminal program puts something else in the place of stdout; the real one is asked.
    read, written = sys.__stdin__, sys.__stdout__
    return {
        "term": os.environ.get("TERM"),
        "term_program": os.environ.get("TERM_PROGRAM"),
        "colorterm": os.environ.get("COLORTERM"),
        "stdin_is_terminal": read.isatty() if read else False,
        "stdout_is_terminal": written.isatty() if written else False,
        "columns": size.columns,
        "rows": size.lines,
        "stdout_encoding": written.encoding if written else None,
        "stdin_encoding": read.encoding if read else None,
        "filesystem_encoding": sys.getfilesystemencoding(),
        "locale": ".".join(part or "C" for part in locale.getlocale()),
    }
