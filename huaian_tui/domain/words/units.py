"""What kinds of units (单位) are called, and how their names, merges and conflicts are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from huaian_tui.domain.answers.unit_lists import NameChange, PlanTasks, UnitFollows, UnitRow
from huaian_tui.domain.answers.units import Confirmation, UnitDetail, UnitNaming
from huaian_tui.domain.words.days import chinese_day

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


def renamed_words(name: str, day: str, now: str) -> str:
    """“市数据局”自2026-03-01起为“市数字局”: said of a query that has a former name; ``day`` is ISO."""
    return f"“{name}”自{day}起为“{now}”"


def changes_words(changes: Sequence[NameChange]) -> str:
    """市甲局自2026年3月1日起更名为市乙局；市丙局自2026年7月1日起并入市丁局: as papers say it."""
    return "；".join(
        f"{one.before}自{chinese_day(one.day)}起{'并入' if one.merged else '更名为'}{one.after}"
        for one in changes
    )


def confirmed_words(confirmed: Confirmation) -> str:
    """已确认（2026-11-29，依据：核对文件）."""
    basis = f"，依据：{confirmed.basis}" if confirmed.basis else ""
    return f"已确认（{confirmed.day.isoformat()}{basis}）"


def full_name_words(unit: UnitDetail) -> str:
    """The full name, with 待核 while nobody has confirmed it, and when that was done."""
    if not unit.full_name_certain:
        return f"{unit.full_name}（待核）"
    said = f"，{confirmed_words(unit.confirmed)}" if unit.confirmed else ""
    return unit.full_name + said


def merged_words(unit: UnitDetail) -> str:
    """What a unit has become part of, since when; empty for one that stands for itself."""
    return "" if unit.merged is None else f"{unit.merged.name}（自 {unit.merged.day} 起）"


def conflict_words(unit: UnitDetail, settle: str = "", restore: str = "") -> str:
    """What laptops said apart of a unit, or that it was merged in a circle, and the way out.

    ``settle`` and ``restore`` say how that is done; empty: on the command line.
    """
    parts = [f"{one.short_id} {one.officer} {one.recorded_at[:10]}：{one.told}" for one in unit.sides]
    if parts:
        parts.append(f"核定：{settle or f'huaian-tui unit settle {unit.name} --keep 编号 --basis 依据'}")
    if unit.circle:
        way = restore or f"huaian-tui unit set {unit.name} --stands"
        parts.append(f"并成了一圈，这一次合并不算；恢复：{way}")
    return "；".join(parts)


FIRST_NAMED = 3
"""Of a list of tasks or papers so many are named."""


def follows_words(follows: UnitFollows, into: str = "") -> list[tuple[str, str]]:
    """What follows from a renaming, or from a merge ``into`` another unit: (label, sentence).

    Said also where there is nothing, so that nobody wonders whether it was looked for.
    """
    goes = f"自这一天起转给{into}" if into else "照旧归它"
    tasks = [_plan_words(one) for one in follows.plans]
    open_tasks = f"{'；'.join(tasks)}；{goes}" if tasks else "没有未办结的"
    drafts = f"{_listed(follows.drafts, '份')}；正文不会自动改，印发前请核对" if follows.drafts else "没有"
    answers = f"由{into}反馈，也登记在它名下" if into else "照旧由它反馈，已印的名称不变"
    waiting = f"{_listed(follows.waiting, '份')}；{answers}" if follows.waiting else "没有"
    days = [f"{day} 导出的" for day in follows.forms]
    forms = f"{_listed(days, '份')}；填好后照常导入" if days else "没有"
    return [("任务", open_tasks), ("草稿", drafts), ("待反馈", waiting), ("反馈表", forms)]


def _plan_words(tasks: PlanTasks) -> str:
    counts = (("牵头", tasks.lead), ("责任", tasks.support), ("经集体", tasks.through_groups))
    counted = "、".join(f"{word} {count} 项" for word, count in counts if count)
    named = "、".join(tasks.told[:FIRST_NAMED]) + (" 等" if len(tasks.told) > FIRST_NAMED else "")
    return f"{tasks.plan} {counted}" + (f"（{named}）" if named else "")


def _listed(named: Sequence[str], measure: str) -> str:
    more = " 等" if len(named) > FIRST_NAMED else ""
    return f"{len(named)} {measure}（{'、'.join(named[:FIRST_NAMED])}{more}）"
