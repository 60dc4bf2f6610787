"""A target in the form in which texts are compared, as people read it."""

from __future__ import annotations

import re

_TARGET = re.compile(
    r"(?P<stretch>stretch )?(?P<more>cumulative )?(?:(?P<change>growth|reduce) )?"
    r"(?P<sign>>=|<=|>|<|=|~)?(?P<number>-?[0-9.]+(?:-[0-9.]+)?)(?: (?P<unit>\S.*))?"
)
_SIGNS = {
    ">=": "{}以上",
    ">": "超过{}",
    "<=": "不超过{}",
    "<": "低于{}",
    "~": "{}左右",
}
_CHANGES = {"growth": "增长", "reduce": "下降"}


def target_words(target: str) -> str:
    """``growth ~6 %`` → 增长6%左右, ``>=30 个`` → 30个以上; of another form it is left as it is."""
    found = _TARGET.fullmatch(target)
    if found is None:
        return target
    counted = _SIGNS.get(found["sign"] or "", "{}").format(f"{found['number']}{found['unit'] or ''}")
    stretch, more = "力争" if found["stretch"] else "", "累计" if found["more"] else ""
    return f"{stretch}{more}{_CHANGES.get(found['change'] or '', '')}{counted}"
