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
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import huaian_tui
from huaian_tui.documents.fonts import VENDORED_FOLDER
from huaian_tui.domain.errors import HuaianError, LedgerDamaged
from huaian_tui.domain.words.sizes import Bytes, size_words
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.health import terminal as terminal_abilities
from huaian_tui.services.health.papers import faces, looks
from huaian_tui.services.health.shared_folder import is_shared, replicated_by
from huaian_tui.services.trust import key_remarks
from huaian_tui.store.engine.anchors import standing_of
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.clock import clock_warning
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.migrations import file_version, newest_version
from huaian_tui.store.engine.origins import machine_of
from huaian_tui.store.engine.records import count_all
from huaian_tui.store.engine.release import commit
from huaian_tui.store.engine.signed_heads import SIGNED_SINCE
from huaian_tui.store.keep.backup import backup_folder, is_backup_due, list_backups, newest_backup_day
from huaian_tui.store.keep.drafts import draft_folder
from huaian_tui.store.keep.laptop_key import key_problems
from huaian_tui.store.keep.last_check import last_check
from huaian_tui.store.keep.last_pack import last_pack
from huaian_tui.store.keep.locations import (
    config_folder,
    data_folder,
    is_missing,
    keys_file,
    log_folder,
    preferences_file,
)
from huaian_tui.store.keep.private_files import is_link
from huaian_tui.store.queries.exchanged import Exchanged, read_exchanged
from huaian_tui.store.search.available import has_full_text

Part = Mapping[str, object]

