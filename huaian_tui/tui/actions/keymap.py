"""``keys.toml``: an office rebinds actions by their id. Read, checked, put into the registry.

Checked line by line: what is wrong with one line is told and that line left out, the others
apply, and the program starts whatever stands in the file. The registry is changed before
the application is built; classes that are already loaded get their bindings anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.tui.actions.key_names import KEPT, is_editing, read_key, read_letter
from huaian_tui.tui.actions.model import (
    GROUPS,
    LEADER,
    LEADER_KEYS,
    REBOUND,
    REBOUND_LETTERS,
    Action,
    key_label,
    keys_label,
    letter_label,
)
from huaian_tui.tui.actions.registry import ACTIONS, is_function_key

MOST_BYTES = 100_000
MOST_KEYS = 6
LETTERLESS = frozenset({"save", "quit", "back"})
"""What a letter that slipped in while typing must not do."""

_BY_ID = {item.id: item for item in ACTIONS}
_GROUP_ORDER = {group: position for position, group in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class Keymap:
    """What applies: action id → keys, action id → letter in the leader's menu; and what does not.

    ``problems``: one Chinese line each, without a full stop.
    """

    keys: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)

    def keys_of(self, item: Action) -> tuple[str, ...]:
        """The keys of an action by this file."""
        return self.keys.get(item.id, item.default_keys)

    def letter_of(self, item: Action) -> str:
        """The letter of an action in the leader's menu by this file; empty: it does not stand there."""
        return self.letters.get(item.id, item.leader)

    def way_of(self, item: Action) -> str:
        """How an action is done by this file: its keys, else its letter in the menu."""
        keys = self.keys_of(item)
        leader = self.keys.get(LEADER, LEADER_KEYS)[0]
        return keys_label(keys) if keys else letter_label(self.letter_of(item), leader)

    def told(self, path: Path) -> str:
        """One toast for everything that was left out; empty when all applies."""
        if not self.problems:
            return ""
        shown = "；".join(self.problems[:2])
        more = f"；还有 {len(self.problems) - 2} 处" if len(self.problems) > 2 else ""
        return f"按键设置有 {len(self.problems)} 处没有采用，其余已生效。{shown}{more}。文件：{path}"


NO_KEYMAP = Keymap({})


