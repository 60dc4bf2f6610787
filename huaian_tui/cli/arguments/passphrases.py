"""Passphrases: typed without showing them, or in a file; never an argument, which others can see."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import click

from huaian_tui.domain.errors import HuaianError, InputRefused

_MOST_BYTES = 8000

passphrase_file_option = click.option(
    "--passphrase-file", metavar="文件", type=click.Path(path_type=Path), help="口令写在这个文件的第一行"
)


def passphrase_from(file: Path | None, title: str, new: bool) -> str:
    """The passphrase from a file, else typed; a new one is checked and typed twice."""
    from huaian_tui.exchange.packs.sealing import check_passphrase

    typed = passphrase_in(file) if file is not None else asked(f"{title}：")
    if new:
        check_passphrase(typed)
        if file is None and asked("再输入一次：") != typed:
            raise InputRefused("两次输入的口令不同", "没有改动", "请重新来一次", field="passphrase")
    return typed


def asked(prompt: str) -> str:
    """What is typed without showing it; refused where nobody can type."""
    if not sys.stdin.isatty():
        raise InputRefused(
            "没有口令", "现在不能询问口令（输入不是终端）", "用 --passphrase-file 文件", field="passphrase"
        )
    return getpass.getpass(prompt, stream=sys.stderr)


def passphrase_in(path: Path) -> str:
    """The first line of a file."""
    try:
        with path.expanduser().open("rb") as stream:
            data = stream.read(_MOST_BYTES)
        line = data.decode("utf-8-sig").splitlines()[:1]
    except (OSError, UnicodeDecodeError):
        reason = "文件不存在、不能读或不是 UTF-8 文本"
        raise HuaianError("读不到口令", f"{path}：{reason}", "请检查口令文件") from None
    if not line or not line[0]:
        raise HuaianError("读不到口令", f"{path} 的第一行是空的", "请检查口令文件")
    return line[0]
