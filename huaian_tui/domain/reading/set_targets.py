"""Quantities as targets (量化指标): those that a text sets, and those that an officer types.

One line says a target: 30家以上, 控制在10起以内, 由47天降至35天, 48/60 (a share of parts). Behind it may
stand, parted by a semicolon: 基数5, 起算2026-03-01, 计划3月 20，6月 50.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, cast

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.quantities import ABOUT, EXACT, Quantity, find_quantities
from huaian_tui.domain.rules.targets import Target, format_number, share_of_parts
from huaian_tui.domain.text.hygiene import clean_line, ellipsis

_MOST_VALUE = Decimal(10) ** 12
LONGEST = 200
"""Characters of a target as it is typed."""


def target_of(one: Quantity) -> Target | None:
    """The target that a quantity of a text sets; None for a number beyond all bounds.

    A number without a comparing word (建成30个) is reached by more, too; after 降至 by less.
    """
    if any(
        abs(number) > _MOST_VALUE for number in (one.value, one.upper, one.baseline) if number is not None
    ):
        return None
    operator = ">=" if one.operator == "range" and one.upper is None else one.compared
    return Target(
        cast("Literal['>', '>=', '=', 'range', '<=', '<', '~']", operator),
        _number(one.value),
        None if one.upper is None else _number(one.upper),
        one.unit,
        one.cumulative,
        False,
        target_text(one),
        None if one.baseline is None else _number(one.baseline),
    )


_CHANGES = {"growth": "增长", "reduce": "下降"}
_WORDS = {
    ">=": "{}以上（含）",
    ">": "超过{}（不含）",
    "<=": "不超过{}（含）",
    "<": "低于{}（不含）",
    ABOUT: "{}左右",
}


def target_text(one: Quantity) -> str:
    """A quantity as people read it: 累计10个以上（含）, 增长6%左右, 不超过10起（含）."""
    number = _digits(one.value)
    if one.upper is not None:
        number = f"{number}—{_digits(one.upper)}"
    operator = one.compared if one.down else one.operator
    counted = _WORDS.get(operator, "{}").format(f"{number}{one.unit}")
    each = f"每{one.each}" if one.each else ""
    return f"{'累计' if one.cumulative else ''}{each}{_CHANGES.get(one.change, '')}{counted}"


def _digits(value: Decimal) -> str:
    return str(int(value)) if value == int(value) else format(value, "f")


def _number(value: Decimal) -> float:
    return int(value) if value == int(value) else float(value)


# ---------------------------------------------------------------------- as typed

_WIDE = str.maketrans("０１２３４５６７８９．，％／（）；：", "0123456789.,%/();:")
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_TYPED = re.compile(
    rf"(?P<sum>累计)?(?P<before>[^0-9]{{0,8}}?)(?P<n>{_NUMBER})(?P<times>万|亿)?"
    rf"(?:[-—–~～至]+(?P<n2>{_NUMBER})(?P<times2>万|亿)?)?"
    r"(?P<unit>[^0-9()]{0,12}?)(?:\((?P<within>不?含)\))?(?P<after>及?以上|及?以下|以内|之内|左右|上下)?(?:\((?P<behind>不?含)\))?"
)
_SHARE = re.compile(
    "(?P<before>[^0-9]{0,8}?)(?P<n>[0-9]{1,9})/(?P<whole>[0-9]{1,9})(?P<unit>[^0-9]{0,8}?)(?P<after>以上)?"
)
_BEFORE = {
    "": EXACT,
    ">=": "不少于 不低于 不小于 至少 达到 达 增至 增加到 提高到 提升到 ≥ ≧ >= 完成 实现",
    ">": "超过 突破 高于 大于 多于 > ＞",
    "<=": "不超过 不高于 不多于 不大于 至多 最多 控制在 降至 降到 降低到 下降到 减至 减少到 "
    "压缩至 压缩到 压减至 缩短至 缩短到 ≤ ≦ <=",
    "<": "低于 小于 少于 < ＜",
    ABOUT: "约",
    "=": "= 等于 ＝",
}
_OPERATORS = {word: operator for operator, words in _BEFORE.items() for word in words.split() or [""]}
_AFTER = {
    "以上": ">=",
    "及以上": ">=",
    "以下": "<=",
    "及以下": "<=",
    "以内": "<=",
    "之内": "<=",
    "左右": ABOUT,
    "上下": ABOUT,
}
_TIMES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


def read_target(text: str, *, field: str = "target") -> Target:
    """The target that an officer typed, without what stands behind a semicolon; refused where it is none."""
    typed = clean_line(text, limit=LONGEST, field=field).strip()
    plain = "".join(typed.translate(_WIDE).split())
    found = _share(plain) or _plain(plain)
    shaped = _TYPED.fullmatch(plain)
    if found is None and (shaped is None or shaped["before"] not in _OPERATORS):
        quantities = find_quantities(typed)
        found = target_of(quantities[0]) if len(quantities) == 1 else None
    if found is None:
        raise InputRefused(
            "量化指标没有看懂",
            f"“{ellipsis(typed, 24)}”里没有一个能比较的数",
            "请写成 30家以上、控制在10起以内、由47天降至35天、80%，或 48/60（60个中的48个）",
            field=field,
        )
    return found


def _share(text: str) -> Target | None:
    """48/60: a share of parts, in per cent."""
    found = _SHARE.fullmatch(text)
    if found is None or found["before"] not in _OPERATORS or int(found["whole"]) == 0:
        return None
    operator = _AFTER.get(found["after"] or "") or _OPERATORS[found["before"]] or ">="
    parts, whole = int(found["n"]), int(found["whole"])
    if parts > whole or operator == ABOUT:
        return None
    value = share_of_parts(parts, whole)
    compared = cast("Literal['>', '>=', '=', '<=', '<']", operator)
    words = _WORDS.get(operator if found["before"] or found["after"] else EXACT, "{}")
    text = words.format(f"{parts}/{whole}{found['unit']}") + f"，即{format_number(round(value, 2))}%"
    return Target(compared, value, None, "%", False, False, text, whole=whole)


def _plain(text: str) -> Target | None:
    """A number with what compares it before or behind, in any unit."""
    found = _TYPED.fullmatch(text)
    if found is None or found["before"] not in _OPERATORS:
        return None
    operator = _AFTER.get(found["after"] or "") or _OPERATORS[found["before"]]
    if operator == ABOUT and found["unit"] in ("", None) and found["n2"]:
        return None
    if (found["within"] or found["behind"]) == "不含" and operator in (">=", "<="):
        operator = operator[0]
    times, unit = found["times"] or "", found["unit"] or ""
    if times and unit.startswith(("元", "美元")):
        times, unit = "", times + unit
    value = Decimal(found["n"].replace(",", "")) * _TIMES[times]
    upper = None
    if found["n2"]:
        shared = found["times2"] or ""
        upper = Decimal(found["n2"].replace(",", "")) * _TIMES[shared or times]
        value, operator = value * (Decimal(1) if times else _TIMES[shared]), "range"
        if upper <= value:
            return None
    down = found["before"] not in ("", "=") and operator in ("<=", "<")
    return target_of(
        Quantity(0, len(text), operator, value, upper, unit, cumulative=bool(found["sum"]), down=down)
    )
