"""查访单, 逾期清单, 延期批复单, 销号单, 立项审批单, 发文稿纸: the office's own sheets, and of decisions."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from support.approved import same_as_approved
from support.composers import TODAY, History, paragraphs, sources_of, tables, work
from support.pdf_ruler import PdfRuler, page_texts

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.docx.document import render_docx
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOT_ISSUED, NoticeKind
from huaian_tui.ledger.identity import format_id
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notices import issue, keep_draft
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.settings import change_settings
from huaian_tui.services.tasks import NewMilestone, TaskDraft, add_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_overdue


def made_of(connection: sqlite3.Connection, kind: NoticeKind, **more: object) -> Composed:
    """A paper of the kind."""
    return compose(connection, NoticeRequest(kind, TODAY, **more))  # type: ignore[arg-type]


def cells(made: Composed) -> str:
    """All cells of all tables, one a line."""
    return "\n".join(cell.text for table in tables(made) for row in table.rows for cell in row)


def page_sizes(made: Composed) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    with PdfRuler(made.document) as ruler:
        return [(round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) for page in ruler.pages]


CASES: dict[str, dict[str, object]] = {
    "visit_unit": {"kind": NoticeKind.VISIT, "units": ("市数据局",)},
    "visit_task": {"kind": NoticeKind.VISIT, "tasks": (2,)},
    "overdue": {"kind": NoticeKind.OVERDUE},
    "briefing": {"kind": NoticeKind.BRIEFING},
    "briefing_quiet": {"kind": NoticeKind.BRIEFING, "units": ("市财政局",), "named": "领导参阅"},
    "annual": {"kind": NoticeKind.ANNUAL},
    "ledger_unit": {"kind": NoticeKind.LEDGER, "units": ("市财政局",)},
    "extension": {"kind": NoticeKind.EXTENSION, "milestone": "2-4", "basis": "市数据局11月18日来函"},
    "completion": {"kind": NoticeKind.COMPLETION, "tasks": (6,)},
    "taking_up": {"kind": NoticeKind.TAKING_UP, "tasks": (2,), "basis": "市长在专题会议上的要求"},
}
UPRIGHT, TURNED = (210, 297), (297, 210)
PAGES = {"visit_unit": 2, "annual": 3}
"""More than one."""


@pytest.mark.parametrize("name", CASES)
def test_papers_read_as_approved_and_take_few_pages(worked: sqlite3.Connection, name: str) -> None:
    made = made_of(worked, **CASES[name])  # type: ignore[arg-type]
    same_as_approved(name, made.document)
    assert document_from_json(document_to_json(made.document)) == made.document
    assert made.document.draft == (made.kind not in NOT_ISSUED)
    size = TURNED if made.document.turned else UPRIGHT
    assert page_sizes(made) == [size] * PAGES.get(name, 1)
    assert render_docx(made.document).startswith(b"PK")


def test_visit_asks_what_is_pressing_and_names_the_rest(history: History, worked: sqlite3.Connection) -> None:
    made = made_of(worked, NoticeKind.VISIT, units=("市数据局",))
    said = cells(made)
    assert "约定2026年11月10日回访。" in said
    assert "问题：联调进度慢于计划。" in said
    assert "要求：11月底前完成联调。" in said
    assert [row[0].text for row in tables(made)[1].rows] == ["2", "22", "25", "26", "45"]
    assert sources_of(made, "22：2026年11月2日：已引进服务机构12家。") == (history.support_note,)
    with pytest.raises(InputRefused, match="须写明单位或任务"):
        made_of(worked, NoticeKind.VISIT)
    with pytest.raises(HuaianError, match="没有可查访的任务"):
        made_of(worked, NoticeKind.VISIT, units=("淮安工业园区",))


def test_visit_of_a_task_asks_only_about_it_and_knows_its_units(worked: sqlite3.Connection) -> None:
    made = made_of(worked, NoticeKind.VISIT, tasks=(9,))
    assert made.document.title == "第9项查访单" and made.units
    assert "进展、下一步打算和完成时间（没有时限）" in cells(made)
    assert "还没有督查记录。" in cells(made)


def test_overdue_list_counts_as_the_ledger_does(worked: sqlite3.Connection) -> None:
    made = made_of(worked, NoticeKind.OVERDUE)
    late = list_overdue(worked, TODAY)
    assert f"的{len(late)}个节点逾期" in paragraphs(made)[0]
    days = [cell.text for row in tables(made)[0].rows for cell in row if cell.text.endswith("天")]
    assert sorted(days) == sorted(f"{one.overdue_days}天" for one in late)
    of_unit = made_of(worked, NoticeKind.OVERDUE, units=("市工信局",))
    assert of_unit.document.title == "市工信局逾期事项清单"
    assert of_unit.units == ("市工信局",)
    with pytest.raises(HuaianError, match="市气象局没有逾期事项"):
        made_of(worked, NoticeKind.OVERDUE, units=("市气象局",))


def test_overdue_list_of_a_past_day_says_that_day(worked: sqlite3.Connection) -> None:
    request = NoticeRequest(NoticeKind.OVERDUE, TODAY, as_of=date(2025, 6, 1))
    assert compose(worked, request).document.date == date(2025, 6, 1)


def test_briefing_counts_as_the_ledger_does_and_asks_for_one_thing(worked: sqlite3.Connection) -> None:
    made = made_of(worked, NoticeKind.BRIEFING)
    late = {one.task_no for one in list_overdue(worked, TODAY)}
    conclusion, *problems, proposal = paragraphs(made)
    assert conclusion.startswith(
        f"结论。截至2026年11月22日，重点任务共60项，其中办结1项，正常推进1项，逾期{len(late)}项，未设节点53项。"
    )
    assert [cell.text for cell in tables(made)[0].rows[0]] == ["1项", f"{len(late)}项", "1个节点"]
    assert len(problems) == 3 and "联调进度慢于计划" in problems[0]
    assert proposal.startswith("建议。") and "第2、22、25项" in proposal
    assert made.document.masthead == "督查专报" and made.document.recipients == ()


def test_briefing_is_one_page_whatever_it_tells(ledger: Ledger, reader: sqlite3.Connection) -> None:
    leads = ("市数据局", "市发改委", "市工信局", "市财政局", "市国资委")
    text = "统筹推进全市一体化政务大数据体系建设和公共数据资源开发利用以及数据要素市场化配置综合改革试点任务"
    plans = list[str]()
    for place in range(3):
        title = f"淮安市{'进一步优化营商环境促进民营经济高质量发展' * (place + 1)}若干措施任务分工方案"
        plans.append(add_plan(ledger, PlanDraft(title, f"营商环境{place}", "ABC"[place])))
        due = (NewMilestone(date(2026, 3, 1), "全面完成并通过验收"),)
        drafts = [TaskDraft(str(number), text, leads, milestones=due) for number in (1, 2, 3)]
        for number in add_tasks(ledger, plans[-1], drafts):
            add_note(ledger, NoteDraft(number, text, TODAY, leads, problem=text * 3), TODAY)
    asked = [{"every_plan": True}, *({"plan": one} for one in plans), {"units": leads}]
    for wanted in asked:
        made = made_of(reader, NoticeKind.BRIEFING, **wanted)
        assert page_sizes(made) == [UPRIGHT], wanted
        assert sum("督查发现" in one for one in paragraphs(made)) <= 3


def test_briefing_is_numbered_by_issue(ledger: Ledger, reader: sqlite3.Connection) -> None:
    work(ledger)
    change_settings(ledger, {"code": "淮数督"})
    made = made_of(reader, NoticeKind.BRIEFING, named="领导参阅")
    assert made.document.masthead == "领导参阅"
    assert str(issue(ledger, keep_draft(ledger, made, TODAY), TODAY)) == "2026年第1期"


def test_annual_summary_counts_what_the_ledger_has(worked: sqlite3.Connection) -> None:
    made = made_of(worked, NoticeKind.ANNUAL)
    said = "\n".join(paragraphs(made))
    assert "年内办结节点3个（超时办结3个），中止的节点1个。" in said
    assert "第6项“形成数据资产入表实例（力争）”“规范落实数据资产入表工作”超时办结；" in said
    assert "年内登记督查记录3条（其中听取汇报1次），涉及2个单位。发现问题3个，均尚未解决。" in said
    assert "第2项“建设市数据资产登记平台”逾期691天。2026年10月20日督查发现：联调进度慢于计划。" in said
    assert "%" not in said  # rates are the evaluation's
    assert "2026年还没有过完" in made.warnings[0]
    before = made_of(worked, NoticeKind.ANNUAL, period=Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert "年内没有节点办结。" in "\n".join(paragraphs(before)) and before.warnings == ()


def test_ledger_sheet_has_every_task_and_its_head_on_every_page(worked: sqlite3.Connection) -> None:
    made = made_of(worked, NoticeKind.LEDGER)
    assert [row[0].text for row in tables(made)[0].rows] == [str(number) for number in range(1, 61)]
    printed = page_texts(made.document)
    for page in (printed[0], printed[-1]):
        assert "重点任务牵头单位责任单位" in page
    assert len(find_tasks(worked, TODAY, TaskFilter(unit="市财政局"))) == len(
        tables(made_of(worked, NoticeKind.LEDGER, units=("市财政局",)))[0].rows
    )


def test_extension_is_told_from_the_decision(ledger: Ledger, reader: sqlite3.Connection) -> None:
    history = work(ledger)
    made = made_of(reader, NoticeKind.EXTENSION, tasks=(2,))
    assert made.document.recipients == ("淮安市数据局",) and made.asks == ("2-4",)
    said = cells(made)
    assert "2025年12月31日" in said and "2026年12月10日" in said
    assert "市政府专题会议纪要第12号。2026年11月22日决定。" in said
    assert history.extended in made.document.sources()
    assert "收悉" not in paragraphs(made)[0]  # nobody said that there was a request
    extend_milestone(ledger, "2-4", date(2027, 3, 1), "市长批示", TODAY)
    again = cells(made_of(reader, NoticeKind.EXTENSION, milestone="2-4"))
    assert "市长批示。2026年11月22日决定（第2次调整）。" in again and "2025年12月31日" in again
    with pytest.raises(HuaianError, match="没有可批复的延期"):
        made_of(reader, NoticeKind.EXTENSION, milestone="2-1")
    with pytest.raises(InputRefused, match="须写明一个节点或一项任务"):
        made_of(reader, NoticeKind.EXTENSION, tasks=(2, 6))


def test_completion_says_how_it_was_completed(ledger: Ledger, reader: sqlite3.Connection) -> None:
    history = work(ledger)
    made = made_of(reader, NoticeKind.COMPLETION, milestone="6-1")
    said = cells(made)
    assert "超时办结（比时限晚549天）；完成1个。" in said
    assert "张三，2026年11月22日登记" in said and "入表凭证。" in said
    assert "本单所列1个节点。本项节点已全部办结。" in said
    assert history.summer_done in made.document.sources()
    complete_milestone(ledger, "2-4", Completion(date(2026, 11, 20), "联调报告"), TODAY)
    in_time = cells(made_of(reader, NoticeKind.COMPLETION, milestone="2-4"))
    assert "按期办结。" in in_time and "本项还有3个节点没有办结，继续督办。" in in_time
    with pytest.raises(HuaianError, match="没有可销号的节点"):
        made_of(reader, NoticeKind.COMPLETION, tasks=(22,))
    complete_milestone(ledger, "22-1", Completion(date(2026, 11, 20), "验收", 21.0), TODAY)
    printed = cells(made_of(reader, NoticeKind.COMPLETION, milestone="22-1"))
    assert "目标20家以上（含），完成21家。" in printed


def test_taking_up_is_asked_of_one_item(worked: sqlite3.Connection) -> None:
    said = cells(made_of(worked, NoticeKind.TAKING_UP, tasks=(2,)))
    assert "政府督查工作条例第十一条" in said and "领导批示" in said
    with pytest.raises(InputRefused, match="须写明一项任务"):
        made_of(worked, NoticeKind.TAKING_UP)


def test_routing_sheet_goes_along_with_a_paper(ledger: Ledger, reader: sqlite3.Connection) -> None:
    work(ledger)
    change_settings(ledger, {"code": "淮数督", "copies_to": "市纪委监委"})
    paper = made_of(reader, NoticeKind.REMINDER, units=("市工信局",), basis="常务会议纪要第8号")
    notice = keep_draft(ledger, paper, TODAY, basis="常务会议纪要第8号")
    made = made_of(reader, NoticeKind.ROUTING, notice=format_id(notice))
    same_as_approved("routing", made.document)
    said = cells(made)
    for part in ("催办单", "淮安市工业和信息化局", "张三\n2026年11月22日", "常务会议纪要第8号"):
        assert part in said
    assert made.units == ("市工信局",)
    issue(ledger, notice, TODAY)
    assert "淮数督〔2026〕1号" in cells(made_of(reader, NoticeKind.ROUTING, notice=format_id(notice)))
    sheet = keep_draft(ledger, made, TODAY)
    with pytest.raises(HuaianError, match="发文稿纸不用发文稿纸"):
        made_of(reader, NoticeKind.ROUTING, notice=format_id(sheet))
    with pytest.raises(InputRefused, match="须写明一份文书"):
        made_of(reader, NoticeKind.ROUTING)


def test_inner_sheets_are_not_issued(ledger: Ledger, reader: sqlite3.Connection) -> None:
    work(ledger)
    change_settings(ledger, {"code": "淮数督"})
    sheet = keep_draft(ledger, made_of(reader, NoticeKind.VISIT, tasks=(2,)), TODAY)
    with pytest.raises(HuaianError, match="查访单不印发"):
        issue(ledger, sheet, TODAY)


def test_extension_is_issued_with_a_number(ledger: Ledger, reader: sqlite3.Connection) -> None:
    work(ledger)
    change_settings(ledger, {"code": "淮数督"})
    made = made_of(reader, NoticeKind.EXTENSION, milestone="2-4")
    number = issue(ledger, keep_draft(ledger, made, TODAY), TODAY)
    assert number.year == TODAY.year and number.serial == 1
