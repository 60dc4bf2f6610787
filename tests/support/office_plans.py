"""An office with several plans: the shipped one, one that runs, one whose horizon has passed, one matter."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from huaian_tui.services.matters import MatterDraft, Source, add_matters
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.tasks import NewMilestone, TaskDraft, add_tasks
from huaian_tui.store.engine.append import Ledger
from support.tui import TODAY


class Office(NamedTuple):
    """The ids of its plans and the numbers for life of their tasks."""

    water: str
    works: str
    water_tasks: list[int]
    works_tasks: list[int]
    matters: list[int]


def several_plans(ledger: Ledger) -> Office:
    """Enter them."""
    water = add_plan(
        ledger,
        PlanDraft("淮安市水环境治理三年行动计划", "水环境", "SHJ", date(2026, 1, 1), date(2028, 12, 31)),
    )
    works = add_plan(
        ledger, PlanDraft("2026年民生实事项目", "民生实事", "MS", date(2026, 1, 1), date(2026, 6, 30))
    )
    water_tasks = add_tasks(
        ledger,
        water,
        [
            TaskDraft("1", "完成城区黑臭水体排查", ("市住建局",), milestones=_due(2026, 10, 31)),
            TaskDraft("2", "建成污水处理厂二期", ("市住建局",), milestones=_due(2026, 12, 10)),
        ],
    )
    works_tasks = add_tasks(
        ledger, works, [TaskDraft("1", "新建口袋公园10个", ("市住建局",), milestones=_due(2026, 5, 31))]
    )
    handed = Source("批示", date(2026, 11, 20), "市长批示〔2026〕8号", "市长")
    matters = add_matters(
        ledger, [MatterDraft("核实南湖公园噪声投诉", ("市住建局",), handed, due=date(2026, 12, 10))], TODAY
    )
    return Office(water, works, water_tasks, works_tasks, matters)


def _due(year: int, month: int, day: int) -> tuple[NewMilestone, ...]:
    return (NewMilestone(date(year, month, day)),)
