"""Keys as people write them in ``keys.toml`` and as Textual calls them; which ones a program can have.

Written as here (``f8``, ``ctrl+s``, ``shift+down``), as on the screen (``F8``, ``Ctrl+S``, ``^S``,
``Shift+下``, ``空格``) or full-width (``ｎ``, ``？``).
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import name, normalize

from huaian_tui.tui.actions.model import CTRL_SIGNS, KEY_LABELS

_NAMED = frozenset(KEY_LABELS)
_MOVING = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete")
"""Keys that terminals also send with Shift or Ctrl."""

_CHINESE = {label.lower(): key for key, label in KEY_LABELS.items()} | {
    "esc": "escape",
    "return": "enter",
    "换行": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "向上": "up",
    "向下": "down",
    "向左": "left",
    "向右": "right",
    "上箭头": "up",
    "下箭头": "down",
    "左箭头": "left",
    "右箭头": "right",
    "制表": "tab",
    "删除": "delete",
    "上翻页": "pageup",
    "下翻页": "pagedown",
}

KEPT = {
    "ctrl+m": "终端里它就是回车",
    "ctrl+j": "终端里它就是换行",
    "ctrl+i": "终端里它就是 Tab",
    "ctrl+h": "终端里它就是退格",
    "ctrl+v": "终端用它粘贴",
    "f10": "终端用它打开菜单",
    "f11": "终端用它切换全屏",
}
"""Keys that do not arrive, or arrive as another key → why."""

_SIGN_NAMES = {sign: name_of for name_of, sign in CTRL_SIGNS.items()}

_EDITING = frozenset(
    {"up", "down", "left", "right", "home", "end", "delete", "backspace", "space", "enter", "tab"}
)
"""Keys that belong to the text while a field has the focus."""


@lru_cache(maxsize=64)  # each key typed into the help asks it for every action
def read_key(typed: str) -> str:
    """The key as the registry writes it (``f8``, ``ctrl+s``, ``n``, ``?``); empty when no key is meant."""
    text = normalize("NFKC", typed).strip()
    if len(text) == 1:
        return text if "!" <= text <= "~" else _CHINESE.get(text, "")
    text = text.lower().replace(" ", "")
    if text.startswith("^") and len(text) == 2:
        text = f"ctrl+{text[1]}"
    *modifiers, last = text.replace("control+", "ctrl+").split("+")
    last = _CHINESE.get(last, last)
    if modifiers == ["ctrl"]:
        last = _SIGN_NAMES.get(last, last)
    if not modifiers:
        return _plain(last)
    if modifiers == ["shift"] and len(last) == 1 and last.isascii() and last.isalpha():
        return last.upper()
    with_modifier = "+".join([*sorted(modifiers), last])
    moving = {f"{modifier}+{key}" for modifier in ("shift", "ctrl", "ctrl+shift") for key in _MOVING}
    letters = {f"ctrl+{chr(code)}" for code in range(ord("a"), ord("z") + 1)}
    letters |= {f"ctrl+{sign}" for sign in CTRL_SIGNS}
    return with_modifier if with_modifier in moving | letters | {"shift+tab", "shift+f1"} else ""


_LEADERS = frozenset({"leader", "菜单"})
"""How the menu of the leader key is called where a letter in it is meant."""


def read_letter(typed: str) -> str:
    """The letter in the leader's menu that is meant by ``leader g`` or ``菜单 g``; empty when none is."""
    said, _, letter = normalize("NFKC", typed).strip().lower().partition(" ")
    letter = letter.strip()
    return letter if said in _LEADERS and len(letter) == 1 and "a" <= letter <= "z" else ""


def _plain(key: str) -> str:
    """A key without modifiers: named, F1 to F12, or a character by the name that Textual gives it."""
    if key in _NAMED or (key[:1] == "f" and key[1:].isdigit() and 1 <= int(key[1:]) <= 12):
        return key if key in _NAMED else f"f{int(key[1:])}"
    return _CHARACTERS.get(key, "")


def _character_names() -> dict[str, str]:
    """Textual's name of each ASCII sign → the sign: ``slash``, ``question_mark``."""
    signs = [chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()]
    names = {name(sign).lower().replace("-", "_").replace(" ", "_"): sign for sign in signs}
    own = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
    return names | own


_CHARACTERS = _character_names()


def is_editing(key: str) -> bool:
    """Whether the key edits text, so that nothing that works inside a form may have it."""
    return key in _EDITING or (key.startswith(("shift+", "ctrl+")) and key.split("+")[-1] in _EDITING)
