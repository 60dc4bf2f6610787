"""Whether an error that nobody expected comes from a damaged ledger: then that is what is said.

Damage can put any value anywhere. So what reads does not doubt each value; when it stumbles, the ledger
is checked, and only one that is whole makes the error a bug.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from huaian_tui.domain.errors import HuaianError, StoreRefused

STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
"""What values make raise that no ledger of ours can hold; a bug raises them too."""


def refusal_if_damaged(path: Path) -> HuaianError | None:
    """Why the ledger cannot be used, with the first thing that a check finds; None when it is whole.

    Takes as long as a check.
    """
    # Imported here: whoever may need it need not load it.
    from huaian_tui.store.engine.integrity import check_ledger

    try:
        result = check_ledger(path)
    except HuaianError as refused:
        return refused
    if result.ok:
        return None
    return StoreRefused(
        "台账文件已损坏",
        f"{path}：{result.problems[0]}",
        "运行 huaian-tui check 看全部；用最近的备份替换，原文件请留存",
    )