def read_keymap(path: Path) -> Keymap:
    """Read and check the file (blocking, never raises); without a file nothing is rebound."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return NO_KEYMAP
    except OSError:
        return Keymap({}, ("文件没有读出，请检查它的权限",))
    if len(data) > MOST_BYTES:
        return Keymap({}, ("文件太大，不像按键设置",))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")  # an editor of an older Chinese Windows
    lines, problems = _parsed(text)
    wanted: dict[str, tuple[str, ...]] = {}
    letters: dict[str, str] = {}
    for action_id, value in lines:
        keys, letter, problem = _checked(action_id, value)
        if problem:
            problems.append(f"{_shown(action_id)}：{problem}")
        elif action_id in wanted or action_id in letters:
            problems.append(f"{action_id}：写了两次，用前一次")
        else:
            wanted |= {action_id: keys} if keys else {}
            letters |= {action_id: letter} if letter else {}
    return _without_clashes(wanted, letters, problems)


def apply_keymap(keymap: Keymap) -> None:
    """Put the keys into the registry and into the loaded classes, before the application is built."""
    REBOUND_LETTERS.clear()
    REBOUND_LETTERS.update(keymap.letters)
    if not keymap.keys and not REBOUND:
        return
    REBOUND.clear()
    REBOUND.update(keymap.keys)
    from huaian_tui.tui.actions.places import rebind_loaded

    rebind_loaded()


def _parsed(text: str) -> tuple[list[tuple[str, Any]], list[str]]:
    """The lines as (id, value). A file that is no TOML as a whole is read line by line."""
    try:
        whole = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _line_by_line(text)
    return [pair for name, value in whole.items() for pair in _pairs(name, value)], []


def _line_by_line(text: str) -> tuple[list[tuple[str, Any]], list[str]]:
    lines: list[tuple[str, Any]] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found = tomllib.loads(line)
        except (tomllib.TOMLDecodeError, RecursionError):
            problems.append(f'第 {number} 行「{_shown(line.strip())}」写法不对，应如 note = ["f8", "n"]')
            continue
        lines += [pair for name, value in found.items() for pair in _pairs(name, value)]
    return lines, problems


def _pairs(name: str, value: Any) -> Iterable[tuple[str, Any]]:
    """A line; those under a heading ``[keys]`` too."""
    if name == "keys" and isinstance(value, dict):
        return value.items()
    return [(name, value)]


def _checked(action_id: str, value: Any) -> tuple[tuple[str, ...], str, str]:
    """The keys and the letter in the menu that a line asks for, and what is wrong with it."""
    item = _BY_ID.get(action_id)
    if item is None:
        return (), "", "没有这个操作；huaian-tui keys 列出全部操作的名称"
    typed = [value] if isinstance(value, str) else value
    if not isinstance(typed, list) or not typed or not all(isinstance(key, str) for key in typed):
        return (), "", '应写成带引号的按键，如 ["f8", "n"]'
    if len(typed) > MOST_KEYS:
        return (), "", f"最多 {MOST_KEYS} 个键"
    letters = list(dict.fromkeys(filter(None, map(read_letter, typed))))
    if len(letters) > 1:
        return (), "", "在菜单里只能有一个字母"
    keys: list[str] = []
    for one in typed:
        if read_letter(one):
            continue
        key = read_key(one)
        if not key:
            return (), "", f"不认识按键「{_shown(one)}」"
        if key in KEPT:
            return (), "", f"{key_label(key)} 不能用：{KEPT[key]}"
        keys.append(key)
    letter = letters[0] if letters else ""
    return tuple(dict.fromkeys(keys)), letter, _refusal(item, keys, letter)


def _refusal(item: Action, keys: list[str], letter: str) -> str:
    """Why these keys are not for this action; empty when they are. Only a letter of the menu: keys stay."""
    if letter and item.id in LETTERLESS | {LEADER}:
        return f"「{item.title}」不放进菜单"
    if not keys and letter:
        return ""
    if not any(is_function_key(key) for key in keys):
        return "只有字母或符号，中文输入法开着时按不到，请再加一个 F 键或 Ctrl 键"
    if item.id in LETTERLESS and not all(is_function_key(key) for key in keys):
        return f"「{item.title}」不能用单个字母或符号，免得误按"
    if item.id == "save" and any(is_editing(key) for key in keys):
        return f"「{item.title}」在填写时要用，不能占用编辑文字的键"
    return ""


def _without_clashes(
    wanted: dict[str, tuple[str, ...]], letters: dict[str, str], problems: list[str]
) -> Keymap:
    """Leave out, the last line first, what takes a key that another action has in the same place."""
    while (clash := _first_clash(wanted)) is not None:
        loser, other, key = clash
        del wanted[loser]
        problems.append(f"{loser}：{key_label(key)} 在同一画面已用于「{_BY_ID[other].title}」（{other}）")
    while (same := _first_same_letter(letters)) is not None:
        loser, other = same
        letter = letters.pop(loser)
        taken = f"在同一画面已用于「{_BY_ID[other].title}」（{other}）"
        problems.append(f"{loser}：菜单里的字母 {letter} {taken}")
    return Keymap(wanted, tuple(problems), letters)


def _first_same_letter(letters: Mapping[str, str]) -> tuple[str, str] | None:
    """(action whose letter goes, the other action that has it in the same menu), or None."""
    for loser in reversed(list(letters)):
        for other in ACTIONS:
            has = letters.get(other.id, other.leader)
            if other.id != loser and has == letters[loser] and _in_one_menu(_BY_ID[loser], other, has):
                return loser, other.id
    return None


def _first_clash(wanted: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    """(action whose line goes, the other action, the key), or None."""
    owners: dict[str, list[str]] = {}
    for item in ACTIONS:
        for key in wanted.get(item.id, item.default_keys):
            owners.setdefault(key, []).append(item.id)
    for loser in reversed(list(wanted)):
        for key in wanted[loser]:
            for other in owners[key]:
                if other != loser and _meet(loser, other) and not _share_by_default(loser, other, key):
                    return loser, other, key
    return None


def _in_one_menu(one: Action, other: Action, letter: str) -> bool:
    """Whether a letter would mean both in the same menu."""
    from huaian_tui.tui.actions.places import lettered_in

    return bool(lettered_in(one, letter) & lettered_in(other, letter))


def _meet(one: str, other: str) -> bool:
    """Whether two actions can be done in the same place. Loads the screens: asked when keys are shared."""
    from huaian_tui.tui.actions.places import bound_in

    return bool(bound_in(one) & bound_in(other))


def _share_by_default(one: str, other: str, key: str) -> bool:
    """Whether the table itself gives both the key: then the place decides, as it always did."""
    return key in _BY_ID[one].default_keys and key in _BY_ID[other].default_keys


def _shown(typed: str) -> str:
    """What was typed, short and safe for a terminal."""
    text = terminal_safe(" ".join(typed.split()))
    return text if len(text) <= 30 else text[:30] + ".."


def sample() -> str:
    """A documented ``keys.toml`` with every action as it is; all lines are comments until changed."""
    head = [
        "# 淮安督查台账的按键设置。去掉一行前面的 # 再改，保存后重新打开程序即可。",
        '# 写法：操作名称 = ["按键", "按键"]，第一个显示在底部提示里。',
        "# 按键：f1 到 f12（f10、f11 除外）、ctrl+字母（ctrl+h、i、j、m、v 除外）、单个字母或符号、",
        "#       up down left right home end pageup pagedown insert delete space，可加 shift+ 或 ctrl+；",
        '#       也可以写界面上的叫法，如 "F8"、"Ctrl+S"、"空格"、"Shift+下"。',
        "# 每项操作至少要有一个 F 键、Ctrl 键或有名字的键：中文输入法开着时，字母按不到程序里。",
        "# 字母的全角形式（如 ｎ）自动有效。写错的行不采用，打开程序时会说明；其余照常生效。",
        f'# "leader g" 是菜单（{keys_label(LEADER_KEYS)} 打开）里的字母 g；只写它的，原来的键照旧。',
    ]
    lines: list[str] = []
    group = ""
    for item in sorted(ACTIONS, key=lambda one: _GROUP_ORDER[one.group]):
        if not (item.default_keys or item.leader):
            continue
        if item.group != group:
            group = item.group
            lines += ["", f"# ---- {group}"]
        shown = (*item.default_keys, *((f"leader {item.leader}",) if item.leader else ()))
        keys = ", ".join(f'"{_escaped(key)}"' for key in shown)
        lines.append(f"# {item.id} = [{keys}]  # {item.title}：{item.help}")
    without = "、".join(f"{item.id}（{item.title}）" for item in ACTIONS if not item.default_keys)
    lines += ["", f"# 现在没有按键、只在菜单里，可以自己加的：{without}", ""]
    return "\n".join([*head, *lines])


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace('"', '\\"')
