"""Views of plans, tasks and matters: what ``plan list``, ``tasks`` and ``matter list`` show."""

from __future__ import annotations

from huaian_tui.domain.rules.lights import LIGHT_TITLES, TASK_RULE, Light
from huaian_tui.store.queries.plan_scope import CURRENT_PLAN
from huaian_tui.store.queries.sql_parts import CONFLICT_SQL, LAST_NOTE, TASK_FACTS
from huaian_tui.store.queries.task_refs import label_of
from huaian_tui.store.views.days import DAYS
from huaian_tui.store.views.model import View, ViewColumn, numbered, told_of

LISTED = "(t.ended_on IS NULL AND CASE WHEN d.plan IS NULL THEN p.closed_on IS NULL ELSE t.plan = d.plan END)"
"""Task ``t`` of plan ``p`` stands in daily lists (``plan_scope.in_scope``), by the plan of ``v_day AS d``."""

FACTS = TASK_FACTS | DAYS
LIGHT = TASK_RULE.sql(FACTS, {light: light.value for light in Light})
_LIGHT_WORD = TASK_RULE.sql(FACTS, {light: light.word for light in Light})


def units_of(role: str, *, now: bool) -> str:
    """The units of a role of task ``t`` in one text: as printed, or as they are called on the day."""
    if not now:
        rows = (
            f"SELECT u.raw AS name FROM task_unit AS u WHERE u.task_no = t.no AND u.role = '{role}' "  # noqa: S608
            "ORDER BY u.position"
        )
    else:
        rows = (
            f"SELECT u.name AS name FROM v_task_unit AS u WHERE u.task_key = t.no AND u.role = '{role}' "  # noqa: S608
            "GROUP BY u.name ORDER BY min(u.position)"
        )
    return f"coalesce((SELECT group_concat(name, '、') FROM ({rows})), '')"  # noqa: S608


TASK_ALL = View(
    "v_task_all",
    "一项任务，终止的、收官方案的也在内",
    (
        ViewColumn("task_key", "t.no", "内部编号：连接各视图用，终身不变，不是序号"),
        ViewColumn("id", "t.plan || '/' || t.no", "编号，同 tasks --json 的 id"),
        ViewColumn("no", numbered("t.printed"), "序号，照方案印的"),
        ViewColumn("label", label_of("t", "p"), "列表里的称呼：现用方案的 12，别的方案的 SJ/12"),
        ViewColumn("plan", "p.code", "方案代号"),
        ViewColumn("plan_id", "t.plan", "方案编号（v_plan.id）"),
        ViewColumn("plan_title", "p.title", "方案标题"),
        ViewColumn("place", "t.place", "在方案里的次序"),
        ViewColumn("level1", "t.level1", "一级指标"),
        ViewColumn("level2", "t.level2", "二级指标"),
        ViewColumn("text", "t.text", "重点任务原文"),
        ViewColumn("lead", units_of("lead", now=False), "牵头单位，照方案写的，顿号隔开"),
        ViewColumn("support", units_of("support", now=False), "责任单位，照方案写的"),
        ViewColumn("lead_now", units_of("lead", now=True), "牵头单位当日的名称（改名、合并以后）"),
        ViewColumn("support_now", units_of("support", now=True), "责任单位当日的名称"),
        ViewColumn("light", LIGHT, f"状态灯，各节点中最差的：{told_of(LIGHT_TITLES)}"),
        ViewColumn("light_word", _LIGHT_WORD, "状态灯的中文"),
        ViewColumn("next_due", "s.next_due", "未办结节点里最早的时限"),
        ViewColumn(
            "overdue_days",
            f"CASE WHEN {LIGHT} = '{Light.OVERDUE.value}' "
            "THEN CAST(julianday(d.today) - julianday(s.next_due) AS INTEGER) ELSE 0 END",
            "最早的时限过了几天；没有逾期为 0",
        ),
        ViewColumn("open_milestones", "s.open_count", "未办结的节点几个"),
        ViewColumn("undated_milestones", "s.undated_count", "其中没有时限的"),
        ViewColumn("done_milestones", "s.done_count", "办结的节点几个"),
        ViewColumn("next_follow_up", "s.next_follow_up", "最早的一次还没有做的回访约在哪一天"),
        ViewColumn("last_note", LAST_NOTE.format("t.no"), "最近一条督查记录的日期"),
        ViewColumn(
            "conflict",
            f"EXISTS (SELECT 1 FROM milestone AS m WHERE m.task_no = t.no AND {CONFLICT_SQL})",  # noqa: S608
            "1：有节点冲突待核",
        ),
        ViewColumn("section", "t.section", "在方案正文的哪一部分"),
        ViewColumn("article", "t.article", "在方案正文的哪一条"),
        ViewColumn("ended_on", "t.ended_on", "终止日期；空：没有终止"),
        ViewColumn("ended_why", "t.ended_why", "为什么终止"),
        ViewColumn("listed", LISTED, "1：在日常列表里（v_task）；0：已终止或方案已收官"),
    ),
    "FROM v_day AS d CROSS JOIN task AS t JOIN task_state AS s ON s.task_no = t.no "
    "LEFT JOIN plan AS p ON p.id = t.plan",
)


