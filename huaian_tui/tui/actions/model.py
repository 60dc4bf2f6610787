"""What an action is: its name, its keys as they are written on the screen, and the group it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

KEY_LABELS = {
    "escape": "Esc",
    "enter": "回车",
    "space": "空格",
    "tab": "Tab",
    "up": "上",
    "down": "下",
    "left": "左",
    "right": "右",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "退格",
}
"""Keys as an officer reads them (arrow glyphs are of ambiguous width, hence words)."""


CTRL_SIGNS = {"right_square_bracket": "]", "backslash": "\\"}
"""Signs that terminals send with Ctrl as well as letters, by the names that Textual gives them."""

EVERYWHERE = "everywhere"
"""Bound by the application: on every screen, and while a dialog is open."""

ON_SCREENS = "on screens"
"""Bound by what all screens are made from: on every screen, not while a dialog is open."""

REBOUND: dict[str, tuple[str, ...]] = {}
"""Action id → its keys as the office wants them instead of those in the table. Set by ``keymap`` alone."""

REBOUND_LETTERS: dict[str, str] = {}
"""Action id → its letter in the leader's menu as the office wants it. Set by ``keymap`` alone."""

LEADER = "leader"
"""The id of the action that shows the menu of what has a letter there (``Action.leader``)."""

LEADER_KEYS = ("ctrl+backslash", ";")
"""Its keys: why these, docs/decisions/028."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done.

    ``id`` is the binding id (the name in ``keys.toml``) and names the method
    ``action_<id>`` that does it; ``default_keys`` are Textual key names or single
    characters, the first is the one shown in the hints; ``pinyin`` are the
    syllables of ``title`` (kept here because pypinyin loads for 0.2 s);
    ``words`` are other words, with their pinyin, by which the palette finds it;
    ``priority`` lets a Ctrl-key win over the text editing keys of an input.

    ``opens`` names what it opens, below ``huaian_tui.tui`` (``areas.undo:open_undo``): the class of a
    screen, or a function that gets the host (``frame.host``); empty: a method of the class that binds it.
    ``where`` says that it can be done without a screen's own doing (``EVERYWHERE``, ``ON_SCREENS``).
    ``writes``: it records something, so that it is refused while a past day is shown.
    ``manual`` is what the table of keys in the manual says of it, ``{id}`` for the first key of another
    action; empty: its help.
    ``leader`` is its letter in the menu that the leader key shows; what has no key has one, so that it is
    reached from every screen where it can be done. ``leader_digit``: its digit on the menu's first page,
    the same on every screen; 0: the next free one (``tui.actions.leader``). ``leader_instead``: it has keys,
    and stands in the menu only of a screen where they mean something else.
    """

    id: str
    title: str
    default_keys: tuple[str, ...]
    group: str
    help: str
    pinyin: str
    show_in_footer: bool = False
    in_palette: bool = True
    priority: bool = False
    words: str = ""
    opens: str = ""
    where: str = ""
    manual: str = ""
    writes: bool = False
    leader: str = ""
    leader_digit: int = 0
    leader_instead: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that do it: those of ``keys.toml`` where the office has its own."""
        return REBOUND.get(self.id, self.default_keys)

    @property
    def key_label(self) -> str:
        """The first key, as the hints show it: ``F8``, ``^S``, ``Esc``."""
        return key_label(self.keys[0], short=True) if self.keys else ""

    @property
    def keys_label(self) -> str:
        """Every key but the derived twins, for the help screen: ``F8 或 n``; without any ``Ctrl+\\ g``."""
        return keys_label(self.keys) if self.keys else letter_label(self.letter)

    @property
    def letter(self) -> str:
        """Its letter in the leader's menu, that of ``keys.toml`` where the office has its own; or empty."""
        return REBOUND_LETTERS.get(self.id, self.leader)

    @property
    def initials(self) -> str:
        """First letters of the pinyin: ``xjl`` for 写记录."""
        return "".join(syllable[0] for syllable in self.pinyin.split())


def keys_label(keys: tuple[str, ...]) -> str:
    """Keys in a sentence: ``F8 或 n``; without any, where the action is found."""
    *others, last = [key_label(key) for key in keys] or ["命令里选"]
    return f"{'、'.join(others)} 或 {last}" if others else last


def letter_label(letter: str, leader: str = "") -> str:
    """A letter of the leader's menu as it is typed: ``Ctrl+\\ g``; without one, where the action is found.

    ``leader`` is the key that shows the menu; empty: the one of now.
    """
    if not letter:
        return keys_label(())
    return f"{key_label(leader or REBOUND.get(LEADER, LEADER_KEYS)[0])} {letter}"


def key_label(key: str, *, short: bool = False) -> str:
    """A key as it is written on the screen; ``short`` writes Ctrl as ``^`` (for the hints)."""
    if key in KEY_LABELS:
        return KEY_LABELS[key]
    if key.startswith("ctrl+"):
        rest = key.removeprefix("ctrl+")
        rest = CTRL_SIGNS.get(rest, rest)
        if len(rest) > 1:
            return f"Ctrl+{key_label(rest)}"
        return f"^{rest.upper()}" if short else f"Ctrl+{rest.upper()}"
    if key.startswith("shift+"):
        return f"Shift+{key_label(key.removeprefix('shift+'))}"
    return key.upper() if len(key) > 1 else key


GENERAL = "通用"
SCREENS = "画面"
LIST = "列表"
WORK = "办理"
NOTICES = "文书"
REPORTS = "单位自报"
FORM = "表单"

GROUPS = (SCREENS, WORK, LIST, GENERAL, NOTICES, REPORTS, FORM)
"""The groups in the order of the help screen."""
