"""Values of targets as people type them: 4200, 4,200个, ９８.５％, 1.2万."""

from __future__ import annotations

import re

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import clean_line, ellipsis, terminal_safe

_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<times>万|亿)?", re.ASCII)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms only: NFKC would also turn 6² into 62."""

_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
_LARGEST = 1e15
"""Beyond, a float no longer tells neighbouring whole numbers apart."""


def read_value(text: str, unit: str = "", *, field: str = "value") -> float:
    """Return the number that was typed; the target's own ``unit`` (个, 家, %) may follow it.

    Full-width digits, commas between thousands, 万 and 亿 are understood; anything else
    (a range, another unit, a sign) raises ``InputRefused`` for ``field``: a value is never guessed.
    """
    typed = clean_line(text, limit=200, field=field)
    number = "".join(typed.translate(_HALF_WIDTH).split()).removesuffix(unit.translate(_HALF_WIDTH))
    found = _NUMBER.fullmatch(number)
    if found is None:
        shown = ellipsis(terminal_safe(typed), 24)
        suffix = f"或 4200{unit}" if unit and unit != "%" else "或 98.5%" if unit else "或 1.2万"
        raise InputRefused(
            f"“{shown}”不是一个数", "数值要能与指标比较", f"请只填数字，如 4200 {suffix}", field=field
        )
    value = float(found["number"].replace(",", "")) * _TIMES[found["times"] or ""]
    if value > _LARGEST:
        raise InputRefused("数值太大", f"最大 {_LARGEST:,.0f}", "请核对位数", field=field)
    return round(value, 6)
