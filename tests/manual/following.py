"""The manual read as a person follows it: its numbered steps as keys, its fenced blocks as commands.

A step names keys and what is to be typed between backticks, and then what is seen between 「」 after 看到:
``1. 按 `F3`，打 `2`。看到「建设市数据资产登记平台」。`` What follows 打 is typed, all else is pressed.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

MANUAL = Path(__file__).parents[2] / "docs" / "使用手册.md"

NAMED = {
    "回车": "enter",
    "空格": "space",
    "退格": "backspace",
    "上": "up",
    "下": "down",
    "左": "left",
    "右": "right",
    "Esc": "escape",
    "Tab": "tab",
    "Home": "home",
    "End": "end",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "Ins": "insert",
}
SIGNS = {"\\": "backslash", "]": "right_square_bracket", "/": "slash", "?": "question_mark"}

_STEP = re.compile(r"^\d+\. (.+)$")
_TOKEN = re.compile(r"(打|写)? ?`([^`]+)`|看到((?:「[^」]+」[、和]?)+)")
_SEEN = re.compile(r"「([^」]+)」")


@dataclass(frozen=True)
class Press:
    """A key, by the name that Textual gives it."""

    key: str


@dataclass(frozen=True)
class Type:
    """Text to be typed."""

    text: str


@dataclass(frozen=True)
class See:
    """What must stand on the screen."""

    text: str


Doing = Press | Type | See


@dataclass(frozen=True)
class Flow:
    """The numbered steps under one heading."""

    title: str
    steps: tuple[tuple[str, tuple[Doing, ...]], ...]
    """The line, and what it says to do."""


def keys_of_label(label: str) -> list[Press]:
    """``Ctrl+\\ f`` as its two keys."""
    return [Press(_key(part)) for part in label.split()]


def _key(label: str) -> str:
    if label in NAMED:
        return NAMED[label]
    if label.startswith(("Ctrl+", "Shift+")):
        first, _, rest = label.partition("+")
        rest = NAMED.get(rest, SIGNS.get(rest, rest.lower()))
        return f"{first.lower()}+{rest}"
    if re.fullmatch(r"F\d+", label):
        return label.lower()
    if len(label) == 1:
        return SIGNS.get(label, label)
    raise ValueError(f"the manual names a key that is none: {label}")


def doings(line: str) -> tuple[Doing, ...]:
    """What a step says to do, in its order."""
    found: list[Doing] = []
    for typed, token, seen in _TOKEN.findall(line):
        if seen:
            found += [See(text) for text in _SEEN.findall(seen)]
        elif typed:
            found.append(Type(token))
        else:
            found += keys_of_label(token)
    return tuple(found)


def flows(markdown: str) -> list[Flow]:
    """Every run of numbered steps, under the heading it stands below."""
    found: list[Flow] = []
    title, steps = "", []
    for line in [*markdown.splitlines(), "# "]:
        step = _STEP.match(line)
        if step:
            steps.append((line, doings(step.group(1))))
        elif line.startswith("#"):
            if steps:
                found.append(Flow(title, tuple(steps)))
            title, steps = line.lstrip("# "), []
    return found


def commands(markdown: str) -> list[list[str]]:
    """The words of every command in the fenced blocks of the shell, without comments, in their order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]
