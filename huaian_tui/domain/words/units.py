"""What kinds of units (单位) are called, and how their names, merges and conflicts are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from huaian_tui.domain.answers.units import UnitDetail, UnitNaming, UnitRow

KIND_WORDS = {
    "municipal": "市级部门",
    "public_body": "市级事业单位",
    "agency": "派驻或垂直管理机构",
    "party": "党委机构",
    "office": "督查机构",
    "county": "县区",
    "zone": "功能区",
    "group": "集体单位",
}
"""What kinds of unit are called."""


def unit_words(unit: UnitRow) -> str:
    """A unit in a list: its name, and what it has become part of or that it is in conflict."""
    into = "" if unit.merged is None else f"（并入{unit.merged.name}）"
    return unit.name + into + ("（冲突待核）" if unit.disputed else "")


_MOST_NAMED = 12


def missing_units_words(units: Sequence[str]) -> str:
    """Units that records name and that have not arrived (等待单位)."""
    more = f"等 {len(units)} 个" if len(units) > _MOST_NAMED else ""
    named = "、".join(units[:_MOST_NAMED])
    return f"等待单位：{named}{more}还没有到，先照记录里的名称显示，到了自动归位。"


def names_words(unit: UnitDetail) -> str:
    """The names that a unit has borne, with their days; empty for one that was never renamed."""
    if len(unit.names) < 2:
        return ""
    return "；".join(_borne(one) for one in unit.names)


def _borne(naming: UnitNaming) -> str:
    since = "" if naming.since is None else f"自 {naming.since} 起"
    until = "" if naming.until is None else f"至 {naming.until - timedelta(days=1)} 止"
    return f"{naming.name}（{since}{until}）"


def merged_words(unit: UnitDetail) -> str:
    """What a unit has become part of, since when; empty for one that stands for itself."""
    return "" if unit.merged is None else f"{unit.merged.name}（自 {unit.merged.day} 起）"


def conflict_words(unit: UnitDetail) -> str:
    """What laptops said apart of a unit, or that it was merged in a circle, and the way out."""
    parts = [f"{one.short_id} {one.officer} {one.recorded_at[:10]}：{one.says}" for one in unit.sides]
    if parts:
        parts.append(f"核定：huaian-tui unit settle {unit.name} --keep 编号 --basis 依据")
    if unit.circle:
        parts.append(f"并成了一圈，这一次合并不算；恢复：huaian-tui unit set {unit.name} --stands")
    return "；".join(parts)
