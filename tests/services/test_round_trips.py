"""Any small plan: what the ledger book, a list and a form say of it is read back as the same tasks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.plan_imports import imported, previewed

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.documents.xlsx.ledger_book import write_ledger_book
from huaian_tui.documents.xlsx.list_export import FORMATS, ListTable, list_file
from huaian_tui.importing.plan_files.assemble import read_draft
from huaian_tui.importing.plan_files.draft import Draft
from huaian_tui.importing.plan_files.excel_reader import read_excel
from huaian_tui.importing.plan_files.plan_file import PlanFile
from huaian_tui.importing.plan_files.text_reader import read_text
from huaian_tui.importing.plan_files.unit_matching import KnownUnits
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.reading import preview_of
from huaian_tui.services.plan_import.withdrawing import withdraw_plan
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plan_items import read_plan_texts
from huaian_tui.store.queries.unit_names import known_unit_names

TODAY = date(2026, 11, 22)
UNITS = ("市数据局", "市财政局", "市教育局", "市科技局", "市公安局")
TEXTS = (
    "新增企业20家以上，“专精特新”5家。",
    "上半年完成投资50亿元，全年完成120亿元。",
    "建成 | 公共*平台*_一期_，接入系统100%。",
    "失业率控制在5.5%以内，力争5%以内。",
    "长期开展帮扶，每季度通报一次。",
    "修订《管理办法》（试行）；2026年9月底前印发。",
    "编制目录",
    "增长6%左右，较2021年提高3个百分点。",
)
DUES = ("6月底前", "2026年9月", "全年", "长期坚持", "每季度", "", "2026年4月底前完成一期，11月30日前全部完成")

ROW = st.tuples(
    st.sampled_from(("产业", "民生", "治理")),
    st.sampled_from(TEXTS),
    st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from(UNITS), max_size=3, unique=True),
    st.sampled_from(DUES),
)


def plan_of(rows: list[tuple[str, str, list[str], list[str], str]]) -> str:
    """A plan as a text file; the same unit is never on both sides, and the rows of a chapter are together."""
    lines = ["云川市2026年重点任务分解表", "序号\t类别\t重点任务\t牵头单位\t责任单位\t完成时限"]
    for number, (level, text, lead, support, due) in enumerate(sorted(rows, key=lambda r: r[0]), start=1):
        others = [one for one in support if one not in lead]
        lines.append(f"{number}\t{level}\t{text}\t{'、'.join(lead)}\t{'、'.join(others)}\t{due}")
    return "\n".join(lines) + "\n"


def entered(ledger: Ledger, plan: str) -> list[tuple[Any, ...]]:
    """The tasks of a plan of the ledger: number, level, text, units, days with their targets."""
    return [
        (
            one.printed,
            one.level1,
            one.text,
            [unit for unit, _ in one.lead],
            [unit for unit, _ in one.support],
            sorted(
                (made["due"] or "", *(float(made[key]) for key in ("value",) if made.get(key) is not None))
                for made in one.body.get("milestones", ())
            ),
        )
        for one in read_plan_texts(ledger.connection, plan)
    ]


def drafted(draft: Draft) -> list[tuple[Any, ...]]:
    """The same of a draft."""
    return [
        (
            one.no,
            one.level1,
            one.text,
            [unit.unit for unit in one.lead],
            [unit.unit for unit in one.support],
            sorted(
                (
                    made.due.isoformat() if made.due else "",
                    *((float(made.quantity.value),) if made.quantity is not None else ()),
                )
                for made in one.milestones
                if made.sure
            ),
        )
        for one in draft.tasks
    ]


def read_back(ledger: Ledger, data: bytes) -> Draft:
    return read_draft(read_excel(data), KnownUnits(*known_unit_names(ledger.connection)))


def accepted(ledger: Ledger, rows: list[Any]) -> str:
    """The plan, entered; what is unsure of it is left out."""
    preview = previewed(ledger.connection, plan_of(rows), Decisions(code="YZ"))
    for one in preview.unanswered:
        preview = decide(preview, preview.decisions.answered(one.id, one.answers[-1].key))
    return imported(ledger, plan_of(rows), TODAY, preview.decisions).plan


EXAMPLES = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@EXAMPLES
@given(rows=st.lists(ROW, min_size=2, max_size=4))
def test_the_book_and_the_forms_of_any_plan(ledger: Ledger, rows: list[Any]) -> None:
    plan = accepted(ledger, rows)
    try:
        tasks = entered(ledger, plan)
        connection = ledger.connection
        book = read_back(ledger, write_ledger_book(connection, TODAY, None, None, plan=plan))
        assert drafted(book) == tasks and book.new_units == ()
        assert [one.message for one in book.questions if one.must_be_answered] == []
        assert book.title == "云川市2026年重点任务分解表"
        known = {one[0]: one for one in tasks}
        for unit in UNITS[:2]:
            asked = [one for one in tasks if unit in (*one[3], *one[4]) and any(due for due, *_ in one[5])]
            if not any("2026-01-01" <= due <= "2026-12-22" for one in asked for due, *_ in one[5]):
                continue
            form = read_back(ledger, write_feedback_form(connection, TODAY, unit, plan=plan))
            for no, _, text, lead, support, dues in drafted(form):
                assert text == known[no][2] and set(lead + support) == {unit}
                assert (unit in known[no][3]) is (lead == [unit])
                assert {day for day, *_ in dues} <= {day for day, *_ in known[no][5]}
    finally:
        withdraw_plan(ledger, plan, "下一个", TODAY)


@EXAMPLES
@given(rows=st.lists(ROW, min_size=1, max_size=5), suffix=st.sampled_from(sorted(FORMATS)))
def test_a_list_of_any_plan(ledger: Ledger, rows: list[Any], suffix: str) -> None:
    heads = ("序号", "状态", "重点任务", "牵头单位", "责任单位", "时限")
    cells = [
        (str(at), "正常推进", text, "、".join(lead), "、".join(support), "2026-12-31")
        for at, (_, text, lead, support, _) in enumerate(rows, start=1)
    ]
    made = list_file(ListTable("重点任务", "共几项", heads, cells, TODAY, frozenset({0})), suffix)
    blocks = read_excel(made) if suffix == "xlsx" else read_text(made)
    draft = read_draft(blocks, KnownUnits(*known_unit_names(ledger.connection)))
    assert [
        (one.no, "".join(one.text.split()), [u.unit for u in one.lead], [u.unit for u in one.support])
        for one in draft.tasks
    ] == [
        (str(at), "".join(text.split()), lead, support)
        for at, (_, text, lead, support, _) in enumerate(rows, 1)
    ]


def test_a_book_over_several_plans_asks_which_one(ledger: Ledger) -> None:
    row = ("民生", TEXTS[0], ["市数据局"], ["市财政局"], "6月底前")
    plan = accepted(ledger, [row])
    book = read_back(ledger, write_ledger_book(ledger.connection, TODAY, None, None))
    assert len(book.tasks) == 61 and {one.table for one in book.tasks} == {"数据基础制度", "重点任务分解表"}
    preview = preview_of(ledger.connection, PlanFile("台账.xlsx", "0" * 64, book), Decisions())
    [question] = [one for one in preview.unanswered if one.kind == "parts"]
    assert "一次导入一个" in question.message and len(question.answers) == 2
    chosen = decide(preview, preview.decisions.answered(question.id, "重点任务分解表"))
    assert chosen.title == "重点任务分解表" and not chosen.unanswered
    assert [one.text for one in chosen.tasks] == [one[2] for one in entered(ledger, plan)]


def test_inferred_targets_of_a_form_are_told_and_are_no_targets(ledger: Ledger) -> None:
    form = read_back(ledger, write_feedback_form(ledger.connection, TODAY, "市数据局", plan=SHIPPED_PLAN))
    told = [one for one in form.questions if one.kind == "inferred"]
    assert told and all("推定" in one.message for one in told)
    for one in told:
        task = form.tasks[one.task or 0]
        named = [made for made in task.milestones if made.phrase in one.message]
        assert named and all(made.quantity is None for made in named)


@pytest.mark.usefixtures("children_started_anew")
def test_a_form_of_more_than_five_thousand_lines_can_be_read(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    from huaian_tui.importing.workbook import read_workbook

    with Workbook(tmp_path / "反馈表.xlsx") as book:
        sheet = book.add_worksheet("反馈表")
        for number in range(6_000):
            sheet.write_row(number, 0, [number, f"{number}-1", "任务", "节点"])
    (read,) = read_workbook(tmp_path / "反馈表.xlsx")[1]
    assert len(read.rows) == 6_000
