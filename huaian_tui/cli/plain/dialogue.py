"""Questions and answers a line at a time: no cursor moves, no colours, nothing is drawn twice.

What a screen reader reads is what is written here, in its order. An answer is a number of what was
offered, or text; a line with nothing but ``0`` goes back, the end of the input ends the program.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from huaian_tui.domain.text.hygiene import terminal_safe

T = TypeVar("T")

BACK = "0"
"""What is typed to go back."""

NOTHING = "-"
"""What is typed to empty a field."""

PAGE = 9
"""Rows that are offered at a time: each has a digit."""


class WentBack(Exception):
    """The officer goes back instead of answering."""


class InputEnded(Exception):
    """There is nothing more to read: the terminal was closed, or a script is through."""


_AS_TYPED = str.maketrans("０－", "0-")
"""What an input method makes of the two signs when it is left on."""


def tell(*lines: str) -> None:
    """Write lines."""
    for line in lines:
        sys.stdout.write(terminal_safe(line) + "\n")


def read_line(prompt: str) -> str:
    """What is typed after the prompt, without blanks around it. Error: ``InputEnded``."""
    sys.stdout.write(terminal_safe(prompt))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise InputEnded
    if not sys.stdin.isatty():
        sys.stdout.write("\n")  # nobody's Enter has ended the line of the prompt
    return line.strip()


def ask(label: str, *, required: bool = False, now: str = "") -> str:
    """One line of text; an empty one leaves what there is ``now``. Error: ``WentBack``."""
    told = "必填" if required else "可不填，回车跳过"
    if now:
        told = f"现为 {now}，回车不改" + ("" if required else f"，{NOTHING} 清空")
    while True:
        typed = read_line(f"{label}（{told}；{BACK} 返回）：")
        if typed.translate(_AS_TYPED) == BACK:
            raise WentBack
        if not typed:
            typed = now
        elif typed.translate(_AS_TYPED) == NOTHING:
            typed = ""
        if typed or not required:
            return typed
        tell(f"没有填写{label}；写好后回车，或输入 {BACK} 返回。")


def ask_text(label: str, *, required: bool = False, now: str = "") -> str:
    """Text of several lines, ended by an empty one. Error: ``WentBack``."""
    lines = [ask(label, required=required, now=now)]
    while lines[-1] and lines != [now]:
        lines.append(read_line("下一行（没有了就回车）："))
    return "\n".join(lines).strip()


def choose(title: str, entries: Sequence[str]) -> int:
    """Which of a few, counted from 0. Error: ``WentBack``."""
    tell("", title, *(f"{number} {entry}" for number, entry in enumerate(entries, 1)), f"{BACK} 返回")
    return _number(len(entries))


def _number(most: int) -> int:
    """The number typed, one less."""
    while True:
        typed = read_line(f"请输入数字，0 到 {most}：")
        if typed.translate(_AS_TYPED) == BACK:
            raise WentBack
        if typed.isdecimal() and 1 <= int(typed) <= most:
            return int(typed) - 1
        tell(f"没有“{typed}”这一项；输入 1 到 {most}，或 {BACK} 返回。" if typed else "还没有输入。")


def pick(title: str, rows: Iterable[T], line: Callable[[T], str], *, none: str) -> T:
    """One of many, offered a page at a time as they are asked for. Error: ``WentBack``, also of no rows."""
    rest = iter(rows)
    page = list(islice(rest, PAGE))
    tell("", title if page else none)
    while page:
        following = list(islice(rest, PAGE))
        entries = [line(row) for row in page] + (["更多"] if following else [])
        tell(*(f"{number} {entry}" for number, entry in enumerate(entries, 1)), f"{BACK} 返回")
        at = _number(len(entries))
        if at < len(page):
            return page[at]
        page = following
    raise WentBack
