"""The one registry of actions: what can be done, by which keys, and what it is called.

Bindings, hints at the bottom, command palette and help screen are all made from
``action_table`` and ``action_table_work``, so they cannot disagree. Three rules of its
keys (tests keep them):

* every letter has an F- or Ctrl-route beside it, because with a Chinese input
  method switched on letters go to the composition;
* what an input method types instead of an ASCII key (its full-width twin) is
  bound too: :func:`keys_of` derives them;
* no letter alone saves or destroys: letters open a form or a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import normalize

from textual.binding import Binding, BindingType

from huaian_tui.tui.actions.key_names import read_key
from huaian_tui.tui.actions.model import (
    GROUPS,
    NOTICES,
    REPORTS,
    SCREENS,
    WORK,
    Action,
    key_label,
    keys_label,
    letter_label,
)
from huaian_tui.tui.actions.table_evaluation import EVALUATION_ACTIONS
from huaian_tui.tui.actions.table_files import FILE_ACTIONS
from huaian_tui.tui.actions.table_general import GENERAL_ACTIONS
from huaian_tui.tui.actions.table_lists import LIST_ACTIONS
from huaian_tui.tui.actions.table_plans import PLAN_ACTIONS
from huaian_tui.tui.actions.table_program import PROGRAM_ACTIONS
from huaian_tui.tui.actions.table_reports import REPORT_ACTIONS
from huaian_tui.tui.actions.table_units import UNIT_ACTIONS
from huaian_tui.tui.actions.table_work import WORK_ACTIONS

__all__ = [
    "ACTIONS",
    "GROUPS",
    "NOTICES",
    "REPORTS",
    "SCREENS",
    "WORK",
    "WRITING",
    "Action",
    "action",
    "bindings_for",
    "grouped",
    "is_function_key",
    "key_label",
    "keys_label",
    "keys_of",
    "keys_said",
    "letter_label",
    "match_rank",
    "rebuilt",
    "matches",
]

ACTIONS: tuple[Action, ...] = (
    *GENERAL_ACTIONS,
    *WORK_ACTIONS,
    *REPORT_ACTIONS,
    *UNIT_ACTIONS,
    *PLAN_ACTIONS,
    *FILE_ACTIONS,
    *LIST_ACTIONS,
    *PROGRAM_ACTIONS,
    *EVALUATION_ACTIONS,
)

WRITING: frozenset[str] = frozenset(one.id for one in ACTIONS if one.writes)
"""The ids of what records something: not to be done while a past day is shown."""

FULL_WIDTH_OFFSET = 0xFEE0
"""Distance of an ASCII character ``!``…``~`` to its full-width form in Unicode."""

IME_PUNCTUATION = {"/": "、", ".": "。", "\\": "、", "<": "《", ">": "》", "[": "【", "]": "】"}
"""What Chinese input methods type on these keys besides the full-width form."""

SENT_AS = {"shift+f1": "f13"}
"""Keys that Textual reads by another name, because terminals send the same for both."""

FULL_WIDTH_SPACE = "ideographic_space"
"""Textual's name of U+3000, which an input method types for a space while it types full-width."""

EDITING_KEYS = frozenset(f"ctrl+{letter}" for letter in "acdkuvwxyz")
"""What edits in a text field: all, copy, delete, cut, paste, undo and redo. Ctrl+F and Ctrl+E are not among
them: a field takes them only where nothing is searched or exported (forms)."""

_BY_ID = {action.id: action for action in ACTIONS}


def action(action_id: str) -> Action:
    """The action with this id; KeyError for an unknown one is a bug in the caller."""
    return _BY_ID[action_id]


def keys_said(action_id: str) -> str:
    """The keys of an action in a sentence, as they are now: ``F8 或 n``."""
    return _BY_ID[action_id].keys_label


def keys_of(item: Action) -> tuple[str, ...]:
    """All keys that trigger the action: its own, then what an input method types instead of them."""
    keys = list(item.keys)
    for key in item.keys:
        if key in SENT_AS:
            keys.append(SENT_AS[key])
        if key == "space":
            keys.append(FULL_WIDTH_SPACE)
        if len(key) == 1 and "!" <= key <= "~":
            keys.append(chr(ord(key) + FULL_WIDTH_OFFSET))
            if key in IME_PUNCTUATION:
                keys.append(IME_PUNCTUATION[key])
    return tuple(dict.fromkeys(keys))


