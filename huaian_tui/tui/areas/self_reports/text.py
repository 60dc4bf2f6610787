"""Reports of units (单位自报) in words: the list, what a unit says, what was known, what a decision does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MISSED
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.domain.words.milestones import due_words, ending_words
from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.domain.words.targets import target_verdict, target_words, value_words
from huaian_tui.store.queries.self_reports import ReportBeside
from huaian_tui.tui.areas.milestones.text import state_content
from huaian_tui.tui.frame.detail_lines import labelled, lines, quiet, toned
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import safe_content

COLUMNS: tuple[Column[ReportRow], ...] = (
    Column("收到", lambda report: report.day.isoformat(), width=10, priority=3),
    Column("单位", lambda report: report.unit_name, weight=1, min_width=14),
    Column(PLAN_COLUMN, lambda report: report.named.short, width=14, priority=5),
    Column("节点", lambda report: report.milestone, width=11),
    Column("报称", lambda report: "已完成" if report.finished else "未完成", width=6),
    Column("进展", lambda report: report.progress[:_GIST], weight=3, min_width=20, priority=2),
)

_GIST = 300


def report_rows(reports: Sequence[ReportRow]) -> list[ListRow]:
    """Reports as lines of the list; the key is the record id (hexadecimal)."""
    return [ListRow(one.record_id.hex(), cells_of(one, COLUMNS)) for one in reports]


def report_head(beside: ReportBeside) -> Content:
    """Which report it is: the unit, the row of the plan, the milestone."""
    report, state = beside.report, beside.milestone.state
    place = Content.styled(report.named.told, "bold") + quiet(f"  {state.id}  ")
    unit = Content.styled(report.unit_name, "bold $accent")
    return unit + Content("  ") + place + safe_content(state.title)


def reported_text(beside: ReportBeside) -> Content:
    """What the unit reported: its word on completion and value first, as beside it stands what was known."""
    report = beside.report
    return lines(
        [
            labelled("完成", _claim(report)),
            labelled("数值", _claimed_value(beside)),
            labelled("进展", _block(report.progress)),
            labelled("问题", _block(report.problem) if report.problem else "没有填"),
            labelled("下步", _block(report.next_step) if report.next_step else "没有填"),
            labelled("填报", report.contact),
            labelled(
                "来源",
                f"{report.day} {report.source}，{report.officer} 登记"
                if report.source
                else f"{report.form.exported_on} 导出的反馈表第 {report.form.line} 行，"
                f"{report.day} {report.officer} 导入",
            ),
        ]
    )


def known_text(beside: ReportBeside) -> Content:
    """What the ledger knew of the milestone before: state, target, reading, visit, earlier reports."""
    return lines(_known_lines(beside))


def _known_lines(beside: ReportBeside) -> Iterator[Content]:
    row, state = beside.milestone, beside.milestone.state
    yield labelled("状态", state_content(row) + Content(f"，时限 {due_words(state)}"))
    if state.status is Status.DONE and state.completed_on is not None:
        yield labelled("办结", ending_words(state))
    yield labelled("数值", _known_value(beside))
    note = beside.note
    if note is None:
        yield labelled("督查", "没有写到这个单位的督查记录")
    else:
        how = f"（{note.method}）" if note.method else ""
        yield labelled("督查", f"{note.day}{how} " + _block(note.text))
        if note.problem:
            yield labelled("问题", _block(note.problem))
        if note.requirement:
            yield labelled("要求", _block(note.requirement))
    if not beside.earlier:
        yield labelled("以前", "没有报过这个节点")
    for one in beside.earlier:
        why = f"（{one.reason}）" if one.reason else ""
        yield labelled("以前", f"{one.day} {one.state.word}{why}：" + _block(one.progress))
    yield labelled("原文", f"「{state.phrase}」" if state.phrase else "方案没有这个节点，由督查人员设定")


def consequence(beside: ReportBeside, *, complete: bool) -> Content:
    """What confirming does; said before the officer confirms."""
    report, state = beside.report, beside.milestone.state
    said = [Content(f"进展记入{report.named.told}的督查记录（{report.unit_name}）。")]
    if beside.tied:
        said.append(Content(f"同一事项还有{'、'.join(one.told for one in beside.tied)}，请一并核对。"))
    newer = [one for one in beside.earlier if one.record_id > report.record_id]
    confirmed = any(one.state is ReportState.CONFIRMED for one in newer)
    if standing := [one for one in newer if one.state is not ReportState.REJECTED]:
        newest = f"{standing[0].day} 另有更新的自报（{standing[0].state.word}）"
        said.insert(0, toned(f"这不是最新的一条：{newest}，以更新的为准。", "due_soon"))
    if later := [one for one in beside.earlier if one.form.exported_on > report.form.exported_on]:
        form = f"{later[0].form.exported_on} 那份（{later[0].day} 收，{later[0].state.word}）"
        said.insert(0, toned(f"它的反馈表早于 {form}，请核对以哪条为准。", "due_soon"))
    if completes(beside) and complete and not confirmed:
        day = (report.finished_on or report.day).isoformat()
        said.append(Content(f"节点按 {day} 办结。"))
        if misses(beside):
            said.append(toned(f"数值没有达到指标，将显示为「{MISSED}」，请在依据里写明原因。", "due_soon"))
        elif state.target is not None and report.value is None:
            said.append(toned("没有报数值，达标与否不能判断。", "due_soon"))
        return Content("").join(said)
    if report.finished and state.status is not Status.OPEN:
        said.append(Content("节点已办结或中止，不再登记办结。"))
    else:
        said.append(Content("节点不办结，继续督办。"))
    if report.value is not None and state.target is not None:
        said.append(Content(f"数值 {_number(beside)} 登记为 {report.day} 的读数。"))
    return Content("").join(said)


def completes(beside: ReportBeside) -> bool:
    """Whether the report claims a completion that can still be recorded."""
    return beside.report.finished and beside.milestone.state.status is Status.OPEN


def misses(beside: ReportBeside) -> bool:
    """Whether the reported value misses the target."""
    value, target = beside.report.value, beside.milestone.state.target
    return value is not None and target is not None and not target.met_by(value)


def _claim(report: ReportRow) -> Content:
    if not report.finished:
        return Content("未完成")
    return Content.styled(f"{report.finished_on} 已完成", "bold")


def _claimed_value(beside: ReportBeside) -> str | Content:
    value, target = beside.report.value, beside.milestone.state.target
    if value is None:
        return "没有填"
    if target is None:
        return format_number(value)
    return toned(target_verdict(target, value), "overdue" if misses(beside) else "on_track")


def _known_value(beside: ReportBeside) -> str:
    """The newest reading, and the target that it is compared with."""
    target, reading = beside.milestone.state.target, beside.reading
    if target is None:
        return "这个节点没有量化指标"
    if reading is None:
        return f"还没有读数（指标：{target_words(target)}）"
    return f"{reading.day} 读数 {target_verdict(target, reading.value)}"


def _number(beside: ReportBeside) -> str:
    return value_words(beside.milestone.state.target, beside.report.value or 0)


def _block(text: str) -> str:
    """Further lines of a typed text begin under its first."""
    return text.replace("\n", "\n" + " " * 6)
