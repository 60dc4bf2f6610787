"""The one file for who helps: all facts and findings, without contents, names, names of folders."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.health.advice import Finding
from huaian_tui.services.health.masking import Mask
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.laptop_names import all_officers
from huaian_tui.store.keep.bug_log import LOG_NAME
from huaian_tui.store.keep.locations import log_folder
from huaian_tui.store.keep.private_files import read_small, told, write_new

_MOST_LOG = 1 << 20
_LAST_LINES = 50
_PATHS = (
    "database",
    "backup_folder",
    "drafts_folder",
    "sync_folder",
    "data_folder",
    "config_folder",
    "preferences",
    "keys",
    "log_folder",
    "fonts_folder",
)
"""Facts that are paths."""

_REMARK = re.compile(r"（(没有，按默认|是链接，[^（）]*)）$")
"""What ``doctor`` says behind a path."""


def report_text(
    parts: Iterable[tuple[str, Mapping[str, Any]]],
    label: Callable[[str], str],
    word: Callable[[object], str],
    findings: Iterable[Finding],
    moment: datetime,
    names: Iterable[str] = (),
) -> str:
    """The whole text; ``label`` and ``word`` say a fact as people read it. ``names`` are the officers'."""
    parts = [(title, dict(part)) for title, part in parts]
    mask = Mask(_folders(parts), names)
    lines = [
        f"督查台账 运行情况，{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "不含台账内容。",
        "",
        "【要处理的】",
    ]
    lines += [one.line for one in findings] or ["没有"]
    for title, part in parts:
        lines += ["", f"【{title}】", *(f"{label(key)}：{word(value)}" for key, value in part.items())]
    lines += ["", f"【程序出错的记录（最近 {_LAST_LINES} 条，只有类型和位置）】", *(_log() or ["没有"])]
    text = "\n".join(lines)
    for problems in (part.get("keys_problems") for _, part in parts):
        if problems:
            text = text.replace(problems, mask.quoted(problems))
    return mask(text) + "\n"


def names_in(path: Path) -> tuple[str, ...]:
    """Who wrote into a ledger, for ``report_text``; nobody where it cannot be opened."""
    try:
        with explained(path), closing(open_as_it_is(path)) as connection:
            return tuple(one for one in all_officers(connection) if len(one) > 1)
    except (HuaianError, OSError):
        return ()


def write_report(target: Path, text: str) -> None:
    """Write the report to a file that is not there yet."""
    with told("报修文件没有写成", target):
        write_new(target, text.encode())


def _log() -> list[str]:
    data = read_small(log_folder() / LOG_NAME, _MOST_LOG)
    return [] if data is None else data.decode("utf-8", "replace").splitlines()[-_LAST_LINES:]


def _folders(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """The paths among the facts, and the folders around them; a remark may follow one."""
    said = [_REMARK.sub("", str(part[key])) for _, part in parts for key in _PATHS if part.get(key)]
    paths = [Path(one) for one in (*said, sys.prefix)]
    return [str(one) for path in paths for one in (path, *path.parents) if one != Path(path.anchor)]
