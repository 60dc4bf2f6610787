"""An item of the plan (重点任务) by its 序号: 第2项, 第2、6项, 第2、6等9项."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ROWS = re.compile(r"第([0-9、]+)行")


def item(number: int | str | None) -> str:
    """第2项; the number as it is stored or typed (a record about a task has one).

    With the code of its plan before it: SJ/2 is SJ第2项.
    """
    code, slash, printed = str(number).rpartition("/")
    return f"{code}第{printed}项" if slash else f"第{number}项"


def items(numbers: Sequence[int | str], most: int | None = None) -> str:
    """第2、6项; of more than ``most`` the first ones, and how many they are: 第2、6等9项.

    Labels with the code of a plan (SJ/2) stand behind those without: 第2、6项、SJ第2项.
    """
    by_plan = dict[str, list[str]]()
    for label in numbers if most is None else numbers[:most]:
        code, _, printed = str(label).rpartition("/")
        by_plan.setdefault(code, []).append(printed)
    shown = "项、".join(f"{code}第{'、'.join(printed)}" for code, printed in sorted(by_plan.items()))
    return f"{shown}项" if most is None or len(numbers) <= most else f"{shown}等{len(numbers)}项"


def as_items(text: str) -> str:
    """What the plan's data says of the rows of its table, with items named as everywhere: 第7项，责任单位."""
    return _ROWS.sub(r"第\1项", text)
