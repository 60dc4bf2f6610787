"""Values of targets as people type them: 4200, 4,200个, ９８.５％, 1.2万; of a share 45/60 (75 %)."""

from __future__ import annotations

import re

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.targets import Target, format_number, share_of_parts
from huaian_tui.domain.text.hygiene import clean_line, ellipsis, terminal_safe

_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<times>万|亿)?", re.ASCII)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms only: NFKC would also turn 6² into 62."""

_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
_LARGEST = 1e15
"""Beyond, a float no longer tells neighbouring whole numbers apart."""


_SHARE = re.compile(r"(?P<parts>\d{1,9})/(?P<whole>\d{1,9})", re.ASCII)


def read_value(text: str, unit: str = "", *, field: str = "value", whole: float | None = None) -> float:
    """Return the number that was typed; the target's own ``unit`` (个, 家, %) may follow it.

    Of a target in per cent parts of a whole are understood too; where the target names its ``whole``, they
    are parts of it, and a bare number could be either, so it is refused.

    Full-width digits, commas between thousands, 万 and 亿 are understood; anything else
    (a range, another unit, a sign) raises ``InputRefused`` for ``field``: a value is never guessed.
    """
    typed = clean_line(text, limit=200, field=field)
    plain = "".join(typed.translate(_HALF_WIDTH).split())
    share = _SHARE.fullmatch(plain) if unit == "%" else None
    if share is not None:
        return _share(share, whole, field)
    number = plain.removesuffix(unit.translate(_HALF_WIDTH))
    if whole is not None and plain == number and _NUMBER.fullmatch(number):
        raise InputRefused(
            f"“{ellipsis(terminal_safe(typed), 24)}”是个数还是百分比，看不出来",
            f"这个指标按 {format_number(whole)} 个中的几个计",
            f"请写成 {number}/{format_number(whole)}，或 {number}%",
            field=field,
        )
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


def read_value_of(target: Target | None, text: str, *, field: str = "value") -> float:
    """``read_value`` of a value of this target."""
    if target is None:
        return read_value(text, field=field)
    return read_value(text, target.unit, field=field, whole=target.whole)


def _share(found: re.Match[str], whole: float | None, field: str) -> float:
    """So many parts of the whole, in per cent."""
    parts, of = int(found["parts"]), int(found["whole"])
    if of == 0 or parts > of:
        raise InputRefused("分子不能大于分母", f"填的是 {parts}/{of}", "请核对", field=field)
    if whole is not None and of != whole:
        raise InputRefused(
            "分母与指标的不同",
            f"填的是 {of}，指标按 {format_number(whole)} 计",
            f"请写成 {parts}/{format_number(whole)}，或先改指标",
            field=field,
        )
    return share_of_parts(parts, of)
