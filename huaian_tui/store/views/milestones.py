"""Views of milestones, readings and deliverables: what ``milestone list``, ``overdue`` and ``task`` show."""

from __future__ import annotations

from huaian_tui.domain.rules.lights import MILESTONE_RULE, Light
from huaian_tui.domain.rules.milestone_state import DONE_WORDS, SOURCE_RULE, DueSource
from huaian_tui.domain.rules.targets import ABOUT_SHARE
from huaian_tui.domain.words.milestones import CANCELLED
from huaian_tui.store.engine.counted_once import FIRST_READING, newest_reading
from huaian_tui.store.queries.milestones import DONE_WORD_SQL
from huaian_tui.store.queries.sql_parts import (
    BEHIND_SQL,
    CONFLICT_SQL,
    MILESTONE_FACTS,
)
from huaian_tui.store.queries.task_refs import label_of
from huaian_tui.store.views.days import DAYS
from huaian_tui.store.views.model import View, ViewColumn, dashed, numbered
from huaian_tui.store.views.tasks import LISTED, only, units_of

_FACTS = MILESTONE_FACTS | DAYS
_LIGHTS: tuple[Light | None, ...] = (*Light, None)
_LIGHT = MILESTONE_RULE.sql(_FACTS, {light: light and light.value for light in _LIGHTS})
_LIGHT_WORD = MILESTONE_RULE.sql(_FACTS, {light: light.word if light else CANCELLED for light in _LIGHTS})
_SOURCES: dict[DueSource, str] = {
    "none": "none",
    "quotation": "quotation",
    "assumption": "assumption",
    "decision": "decision",
}
_SOURCE = SOURCE_RULE.sql({"due": "m.due", "assumed": "m.assumed", "due_decided": "m.due_decided"}, _SOURCES)

TASK_COLUMNS = (
    ViewColumn("task_key", "t.no", "任务的内部编号（v_task.task_key）"),
    ViewColumn("task_id", "t.plan || '/' || t.no", "任务的编号（v_task.id）"),
    ViewColumn("task_no", numbered("t.printed"), "任务的序号，照方案印的"),
    ViewColumn("task", label_of("t", "p"), "任务在列表里的称呼（v_task.label）"),
    ViewColumn("plan", "p.code", "方案代号"),
)
"""Which task ``t`` of plan ``p`` a row is about."""

MILESTONE_ALL = View(
    "v_milestone_all",
    "一个节点，中止的、终止任务的、收官方案的也在内",
    (
        ViewColumn("id", "m.id", "节点编号，如 2-1"),
        *TASK_COLUMNS,
        ViewColumn("title", "m.title", "名称"),
        ViewColumn("phrase", "m.phrase", "原文怎样说；空：办里设的"),
        ViewColumn("basis", "m.basis", "时限的依据"),
        ViewColumn("due", "m.due", "现行时限（延期以后的）；空：没有时限"),
        ViewColumn(
            "original_due",
            "m.original_due",
            "原定时限：原文写的，或第一次定的；假定的仍是假定的那天（评价按后来定下的算）",
        ),
        ViewColumn(
            "due_source",
            _SOURCE,
            "时限从哪里来：quotation 原文，decision 办里定的，assumption 假定，none 没有",
        ),
        ViewColumn("assumed", "m.assumed", "1：时限是假定的（只写年份的按 12 月 31 日）"),
        ViewColumn("stretch", "m.stretch", "1：力争"),
        ViewColumn("status", "m.status", "open 未办结，done 办结，cancelled 中止"),
        ViewColumn("light", _LIGHT, "状态灯，同任务的；中止的为空"),
        ViewColumn("light_word", _LIGHT_WORD, "状态灯的中文；中止的写中止"),
        ViewColumn(
            "overdue_days",
            "CASE WHEN m.status = 'open' AND m.due < d.today "
            "THEN CAST(julianday(d.today) - julianday(m.due) AS INTEGER) ELSE 0 END",
            "逾期几天；没有逾期为 0",
        ),
        ViewColumn("behind_from", BEHIND_SQL, "照最新读数，从哪一天起未达序时"),
        ViewColumn("completed_on", "m.completed_on", "办结日期"),
        ViewColumn("completion_basis", "m.completion_basis", "办结依据"),
        ViewColumn("completion_value", "m.completion_value", "办结时达到的数"),
        ViewColumn("met", "m.met", "办结时是否达标：1 达标，0 未达标，空：没有指标或没有填数"),
        ViewColumn(
            "done_word",
            f"CASE WHEN m.status = 'done' THEN {DONE_WORD_SQL} END",
            "怎样办结的：" + "、".join(DONE_WORDS),
        ),
        ViewColumn("target_text", "m.target_text", "量化指标的原话"),
        ViewColumn("operator", "m.operator", "指标怎样比：>、>=、=、<=、<、range 区间、~ 左右；空：没有指标"),
        ViewColumn("target", "m.value", "指标的数（区间的下限）"),
        ViewColumn("upper", "m.upper", "区间的上限"),
        ViewColumn("target_unit", "m.unit", "指标的计量单位"),
        ViewColumn("baseline", "m.baseline", "指标的基数：起算时已有的数；空：从零算起"),
        ViewColumn("target_start", "m.target_start", "序时从哪一天起算；空：从时限那年的 1 月 1 日"),
        ViewColumn("trajectory", "m.trajectory", "计划进度，JSON：[[日期, 应达的数], …]；空：按月均摊"),
        ViewColumn("whole", "m.whole", "指标是几个中的几个时，共有几个；数都折成百分比"),
        ViewColumn("inferred", "m.inferred", "1：指标是推定的，原文没有写数"),
        ViewColumn("cumulative", "m.cumulative", "1：累计数"),
        ViewColumn("reading", f"({newest_reading('r.value')})", "最新读数"),
        ViewColumn("reading_day", f"({newest_reading('r.day')})", "最新读数是哪一天的"),
        ViewColumn("conflict", CONFLICT_SQL, "1：冲突待核"),
        ViewColumn("lead_now", units_of("lead", now=True), "牵头单位当日的名称"),
        ViewColumn("support_now", units_of("support", now=True), "责任单位当日的名称"),
        ViewColumn("listed", LISTED, "1：任务在日常列表里；0：任务已终止或方案已收官"),
    ),
    "FROM v_day AS d CROSS JOIN milestone AS m JOIN task_state AS s ON s.task_no = m.task_no "
    "JOIN task AS t ON t.no = m.task_no LEFT JOIN plan AS p ON p.id = t.plan",
)

