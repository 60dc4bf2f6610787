"""The tables of the manual: all keys and what they do, and the lights, from the actions and the rule.

``python -m huaian_tui.tui.actions.manual_tables docs/使用手册.md`` writes them anew between their marks.
A test fails when the manual says something else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from huaian_tui.domain.rules.lights import Light
from huaian_tui.tui.actions.model import LEADER_KEYS, letter_label
from huaian_tui.tui.actions.registry import ACTIONS, Action, grouped, key_label, keys_label

MARKS = re.compile(r"(<!-- (\w+): .*? -->\n\n)(?:(?!<!--).*\n)*?(?=\n<!-- /\2 -->)")
"""What stands between ``<!-- keys: made by … -->`` and ``<!-- /keys -->``, an empty line on either side."""


def keys_table() -> str:
    """Every action by group: its keys, its name, what the manual says of it (or its help)."""
    parts = [
        f"### {group}\n\n| 键 | 名称 | 做什么 |\n|---|---|---|\n{''.join(map(_row, members))}"
        for group, members in grouped()
    ]
    return "\n".join(parts)


def _row(item: Action) -> str:
    said = {other.id: key_label(other.default_keys[0]) for other in ACTIONS if other.default_keys}
    keys = keys_label(item.default_keys) if item.default_keys else letter_label(item.leader, LEADER_KEYS[0])
    told = item.manual.format(**said) if item.manual else item.help
    return f"| {_cell(keys)} | {_cell(item.title)} | {_cell(told)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def lights_table() -> str:
    """What each light means."""
    lines = ["| 灯 | 意思 |", "|---|---|", *(f"| {light.word} | {light.meaning} |" for light in Light)]
    return "".join(f"{line}\n" for line in lines)


TABLES = {"keys": keys_table, "lights": lights_table}


def with_tables(text: str) -> str:
    """The text of a manual with its tables made anew; KeyError for a mark that no table has."""
    return MARKS.sub(lambda found: found.group(1) + TABLES[found.group(2)](), text)


if __name__ == "__main__":
    manual = Path(sys.argv[1])
    manual.write_text(with_tables(manual.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
