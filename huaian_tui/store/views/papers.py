"""Views of notices, of what units answered, and of what they reported themselves."""

from __future__ import annotations

from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.report_states import STATE_TITLES as REPORT_STATES
from huaian_tui.store.queries.self_reports import DECIDED, FIRST_REPORT
from huaian_tui.store.views.milestones import TASK_COLUMNS
from huaian_tui.store.views.model import View, ViewColumn, dashed, name_on, names_on, told_of, worded

_DAY = "coalesce(n.issued_on, n.day)"

_REPLY_DUE = (
    "coalesce(n.reply_due, "
    "(SELECT json_extract(r.body, '$.reply_due') FROM record AS r WHERE r.id = n.current))"
)

NOTICE = View(
    "v_notice",
    "一份文书",
    (
        ViewColumn("id", dashed("n.id"), "文书编号"),
        ViewColumn("kind", "n.kind", f"种类：{told_of(NOTICE_TITLES)}"),
        ViewColumn("kind_title", worded("n.kind", NOTICE_TITLES), "种类的中文"),
        ViewColumn("number", "n.number", "发文字号或期号；空：没有编"),
        ViewColumn("title", "n.title", "标题"),
        ViewColumn("state", "n.state", "draft 草稿，issued 已印发，withdrawn 已撤回或丢弃"),
        ViewColumn("units", f"coalesce({names_on('n.units', _DAY)}, '')", "主送单位当时的名称，顿号隔开"),
        ViewColumn("drafted_on", "n.day", "拟稿日期"),
        ViewColumn("issued_on", "n.issued_on", "印发日期"),
        ViewColumn("reply_due", _REPLY_DUE, "要求哪一天前反馈（草稿：拟的）；空：不要求"),
        ViewColumn("withdrawn", "n.withdrawn", "为什么撤回"),
        ViewColumn("officer", "n.officer", "承办人"),
        ViewColumn(
            "replies", "(SELECT count(*) FROM notice_reply AS y WHERE y.notice = n.id)", "收到几件反馈"
        ),
        ViewColumn("code", "n.code", "机关代字"),
        ViewColumn("year", "n.year", "文号的年份"),
        ViewColumn("serial", "n.serial", "顺序号"),
    ),
    "FROM notice AS n",
)

_REPLIES = "FROM notice_reply AS y WHERE y.notice = n.id AND y.unit = asked.value"

NOTICE_UNIT = View(
    "v_notice_unit",
    "一份文书写给的一个单位，有没有反馈",
    (
        ViewColumn("notice", dashed("n.id"), "文书编号（v_notice.id）"),
        ViewColumn("unit", "asked.value", "单位编号"),
        ViewColumn("name", name_on("asked.value", _DAY), "单位当时的名称"),
        ViewColumn("reply_due", "n.reply_due", "要求哪一天前反馈"),
        ViewColumn("replied_on", f"(SELECT max(y.day) {_REPLIES})", "最近一次反馈的日期；空：没有反馈"),
        ViewColumn(
            "waiting",
            f"n.state = 'issued' AND n.reply_due IS NOT NULL AND NOT EXISTS (SELECT 1 {_REPLIES})",
            "1：已印发、要求反馈，还没有收到",
        ),
        ViewColumn(
            "days_late",
            f"CASE WHEN n.state = 'issued' AND n.reply_due < d.today AND NOT EXISTS (SELECT 1 {_REPLIES}) "
            "THEN CAST(julianday(d.today) - julianday(n.reply_due) AS INTEGER) ELSE 0 END",
            "反馈超过几天；没有超过为 0",
        ),
    ),
    "FROM v_day AS d CROSS JOIN notice AS n CROSS JOIN json_each(n.units) AS asked",
)

REPLY = View(
    "v_reply",
    "一个单位对一份文书的一件反馈",
    (
        ViewColumn("id", dashed("y.id"), "记录编号"),
        ViewColumn("notice", dashed("y.notice"), "文书编号（v_notice.id）"),
        ViewColumn("unit", "y.unit", "单位编号"),
        ViewColumn("name", name_on("y.unit", "y.day"), "单位当时的名称"),
        ViewColumn("day", "y.day", "反馈日期"),
        ViewColumn("text", "y.text", "内容"),
        ViewColumn("officer", "y.officer", "登记人"),
    ),
    "FROM notice_reply AS y",
)


def _said(part: str) -> str:
    return f"json_extract(said.body, '$.{part}')"


SELF_REPORT = View(
    "v_self_report",
    "一条单位自报，同 feedback list --state all 列的",
    (
        ViewColumn("id", dashed("r.id"), "记录编号"),
        ViewColumn("milestone", "r.milestone", "节点编号"),
        *TASK_COLUMNS,
        ViewColumn("unit", "r.unit", "单位编号"),
        ViewColumn("name", name_on("r.unit", "r.day"), "单位当时的名称"),
        ViewColumn("day", "r.day", "收到的日期"),
        ViewColumn("progress", _said("progress"), "进展"),
        ViewColumn("finished", _said("finished"), "1：单位说已完成"),
        ViewColumn("finished_on", _said("finished_on"), "单位说的完成日期"),
        ViewColumn("value", _said("value"), "单位报的数"),
        ViewColumn("problem", _said("problem"), "存在问题"),
        ViewColumn("next_step", _said("next_step"), "下一步"),
        ViewColumn("state", "e.state", told_of(REPORT_STATES)),
        ViewColumn("state_word", worded("e.state", REPORT_STATES), "状态的中文"),
        ViewColumn("decided_by", "decided.officer", "谁核实的"),
        ViewColumn("decided_on", "decided.occurred_on", "哪一天核实的"),
        ViewColumn("reason", "json_extract(decided.body, '$.reason')", "为什么驳回"),
        ViewColumn("officer", "said.officer", "收的人"),
    ),
    "FROM (SELECT p.id, p.task_no, p.milestone, p.unit, p.day, "  # noqa: S608 - our own names
    f"{DECIDED} AS deciding FROM self_report AS p WHERE {FIRST_REPORT}) AS r "
    "JOIN record AS said ON said.id = r.id JOIN self_report AS e ON e.id = r.deciding "
    "LEFT JOIN record AS decided ON decided.id = e.decision JOIN task AS t ON t.no = r.task_no "
    "LEFT JOIN plan AS p ON p.id = t.plan",
)
