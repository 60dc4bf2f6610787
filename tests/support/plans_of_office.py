"""An office with several plans and matters: for tests of papers, forms and the book over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.services.matters import MatterDraft, Source, add_matters
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.tasks import NewMilestone, TaskDraft, add_tasks
from huaian_tui.services.units import Renaming, UnitChange, add_unit, merge_units, rename_unit
from huaian_tui.store.engine.append import Ledger

FEBRUARY, AUGUST = date(2026, 2, 5), date(2026, 8, 10)


@dataclass(frozen=True)
class Office:
    """Ids of two plans, and numbers for life of their tasks and of two matters.

    ``bare`` is a plan without days, stage, supervisor and indicators; ``unnumbered`` a task without a number.
    ``policy`` is tied to ``handed``, which a leader asked for; ``complaint`` is tied to none.
    """

    business: str
    bare: str
    opening: int
    policy: int
    unnumbered: int
    handed: int
    complaint: int


def open_office(ledger: Ledger) -> Office:
    """Enter the plans, their tasks and the matters."""
    business = add_plan(
        ledger,
        PlanDraft("优化营商环境行动方案", "营商环境", "YS", date(2026, 1, 1), date(2026, 12, 31)),
    )
    bare = add_plan(ledger, PlanDraft("安全生产行动计划", "安全生产", "AQ"))
    opening, policy = add_tasks(
        ledger,
        business,
        [
            TaskDraft("1.1", "推行企业开办一件事一次办。", ("市数据局",), ("市财政局",),
                      milestones=(NewMilestone(date(2026, 2, 15), "一件事上线"),)),
            TaskDraft("1.2", "公开政策兑现清单。", ("市财政局",), ("市数据局",),
                      milestones=(NewMilestone(date(2026, 2, 10), "清单公开"),)),
        ],
    )  # fmt: skip
    (unnumbered,) = add_tasks(
        ledger,
        bare,
        [
            TaskDraft("", "建设安全生产风险监测平台，接入重点企业数据。", ("市数据局",),
                      milestones=(NewMilestone(date(2026, 2, 20), "平台建成"),)),
        ],
    )  # fmt: skip
    mayor = Source("批示", date(2026, 1, 18), "《惠企政策兑现情况》", "市长")
    handed, complaint = add_matters(
        ledger,
        [
            MatterDraft("梳理惠企政策，公开清单。", ("市财政局",), mayor, due=date(2026, 2, 20),
                        ties=(policy,)),
            MatterDraft("核实停车收费问题。", ("市数据局",), Source("信访", date(2026, 1, 20)),
                        due=date(2026, 2, 25)),
        ],
        date(2026, 2, 1),
    )  # fmt: skip
    return Office(business, bare, opening, policy, unnumbered, handed, complaint)


def reform(ledger: Ledger) -> None:
    """市数据局 gets another name in March, 市发改委 and 市财政局 become one in July."""
    name = Renaming("市数据和政务局", "淮安市数据和政务服务管理局", date(2026, 3, 1), "机构改革方案")
    rename_unit(ledger, "市数据局", name)
    add_unit(ledger, "市经济发展局", UnitChange(full_name="淮安市经济发展局", kind="municipal"))
    merge_units(ledger, ["市发改委", "市财政局"], "市经济发展局", date(2026, 7, 1), "机构改革方案")
