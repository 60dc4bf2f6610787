"""What the results of a re-check say, in sentences that screens and commands share."""

from __future__ import annotations

from huaian_tui.domain.evaluation.intervals import LEAST
from huaian_tui.domain.evaluation.rechecks import HeldShare


def share_words(found: HeldShare) -> list[str]:
    """How many were looked at and what they say of all completed ones of the period."""
    waiting = found.drawn - found.checked - found.unchecked
    told = f"属实 {found.held}，不属实 {found.not_held}"
    told += f"，无法核实 {found.unchecked}" if found.unchecked else ""
    told += f"，未查 {waiting}" if waiting else ""
    if found.share is None or found.interval is None:
        return [f"{told}；已查的不足 {LEAST} 个，不推算比例。"]
    if found.interval.low == found.interval.high:
        return [f"{told}；全部查过，属实比例 {100 * found.share:.0f}%。"]
    rest = "按抽中的机会加权，风险高的多抽不压低比例；无法核实和未查的不计入。"
    return [
        f"{told}；推算全部办结节点的属实比例 {100 * found.share:.0f}%（95%区间 {found.interval.words}）。",
        rest,
    ]
