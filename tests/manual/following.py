"""The manual read as a person follows it: its numbered steps as keys, its fenced blocks as commands.

A step names keys and what is to be typed between backticks, and then what is seen between 「」 after 看到:
``1. 按 `F3`，打 `2`。看到「建设市数据资产登记平台」。`` What follows 打 is typed, all else is pressed.
Where units fill a form, a step names the workbook and its columns: ``打开 `表.xlsx`，「进展」填 `已建成`。``

A heading below which a command opens the screens (``huaian-tui --db 甲.db``) is an exercise: its commands and
steps are followed together, in a folder of its own. Commands fenced as ``sh 甲的电脑`` are run on a computer
of that name, with a home, a ledger and a key of its own, and so is what follows.
``把 `包_*` 拷到 `甲的电脑` `` carries files from one home to the other.
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
_TOKEN = re.compile(r"(打开|打|写|把|拷到|「[^」]+」填)? ?`([^`]+)`|看到((?:「[^」]+」[、和]?)+)")
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


@dataclass(frozen=True)
class Open:
    """A workbook, opened with Excel or WPS; a ``*`` stands for the date in its name."""

    name: str


@dataclass(frozen=True)
class Fill:
    """A cell of the first line that is asked, in the column with this heading; saved at once."""

    column: str
    text: str


@dataclass(frozen=True)
class Take:
    """Files of the home of this computer, put on a stick; a ``*`` stands for what nobody can know before."""

    name: str


@dataclass(frozen=True)
class Put:
    """What was taken comes into the home of that computer."""

    computer: str


Doing = Press | Type | See | Open | Fill | Take | Put


@dataclass(frozen=True)
class Command:
    """The words of a command, after the program's name, and the computer where one is named."""

    words: tuple[str, ...]
    computer: str = ""

    @property
    def opens(self) -> bool:
        """Whether it opens the screens: nothing but options, each with its value."""
        return all(word.startswith("--") for word in self.words[::2])

    def option(self, name: str) -> str:
        """The value of an option; "" without it."""
        return dict(zip(self.words[::2], self.words[1::2], strict=False)).get(name, "")


Step = tuple[str, tuple[Doing, ...]]
"""The line, and what it says to do."""


@dataclass(frozen=True)
class Flow:
    """The numbered steps and the commands under one heading, in their order."""

    title: str
    told: tuple[Step | Command, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps alone."""
        return tuple(one for one in self.told if not isinstance(one, Command))

    @property
    def commands(self) -> tuple[Command, ...]:
        """Its commands alone."""
        return tuple(one for one in self.told if isinstance(one, Command))

    @property
    def exercise(self) -> bool:
        """Whether it opens ledgers of its own."""
        return any(one.opens or one.computer for one in self.commands)


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
        elif typed == "打开":
            found.append(Open(token))
        elif typed == "把":
            found.append(Take(token))
        elif typed == "拷到":
            found.append(Put(token))
        elif typed.startswith("「"):
            found.append(Fill(typed[1:-2], token))
        elif typed:
            found.append(Type(token))
        else:
            found += keys_of_label(token)
    return tuple(found)


def flows(markdown: str) -> list[Flow]:
    """Every heading with numbered steps or commands below it."""
    found: list[Flow] = []
    title, told, fenced, computer = "", list[Step | Command](), False, ""
    for line in [*markdown.splitlines(), "# "]:
        step = _STEP.match(line)
        if line.startswith("```"):
            language, _, computer = line.removeprefix("```").partition(" ")
            fenced = language == "sh" and computer != "kit"
        elif fenced:
            told += _commands(line, computer)
        elif step:
            told.append((line, doings(step.group(1))))
        elif line.startswith("#"):
            if told:
                found.append(Flow(title, tuple(told)))
            title, told = line.lstrip("# "), []
    return found


def _commands(line: str, computer: str) -> list[Command]:
    """The command of a line without its comment; an empty line has none."""
    name, *words = shlex.split(line, comments=True) or [""]
    if name not in ("", "huaian-tui"):
        raise ValueError(f"the manual names another program: {line}")
    return [Command(tuple(words), computer)] if name else []
