"""The one file for who helps: all facts and findings, without contents and the user's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.health.advice import Finding
from huaian_tui.store.keep.bug_log import LOG_NAME
from huaian_tui.store.keep.locations import log_folder
from huaian_tui.store.keep.private_files import read_small, told, write_new

_MOST_LOG = 1 << 20
_LAST_LINES = 50


def report_text(
    parts: Iterable[tuple[str, Mapping[str, Any]]],
    label: Callable[[str], str],
    word: Callable[[object], str],
    findings: Iterable[Finding],
    moment: datetime,
) -> str:
    """The whole text; ``label`` and ``word`` say a fact as people read it."""
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
    return _without_home("\n".join(lines)) + "\n"


def write_report(target: Path, text: str) -> None:
    """Write the report to a file that is not there yet."""
    with told("报修文件没有写成", target):
        write_new(target, text.encode())


def _log() -> list[str]:
    data = read_small(log_folder() / LOG_NAME, _MOST_LOG)
    return [] if data is None else data.decode("utf-8", "replace").splitlines()[-_LAST_LINES:]


def _without_home(text: str) -> str:
    """Paths say the user's name; who helps needs the rest of them."""
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    return text.replace(home, "~") if len(home) > 1 else text
