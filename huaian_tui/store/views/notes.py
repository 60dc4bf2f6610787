"""Views of notes and of all records, without anybody's contacts."""

from __future__ import annotations

from huaian_tui.domain.rules.visits import KEPT
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.store.engine.counted_once import FIRST_NOTE
from huaian_tui.store.engine.promises import VISIT_FACTS
from huaian_tui.store.queries.task_refs import label_of
from huaian_tui.store.views.milestones import TASK_COLUMNS
from huaian_tui.store.views.model import View, ViewColumn, dashed, names_on, numbered, worded
from huaian_tui.store.views.tasks import LISTED, only


def _part(name: str) -> str:
    return f"coalesce(json_extract(r.body, '$.{name}'), '')"


_KEPT = (
    "EXISTS (SELECT 1 FROM note AS later WHERE later.task_no = n.task_no AND later.retracted = 0 "  # noqa: S608
    f"AND {KEPT.sql(VISIT_FACTS)})"
)
"""Another note keeps the promise of note ``n``."""

_UNITS = names_on("coalesce(json_extract(r.body, '$.units'), '[]')", "n.day")

NOTE_ALL = View(
    "v_note_all",
    "一条督查记录，撤回的、终止任务的、两台电脑重复收的也在内",
    (
        ViewColumn("id", dashed("n.id"), "记录编号"),
        *TASK_COLUMNS,
        ViewColumn("day", "n.day", "督查日期"),
        ViewColumn("text", _part("text"), "进展情况"),
        ViewColumn("officer", "first.officer", "承办人"),
        ViewColumn("units", f"coalesce({_UNITS}, '')", "督查单位当日的名称，顿号隔开"),
        ViewColumn("method", _part("method"), "督查方式"),
        ViewColumn("problem", _part("problem"), "存在问题"),
        ViewColumn("requirement", _part("requirement"), "督查要求"),
        ViewColumn("follow_up", "json_extract(r.body, '$.follow_up')", "约定的回访日期"),
        ViewColumn(
            "follow_up_open",
            f"n.follow_up IS NOT NULL AND n.retracted = 0 AND NOT {_KEPT}",
            "1：约定的回访还没有做",
        ),
        ViewColumn("corrected", "n.corrected", "1：更正过，上面是更正以后的"),
        ViewColumn("recorded_at", "first.recorded_at", "登记时间"),
        ViewColumn("retracted", "n.retracted", "1：已撤回"),
        ViewColumn("listed", f"n.retracted = 0 AND {FIRST_NOTE} AND {LISTED}", "1：在 note list 里"),
    ),
    "FROM v_day AS d CROSS JOIN note AS n JOIN record AS r ON r.id = n.current "
    "JOIN record AS first ON first.id = n.id JOIN task AS t ON t.no = n.task_no "
    "LEFT JOIN plan AS p ON p.id = t.plan",
)

NOTE = only(
    "v_note",
    "一条督查记录，同 note list 列的：没有撤回，任务在日常列表里",
    NOTE_ALL,
    "a.listed",
    ("retracted", "listed"),
)

NOTE_UNIT = View(
    "v_note_unit",
    "一条督查记录涉及的一个单位",
    (
        ViewColumn("note", dashed("u.note"), "记录编号（v_note.id）"),
        ViewColumn("unit", "u.unit", "单位编号（v_unit.id）"),
    ),
    "FROM note_unit AS u",
)

_PERSONAL = "'$.contact', '$.person', '$.phone'"
_PAPERS = "'$.document', '$.composed', '$.request'"
_SAYS_CONTACTS = """(r.kind = 'setting' AND (json_extract(r.body, '$.key') GLOB '*contact'
 OR json_extract(r.body, '$.key') GLOB '*phone'))"""
"""A setting that names the person or the number to call of the office, or of a kind of paper."""

_TITLES = {str(kind.name): kind.title for kind in KINDS.values()}

RECORD = View(
    "v_record",
    "台账里的一条记录（只增不改；更正、撤回也是记录）；联系人的记录不在内",
    (
        ViewColumn("id", dashed("r.id"), "记录编号"),
        ViewColumn("kind", "r.kind", "种类，见文末的表"),
        ViewColumn("title", worded("r.kind", _TITLES), "种类的中文"),
        ViewColumn("officer", "r.officer", "承办人"),
        ViewColumn("recorded_at", "r.recorded_at", "登记时间（北京时间）"),
        ViewColumn("occurred_on", "r.occurred_on", "事情是哪一天的；空：没有单独的日期"),
        ViewColumn(
            "day",
            "coalesce(r.occurred_on, substr(r.recorded_at, 1, 10))",
            "事情的日期，没有则为登记日期",
        ),
        ViewColumn("plan_id", "r.plan", "方案编号（v_plan.id）"),
        ViewColumn("plan", "p.code", "方案代号"),
        ViewColumn("task_key", "r.task_no", "任务的内部编号（v_task.task_key）；空：不是关于一项任务的"),
        ViewColumn("task_no", numbered("t.printed"), "任务的序号"),
        ViewColumn("task", label_of("t", "p"), "任务在列表里的称呼"),
        ViewColumn("milestone", "r.milestone", "节点编号"),
        ViewColumn("text", "json_extract(r.body, '$.text')", "正文（督查记录、报送、反馈）"),
        ViewColumn("basis", "json_extract(r.body, '$.basis')", "依据（各种决定）"),
        ViewColumn("reason", "json_extract(r.body, '$.reason')", "理由（更正、撤回）"),
        ViewColumn(
            "about", f"CASE WHEN r.ref IS NOT NULL THEN {dashed('r.ref')} END", "它说到的另一条记录的编号"
        ),
        ViewColumn("origin", "lower(hex(r.origin))", "来源：哪一台电脑写的"),
        ViewColumn("seq", "r.seq", "在这个来源里的序号"),
        ViewColumn(
            "body",
            f"CASE WHEN {_SAYS_CONTACTS} THEN NULL ELSE json_remove(r.body, {_PERSONAL}, {_PAPERS}) END",
            "全部内容（JSON）；联系人、电话和文书正文除外",
        ),
    ),
    "FROM record AS r LEFT JOIN task AS t ON t.no = r.task_no LEFT JOIN plan AS p ON p.id = r.plan "
    "WHERE r.kind <> 'contact_set' AND r.origin NOT IN (SELECT o.id FROM origin AS o WHERE o.private = 1)",
)
