"""The README's tables of keys and of lights, made from the table of actions and the rule of the lights.

``python -m huaian_tui.tui.actions.readme_table README.md`` writes them anew between their marks.
A test fails when the README says something else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from huaian_tui.domain.rules.lights import Light
from huaian_tui.tui.actions.model import LEADER_KEYS, letter_label
from huaian_tui.tui.actions.registry import ACTIONS, SCREENS, Action, grouped, key_label, keys_label

MARKS = re.compile(r"(<!-- (\w+): .*? -->\n\n)(?:\|.*\n)*(?=\n<!-- /\2 -->)")
"""A table between ``<!-- keys: made by … -->`` and ``<!-- /keys -->``, with an empty line on either side."""


def keys_table() -> str:
    """The actions with something to say in the README (``Action.readme``), by group."""
    said = {item.id: key_label(item.default_keys[0]) for item in ACTIONS if item.default_keys}
    lines = ["| 键 | 做什么 |", "|---|---|"]
    for _, members in grouped():
        lines += [f"| {_key(item)} | {item.readme.format(**said)} |" for item in members if item.readme]
    return "".join(f"{line}\n" for line in lines)


def _key(item: Action) -> str:
    keys = keys_label(item.default_keys) if item.default_keys else letter_label(item.leader, LEADER_KEYS[0])
    return f"{keys} {item.title}" if item.group == SCREENS else keys


def lights_table() -> str:
    """What each light means."""
    lines = ["| 灯 | 意思 |", "|---|---|", *(f"| {light.word} | {light.meaning} |" for light in Light)]
    return "".join(f"{line}\n" for line in lines)


TABLES = {"keys": keys_table, "lights": lights_table}


def with_tables(text: str) -> str:
    """The text of a README with its tables made anew; KeyError for a mark that no table has."""
    return MARKS.sub(lambda found: found.group(1) + TABLES[found.group(2)](), text)


if __name__ == "__main__":
    readme = Path(sys.argv[1])
    readme.write_text(with_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")
