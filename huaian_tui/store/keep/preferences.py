"""What the program remembers about this terminal and this person: theme, guide seen, commands used lately.

These are no records of the ledger: a small JSON file in the config folder
(``store.keep.locations.preferences_file``), written whole or not at all. A file that
cannot be read is no reason not to start: it counts as empty and is told once.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.private_files import replace_with, told

MOST_BYTES = 200_000
"""A file larger than this was not written by this program."""

UNREADABLE_SUFFIX = ".unreadable"
"""Added to the name of a file that could not be read, when a new one takes its place."""

GUIDE_SEEN = "guide_seen"
"""Under which name it is kept that the guide was shown."""

_WRITING = threading.Lock()


def read_preferences(path: Path) -> dict[str, Any]:
    """What is remembered, by key; empty without a file or when it cannot be read (blocking, never raises)."""
    return read_with_problem(path)[0]


def read_with_problem(path: Path) -> tuple[dict[str, Any], str]:
    """What is remembered, and why it could not be read: Chinese, empty when all is well."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        from huaian_tui.domain.words.system_errors import system_reason  # only where something failed

        return {}, f"个人设置没有读出（{path}：{system_reason(error)}），按默认显示"
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}, f"个人设置看不懂（{path}），按默认显示；改一次配色等设置会重新写好"
    if not isinstance(found, dict):
        return {}, f"个人设置看不懂（{path}），按默认显示；改一次配色等设置会重新写好"
    return found, ""


def write_preference(path: Path, key: str, value: object) -> None:
    """Remember one thing (blocking); None forgets it. The other keys stay, those of newer versions too.

    ``value`` must be JSON. A file that could not be read is put aside under another name first.
    Errors: ``StoreRefused`` when the disk refuses.
    """
    change_preference(path, key, lambda _: value)


def change_preference(path: Path, key: str, change: Callable[[Any], object]) -> None:
    """As ``write_preference`` with what ``change`` makes of the present value (None without one).

    It may refuse: then nothing is written.
    """
    with _WRITING, told("个人设置没有存上", path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        values, problem = read_with_problem(path)
        value = change(values.get(key))
        if problem:
            os.replace(path, path.with_name(path.name + UNREADABLE_SUFFIX))
        changed = {name: kept for name, kept in values.items() if name != key}
        if value is not None:
            changed[key] = value
        data = (json.dumps(changed, ensure_ascii=False, indent=2) + "\n").encode()
        if len(data) > MOST_BYTES:  # it could not be read again
            raise HuaianError("个人设置没有存上", "视图等存得太多", "请删去不用的视图再存")
        replace_with(path, data)


def remember(path: Path, key: str, value: object) -> HuaianError | None:
    """``write_preference`` for what is not worth an error dialog: the refusal is returned, not raised."""
    try:
        write_preference(path, key, value)
    except HuaianError as error:
        return error
    return None
