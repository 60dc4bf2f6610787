"""督查评价 in words that screens, commands and papers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from huaian_tui.domain.evaluation.figures import Evaluation
from huaian_tui.domain.evaluation.history import Slip, Standing
from huaian_tui.domain.evaluation.intervals import LEAST, NO_FIGURE
from huaian_tui.domain.words.days import chinese_day

if TYPE_CHECKING:
    from huaian_tui.domain.evaluation.comparison import Comparison

BY_TITLES = {"unit": "单位", "indicator": "指标", "plan": "方案", "task": "任务"}
"""What an evaluation goes by."""

ROLE_TITLES = {"lead": "牵头", "support": "责任"}
"""What a unit is in a task."""

_MOST_FORMER = 20


def conventions(found: Evaluation) -> list[str]:
    """What stands below a table: of which period and day it is, and what must not be read into it."""
    told = [f"{found.period.title}，截至{chinese_day(found.as_of)}；共 {len(found.rows)} 行。不排名次。"]
    if found.by == "unit":
        told.append("几个单位共同牵头的各算一次，方案只算一次，各单位之和不等于方案；责任单位另列。")
    if found.by == "indicator":
        told.append("二级指标已算在所属的一级指标里。")
    told.append("没有到期的，比率为“–”；每个数怎么算，见 help 评价；按原定时限的与现行时限的并列。")
    former = [f"{row.name}：{one}" for row in found.rows if row.role != "support" for one in row.former]
    return told + former[:_MOST_FORMER]


def compared_words(period: str, found: Comparison) -> list[str]:
    """What a comparison of units is, and what must not be read into it."""
    told = [f"{period}，总体按期率 {found.whole.shown}；按方案的次序列出，不是名次。"]
    careful = f"（比较 {found.compared} 个单位，区间相应放宽）" if found.compared > 1 else ""
    told.append(f"区间全部在总体之上或之下才写高于、低于{careful}；到期不足 {LEAST} 个的写“{NO_FIGURE}”。")
    return told


def standing_words(standing: Standing | None) -> str:
    """How a milestone stands: 2026-09-18 办结, 中止, 冲突待核, 未办结."""
    if standing is None:
        return ""
    if standing.conflict:
        return "冲突待核"
    if standing.cancelled is not None:
        return f"{standing.cancelled} 中止"
    again = "，重新督办过" if standing.reopened else ""
    if standing.completed is None:
        return f"未办结{again}"
    late = standing.due is not None and standing.completed > standing.due
    short = "，未达标" if standing.met is False else "，未填数值" if standing.no_value else ""
    return f"{standing.completed} {'超时' if late else ''}办结{short}{again}"


def slip_lines(slips: Iterable[Slip]) -> list[str]:
    """Each change of a date: 2026-08-10 决定：2026-08-20 → 2026-09-20（延31天，到期前），依据会议纪要，甲."""
    return [_slip(one) for one in slips]


def _slip(one: Slip) -> str:
    who = "，".join(part for part in (one.basis and f"依据{one.basis}", one.officer) if part)
    return f"{one.day} 决定：{date_moved(one)}" + (f"，{who}" if who else "")


def date_moved(one: Slip) -> str:
    """2026-08-20 → 2026-09-20（延31天，到期前）: from when to when a change moves a date, and what it is."""
    if one.before is None:
        return f"定为 {one.after}"
    moved = f"{one.before}{'（假定）' if one.assumed else ''} → {one.after}"
    if one.is_extension:
        return f"{moved}（延{one.days}天，{'到期后' if one.after_due else '到期前'}）"
    return moved + ("（确认）" if one.assumed else "（提前）")


def records_words(records: Sequence[str]) -> str:
    """The short numbers of records, the last three of many."""
    short = [one.replace("-", "")[-8:] for one in records if one]
    return "、".join(short[-3:])