def bindings_for(*action_ids: str) -> list[BindingType]:
    """Textual bindings of these actions, for a ``BINDINGS`` of a screen, dialog or widget.

    Each calls ``action_<id>`` of the class that binds it. In the order given.
    Only F- and Ctrl-keys get the action's priority: a letter never beats typing.
    """
    return [binding for action_id in action_ids for binding in _bindings_of(_BY_ID[action_id])]


def _bindings_of(item: Action) -> Iterator[Binding]:
    for position, key in enumerate(keys_of(item)):
        yield Binding(
            key,
            item.id,
            item.title,
            show=item.show_in_footer and position == 0,
            key_display=key_label(key, short=True),
            priority=item.priority and beats_typing(key),
            id=item.id,
        )


def rebuilt(bindings: Iterable[BindingType]) -> list[BindingType]:
    """The same bindings with the keys that their actions have now; others stay as they are."""
    result: list[BindingType] = []
    done: set[str] = set()
    for binding in bindings:
        if not (isinstance(binding, Binding) and binding.id in _BY_ID and binding.id == binding.action):
            result.append(binding)
        elif binding.id not in done:
            done.add(binding.id)
            result.extend(_bindings_of(_BY_ID[binding.id]))
    return result


def is_function_key(key: str) -> bool:
    """Whether the key works while an input method is composing: F-keys, Ctrl-keys and named keys."""
    return len(key) > 1


def beats_typing(key: str) -> bool:
    """Whether a key may win over a text field: F- and Ctrl-keys; what edits the text belongs to the text."""
    return (key.startswith("ctrl+") and key not in EDITING_KEYS) or (key[0] == "f" and key[1:].isdigit())


def grouped(actions: Iterable[Action] = ACTIONS) -> list[tuple[str, list[Action]]]:
    """The actions by group, in the order of the help screen; empty groups are left out."""
    wanted = list(actions)
    table = [(group, [item for item in wanted if item.group == group]) for group in GROUPS]
    return [(group, members) for group, members in table if members]


def match_rank(item: Action, query: str) -> int | None:
    """How well a palette query fits: 0 best, 4 by a part of the title, 8 by another word for it or a letter
    that is its key, 9 by the explanation alone; None: not.

    By title, pinyin (``xieji``), initials (``xjl``) or key (``F8``, ``^E``, ``/``); full-width as well.
    """
    wanted = normalize("NFKC", query).lower().replace(" ", "")
    if not wanted:
        return 0
    syllables = item.pinyin.split()
    whole = "".join(syllables)
    later = ["".join(syllables[place:]) for place in range(1, len(syllables))]
    ranks = (
        (0, wanted in (item.title, whole, item.initials)),
        (1, item.title.startswith(wanted)),
        (2, item.initials.startswith(wanted) or whole.startswith(wanted)),
        (3, wanted in item.title),
        (4, wanted in item.initials[1:] or any(rest.startswith(wanted) for rest in later)),
        (0 if is_sign_or_name(wanted) else 8, has_key(item, query)),
        (8, any(_is_said_by(word, wanted) for word in item.words.split())),
        (9, wanted in item.help),
    )
    return next((rank for rank, fits in ranks if fits), None)


def _is_said_by(word: str, wanted: str) -> bool:
    """Whether a query is a part of another Chinese word for an action, or begins its pinyin."""
    return wanted in word if not word.isascii() else len(wanted) > 1 and word.startswith(wanted)


def has_key(item: Action, typed: str) -> bool:
    """Whether what is typed is a key of the action, as people write it or as an input method types it."""
    return typed.strip() in keys_of(item) or read_key(typed) in item.keys


def is_sign_or_name(typed: str) -> bool:
    """Whether a key that is written so can hardly be meant as the beginning of a word (``/``, ``f8``)."""
    return len(typed) > 1 if typed.isalnum() else True


def matches(item: Action, query: str) -> bool:
    """Whether a query finds the action (``match_rank``)."""
    return match_rank(item, query) is not None
