"""The units of one row of a file, set by hand: on their side, by ids, by new names; and as JSON."""

from __future__ import annotations

from datetime import date

import pytest
from support.plan_imports import previewed

from huaian_tui.domain.errors import InputRefused
from huaian_tui.services.plan_import.accepting import accept_plan
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.decisions_json import check_decisions, decisions_of
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plans import task_said
from huaian_tui.store.queries.task_refs import find_task

TODAY = date(2026, 11, 22)
TEXT = """云川市2026年重点任务分解表
序号\t重点任务\t牵头单位\t责任单位\t完成时限
1\t建成平台。\t市数据局\t市财政局等\t6月底前
2\t编制目录。\t市数据局\t市水文中心\t6月底前
3\t开展培训。\t市教育局、市大数据局\t市教育局\t9月底前
"""


def named(preview: Preview) -> list[tuple[list[str], list[str]]]:
    return [([one.name for one in task.lead], [one.name for one in task.support]) for task in preview.tasks]


def test_one_row_gets_other_units_and_the_others_stay(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, TEXT)
    before = named(preview)
    made = decide(preview, Decisions(lead={0: ("市教育局", "市水文中心")}, support={0: ()}))
    assert named(made) == [(["市教育局", "市水文中心"], []), *before[1:]]
    task = made.tasks[0]
    assert [one.unit for one in task.lead] == ["市教育局", ""] and task.open == ()
    assert (task.lead_raw, task.support_raw) == ("市数据局", "市财政局等"), "what was printed stays"
    assert "市水文中心" in {one.name for one in made.new_units}


def test_questions_about_the_units_of_the_row_are_settled_by_it(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, TEXT)
    assert {"both_sides", "new_unit"} <= {one.kind for one in preview.unanswered}
    made = decide(preview, Decisions(lead={2: ("市教育局",)}, support={2: ("市财政局",)}))
    assert not made.unanswered
    with pytest.raises(InputRefused, match="没有这个单位"):
        decide(preview, Decisions(lead={0: ("市没有局",)}))


def test_what_was_set_by_hand_enters_the_ledger(ledger: Ledger) -> None:
    decisions = Decisions(code="YS", lead={0: ("市教育局",)}, support={0: ("市水文中心",), 2: ()})
    preview = decide(previewed(ledger.connection, TEXT), decisions)
    for one in preview.unanswered:
        preview = decide(preview, preview.decisions.answered(one.id, "new"))
    accept_plan(ledger, preview, TODAY)
    body = task_said(ledger.connection, find_task(ledger.connection, "YS/1")).body
    assert [one["unit"] for one in body["lead"]] == ["市教育局"]
    assert [one["unit"] for one in body["support"]] == ["市水文中心"]
    assert body["lead_raw"] == "市数据局"


def test_a_name_that_means_a_known_unit_means_it_in_the_row_too(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, TEXT)
    decisions = Decisions(units={"市水文中心": "市财政局"}, lead={0: ("市水文中心",)})
    assert [one.unit for one in decide(preview, decisions).tasks[0].lead] == ["市财政局"]


def test_as_json_by_name_or_id_and_refused_by_name(ledger: Ledger) -> None:
    preview = previewed(ledger.connection, TEXT)

    def checked(said: object) -> Decisions:
        return check_decisions(decisions_of(said), preview, preview)

    assert checked({"lead": {"0": ["市教育局", "市水文中心"]}, "support": {"1": []}}) == Decisions(
        lead={0: ("市教育局", "市水文中心")}, support={1: ()}
    )
    for said, word in (
        ({"lead": {"0": ["市没有局"]}}, "市没有局"),
        ({"support": {"9": ["市财政局"]}}, "support 里的 9 超出范围"),
        ({"lead": {"0": "市财政局"}}, "应是一列单位"),
        ({"lead": {"x": []}}, "不是位置"),
        ({"lead": {"0": [3]}}, "应是文字"),
    ):
        with pytest.raises(InputRefused) as refused:
            checked(said)
        assert word in refused.value.message and refused.value.field == "decisions"