LABELS = {
    "program": "程序",
    "commit": "提交",
    "python": "Python",
    "sqlite": "SQLite",
    "search": "全文检索",
    "textual": "textual",
    "typst": "typst",
    "system": "操作系统",
    "database": "台账文件",
    "exists": "已建立",
    "mode": "文件权限",
    "folder_mode": "文件夹权限",
    "folder_shared": "文件夹里有别的文件",
    "replicated_by": "在同步文件夹里（由谁同步）",
    "size": "大小",
    "data_version": "数据版本",
    "newest_data_version": "本程序的数据版本",
    "records": "记录数",
    "clock": "电脑时钟",
    "backup_folder": "备份文件夹",
    "backups": "自动备份份数",
    "newest_backup": "最近的自动备份",
    "newest_backup_day": "最近的自动备份是哪天的",
    "backup_due": "有没备份的新记录",
    "last_check": "最近一次检查",
    "last_check_day": "最近一次检查是哪天",
    "last_check_problems": "最近一次检查发现的问题（处）",
    "writable": "文件夹可写",
    "file_readable": "文件可读",
    "file_writable": "文件可写",
    "modes_count": "权限可以收回",
    "free": "磁盘剩余",
    "others": "收过几个来源的数据包",
    "forks": "待核定的分叉（处）",
    "keys_lost": "密钥文件的问题",
    "last_pack_in": "最近合并数据包",
    "last_pack_out": "最近导出数据包",
    "sync_folder": "同步文件夹",
    "sync_last": "最近一次同步",
    "sync_failed": "此后没有同步成的原因",
    "typesets": "能排版 PDF",
    "stand_ins": "用代用字体的（种）",
    "missing_fonts": "没有字体的（种）",
    "looks": "文书的样子",
    "colours": "颜色",
    "doubtful_width": "─ 占几格",
    "input_method": "中文输入法",
    "seen_further": "与这台电脑以前见过的不同",
    "drafts_folder": "草稿文件夹",
    "damaged": "文件坏了",
    "problem": "问题",
    "config_folder": "设置文件夹",
    "config_writable": "设置文件夹可写",
    "preferences": "个人设置",
    "keys": "按键设置",
    "keys_problems": "按键设置的问题",
    "data_folder": "数据文件夹",
    "data_writable": "数据文件夹可写",
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


def diagnose(
    path: Path, moment: datetime, keys_problems: Sequence[str] = (), *, measure: bool = False
) -> dict[str, tuple[str, Part]]:
    """Parts by key: a Chinese title and the facts by key (blocking).

    ``moment`` is the wall clock; ``keys_problems`` is what is wrong with ``keys.toml``, which
    the terminal program's registry knows. With ``measure`` the terminal is asked how wide it draws
    characters of doubtful width (not while the screens have it).
    """
    ledger, exchanged = _ledger(path, moment)
    return {
        "versions": ("版本", _versions()),
        "ledger": ("台账", ledger),
        "exchange": ("数据包", _exchange(path, exchanged)),
        "places": ("位置", _places(keys_problems)),
        "papers": ("文书字体", _papers()),
        "terminal": ("终端与语言", _terminal(measure)),
    }


def word(value: object) -> str:
    """A fact as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Bytes):
        return f"{size_words(value)}（{value} 字节）"
    return "无" if value is None else str(value)


def _versions() -> Part:
    return {
        "program": huaian_tui.__version__,
        "commit": commit(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "search": has_full_text(),
        "textual": _installed("textual"),
        "typst": _installed("typst"),
        "system": platform.platform(),
    }


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _ledger(path: Path, moment: datetime) -> tuple[Part, Exchanged]:
    facts: dict[str, object] = {
        "database": str(path),
        "exists": False,
        "mode": None,
        "folder_mode": _mode(path.parent) if os.path.isdir(path.parent) else None,
        "folder_shared": is_shared(path),
        "replicated_by": replicated_by(path),
        "size": None,
        "data_version": None,
        "newest_data_version": newest_version(),
        "records": None,
        "clock": clock_warning(None, moment) or "正常",
        **_backups(path),
        "backup_due": False,
        **dict.fromkeys(("last_check", "last_check_day", "last_check_problems")),
        "seen_further": None,
        "drafts_folder": str(draft_folder(path)),
        "writable": _is_writable(path.parent),
        "file_readable": None,
        "file_writable": None,
        "modes_count": os.name == "posix",
        "free": _free(path.parent),
        "damaged": False,
        "problem": None,
    }
    exchanged = Exchanged(0, None)
    try:
        facts["size"] = Bytes(path.stat().st_size)
    except FileNotFoundError:
        lost = {"problem": "它是链接，指向的文件不在"} if is_link(path) else {}
        return facts | lost, exchanged
    except OSError as error:
        closed = {"file_readable": False} if isinstance(error, PermissionError) else {}
        return facts | closed | {"problem": f"不能查看这个文件（{system_reason(error)}）"}, exchanged
    facts |= {"exists": True, "mode": _mode(path), **_last_check(path)}
    facts |= {"file_readable": os.access(path, os.R_OK), "file_writable": os.access(path, os.W_OK)}
    try:
        with explained(path), closing(open_as_it_is(path)) as connection:
            facts["data_version"] = file_version(connection)
            facts["records"] = count_all(connection)
            facts["clock"] = clock_warning(connection, moment) or "正常"
            exchanged = replace(read_exchanged(connection), keys="；".join(_key_remarks(connection)))
            standing = standing_of(connection)
            facts["seen_further"] = "；".join((*standing.off, *standing.behind)) or None
        facts["backup_due"] = is_backup_due(path)
    except HuaianError as error:
        facts |= {"problem": error.one_line(), "damaged": isinstance(error, LedgerDamaged)}
    return facts, exchanged


def _last_check(path: Path) -> Part:
    """When the file was last checked; nothing where that was not noted."""
    checked = last_check(path)
    if checked is None:
        return {}
    return {
        "last_check": checked.said(),
        "last_check_day": checked.moment.astimezone(SHANGHAI).date().isoformat(),
        "last_check_problems": checked.problems,
    }


def _key_remarks(connection: sqlite3.Connection) -> list[str]:
    """What is to be said of the files with keys; a ledger of an older program is looked at all the same."""
    if file_version(connection) < SIGNED_SINCE:
        return key_problems(machine_of(connection, create=False))
    try:
        return key_remarks(connection)
    except HuaianError as error:
        return [error.one_line()]


def _exchange(path: Path, exchanged: Exchanged) -> Part:
    out, arrival = last_pack(path), exchanged.last_arrival
    return {
        **_in_step(path),
        "others": exchanged.others,
        "forks": exchanged.forks,
        "keys_lost": exchanged.keys or None,
        "last_pack_in": arrival.isoformat() if arrival else None,
        "last_pack_out": out.astimezone(SHANGHAI).isoformat(sep=" ", timespec="minutes")[:16]
        if out
        else None,
    }


def _in_step(path: Path) -> Part:
    """How keeping in step stands, as the last sync left it; the folder itself is not asked, it may hang."""
    from huaian_tui.services.in_step import last_said  # not at each start of the program

    said = last_said(path, ()) or {}
    failed = said.get("failed")
    return {
        "sync_folder": said.get("folder"),
        "sync_last": said["at"][:16].replace("T", " ") if said.get("at") else None,
        "sync_failed": failed["message"] if failed else None,
    }


def _is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder, or in the nearest one above it that is there."""
    return os.access(_nearest(folder), os.W_OK | os.X_OK)


def _nearest(folder: Path) -> Path:
    """A folder, or the nearest one above it that is there and may be looked at."""
    while not os.path.exists(folder) and folder != folder.parent:  # Path.exists raises without permission
        folder = folder.parent
    return folder


def _free(folder: Path) -> Bytes | None:
    """Bytes free on the folder's disk; None where it cannot be asked."""
    try:
        return Bytes(shutil.disk_usage(_nearest(folder)).free)
    except OSError:
        return None


def _backups(path: Path) -> Part:
    found = list_backups(path)
    newest = found[0].name if found else None
    folder = backup_folder(path)
    where = f"{folder}（是链接，不跟随：请删去它，程序会另建文件夹）" if is_link(folder) else str(folder)
    day = newest_backup_day(path)
    return {
        "backup_folder": where,
        "backups": len(found),
        "newest_backup": newest,
        "newest_backup_day": day.isoformat() if day else None,
    }


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
        "data_writable": _is_writable(data_folder()),
        "config_folder": str(config_folder()),
        "config_writable": _is_writable(config_folder()),
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
    found = faces()
    return None if found is None else "；".join(one.said for one in found)


def _papers() -> Part:
    known = faces()
    found = known or []
    return {
        "typesets": known is not None,
        "stand_ins": sum(one.stand_in for one in found),
        "missing_fonts": sum(one.family is None for one in found),
        "looks": looks(),
    }


def _terminal(measure: bool) -> Part:
    size = shutil.get_terminal_size()
    # The terminal program puts something else in the place of stdout; the real one is asked.
    read, written = sys.__stdin__, sys.__stdout__
    return {
        "term": os.environ.get("TERM"),
        "term_program": os.environ.get("TERM_PROGRAM"),
        "colorterm": os.environ.get("COLORTERM"),
        "colours": terminal_abilities.colours(os.environ),
        "doubtful_width": terminal_abilities.width_of_doubtful() if measure else None,
        "input_method": terminal_abilities.input_method(os.environ),
        "stdin_is_terminal": read.isatty() if read else False,
        "stdout_is_terminal": written.isatty() if written else False,
        "columns": size.columns,
        "rows": size.lines,
        "stdout_encoding": written.encoding if written else None,
        "stdin_encoding": read.encoding if read else None,
        "filesystem_encoding": sys.getfilesystemencoding(),
        "locale": ".".join(part or "C" for part in locale.getlocale()),
    }