def only(name: str, about: str, of: View, where: str, without: tuple[str, ...]) -> View:
    """The rows of a view that stand in daily lists, less the columns that only tell them apart."""
    kept = tuple(
        ViewColumn(one.name, f"a.{one.name}", one.meaning) for one in of.columns if one.name not in without
    )
    return View(name, about, kept, f"FROM {of.name} AS a WHERE {where}")


TASK = only(
    "v_task",
    "一项任务，同 tasks 列的：未收官方案里没有终止的",
    TASK_ALL,
    "a.listed",
    ("ended_on", "ended_why", "listed"),
)

_IN_PLAN = "FROM milestone AS m JOIN task AS t ON t.no = m.task_no WHERE t.plan = p.id AND t.ended_on IS NULL"
_OPEN = f"{_IN_PLAN} AND m.status = 'open'"

PLAN = View(
    "v_plan",
    "一个方案（日常交办也是一个）",
    (
        ViewColumn("code", "p.code", "代号"),
        ViewColumn("title", "p.title", "标题"),
        ViewColumn("short", "p.short", "简称"),
        ViewColumn("stage", "p.stage", "文稿阶段"),
        ViewColumn("start", "p.start_day", "期初"),
        ViewColumn("horizon", "p.horizon_day", "期末"),
        ViewColumn(
            "tasks",
            "(SELECT count(*) FROM task AS t WHERE t.plan = p.id AND t.ended_on IS NULL)",
            "任务几项，终止的不算",
        ),
        ViewColumn("open_milestones", f"(SELECT count(*) {_OPEN})", "未办结的节点几个"),
        ViewColumn("overdue", f"(SELECT count(*) {_OPEN} AND m.due < d.today)", "其中逾期的"),
        ViewColumn(
            "due_soon",
            f"(SELECT count(*) {_OPEN} AND m.due BETWEEN d.today AND d.soon_until)",
            "其中按时限临期的",
        ),
        ViewColumn("closed_on", "p.closed_on", "收官日期；空：没有收官"),
        ViewColumn("current", f"p.id = {CURRENT_PLAN}", "1：现用方案，只写序号时指它"),
        ViewColumn("id", "p.id", "方案编号，终身不变"),
        ViewColumn("kind", "p.kind", "plan 方案，matters 日常交办"),
        ViewColumn("year", "p.year", "年份"),
        ViewColumn("supervisor", "p.supervisor", "督查机构（单位编号）"),
    ),
    "FROM v_day AS d CROSS JOIN plan AS p",
)

MATTER = View(
    "v_matter",
    "一件交办事项从哪里来；它同时是一项任务",
    (
        ViewColumn("task_key", "m.task_no", "任务的内部编号（v_task.task_key）"),
        ViewColumn("number", "t.printed", "文号：交办〔2026〕12"),
        ViewColumn("source", "m.source", "来源：批示、会议纪要……"),
        ViewColumn("source_day", "m.source_day", "来源的日期"),
        ViewColumn("document", "m.document", "来源文件"),
        ViewColumn("handed_by", "m.handed_by", "交办人（职务）"),
        ViewColumn("urgent", "m.urgent", "1：急件"),
        ViewColumn("year", "m.year", "编号的年份"),
        ViewColumn("year_number", "m.number", "年内第几号"),
    ),
    "FROM matter AS m JOIN task AS t ON t.no = m.task_no",
)

TIE = View(
    "v_task_tie",
    "两项任务是同一件事（一事多源）",
    (
        ViewColumn("task_key", "tie.task_no", "一项任务的内部编号"),
        ViewColumn("tied", "tie.tied", "另一项任务的内部编号"),
    ),
    "FROM task_tie AS tie",
)