MILESTONE = only(
    "v_milestone",
    "一个节点，同 milestone list 列的：任务在日常列表里，没有中止；light = 'overdue' 的同 overdue",
    MILESTONE_ALL,
    "a.listed AND a.status <> 'cancelled'",
    ("listed",),
)

_MET = f"""CASE m.operator WHEN '>' THEN r.value > m.value WHEN '=' THEN r.value = m.value
 WHEN '<' THEN r.value < m.value WHEN '<=' THEN r.value <= m.value
 WHEN '~' THEN r.value >= m.value - abs(m.value) * {ABOUT_SHARE}
 WHEN 'range' THEN r.value >= m.value AND (m.upper IS NULL OR r.value <= m.upper)
 WHEN '>=' THEN r.value >= m.value END"""
"""``Target.met_by`` in SQL; a test holds both equal."""

READING = View(
    "v_reading",
    "一个节点的一次读数",
    (
        ViewColumn("id", dashed("r.id"), "记录编号"),
        ViewColumn("milestone", "r.milestone", "节点编号"),
        *TASK_COLUMNS,
        ViewColumn("day", "r.day", "哪一天的数"),
        ViewColumn("value", "r.value", "数值"),
        ViewColumn("met", _MET, "是否达到指标：1 达到，0 没有，空：没有指标"),
        ViewColumn("target_unit", "m.unit", "计量单位"),
        ViewColumn("officer", "r.officer", "登记人"),
        ViewColumn("from_completion", "r.completes IS NOT NULL", "1：办结时填的数"),
    ),
    "FROM reading AS r JOIN milestone AS m ON m.id = r.milestone JOIN task AS t ON t.no = m.task_no "
    f"LEFT JOIN plan AS p ON p.id = t.plan WHERE {FIRST_READING}",
)

_HANDED = (
    "(SELECT h.{} FROM handed_in AS h WHERE h.deliverable = g.id ORDER BY h.day DESC, h.id DESC LIMIT 1)"
)

DELIVERABLE = View(
    "v_deliverable",
    "方案里点名的一件成果，和最近一次报送",
    (
        ViewColumn("id", "g.id", "成果编号"),
        *TASK_COLUMNS,
        ViewColumn("title", "g.title", "名称"),
        ViewColumn("phrase", "g.phrase", "原文怎样说"),
        ViewColumn("handed_in_on", _HANDED.format("day"), "最近一次报送的日期；空：没有报送"),
        ViewColumn("handed_in", _HANDED.format("text"), "报送了什么"),
        ViewColumn("officer", _HANDED.format("officer"), "登记人"),
    ),
    "FROM deliverable AS g JOIN task AS t ON t.no = g.task_no LEFT JOIN plan AS p ON p.id = t.plan",
)
