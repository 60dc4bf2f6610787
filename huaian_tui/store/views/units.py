"""Views of units: who has whose tasks on the day, what the units of a task are called, how units stand.

The rules are those of ``queries.unit_history`` and ``queries.slot_names``; a test holds both equal.
"""

from __future__ import annotations

from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.sql_parts import NOT_OPEN_SINCE
from huaian_tui.store.views.model import View, ViewColumn

_ENDLESS = "9999-12-31"

_HELD = f"""(h.since = '' AND h.until = '{_ENDLESS}'
 OR ({NOT_OPEN_SINCE} >= h.since AND {NOT_OPEN_SINCE} < h.until))"""
"""The task of ``slot`` is held by row ``h``: it was open in its days, or had ended in them."""

_MERGES = """
WITH RECURSIVE own_merge(unit, heir, day) AS (SELECT u.id, u.merged_into, u.merged_on
 FROM unit AS u, v_today AS d WHERE u.merged_into IS NOT NULL AND u.merged_on <= d.today
 AND EXISTS (SELECT 1 FROM unit AS known WHERE known.id = u.merged_into)),
own_walk(start, at, latest) AS (SELECT unit, heir, day || ' ' || unit FROM own_merge
 UNION SELECT w.start, m.heir, max(w.latest, m.day || ' ' || m.unit)
 FROM own_walk AS w JOIN own_merge AS m ON m.unit = w.at WHERE w.at <> w.start),
own_counted(unit, heir, day) AS (SELECT m.unit, m.heir, m.day FROM own_merge AS m WHERE NOT EXISTS
 (SELECT 1 FROM own_walk AS w WHERE w.start = m.unit AND w.at = m.unit
 AND w.latest = m.day || ' ' || m.unit)),
own_path(unit, heir, since) AS (SELECT id, id, '' FROM unit
 UNION ALL SELECT p.unit, c.heir, max(p.since, c.day)
 FROM own_path AS p JOIN own_counted AS c ON c.unit = p.heir)
"""
"""A circle of merges is opened by leaving out the one that closed it."""

_NAME_NOW = (
    "(SELECT n.{} FROM unit_name AS n WHERE n.unit = p.heir "
    "AND (n.since_day IS NULL OR n.since_day <= d.today) ORDER BY n.place DESC LIMIT 1)"
)

UNIT_HEIR = View(
    "v_unit_heir",
    "一个单位名下的任务在哪段时间归哪个单位：没有并入别的单位的只有一行，归它自己",
    (
        ViewColumn("unit", "p.unit", "单位编号（第一次登记时的简称，终身不变）"),
        ViewColumn("heir", "p.heir", "归哪个单位（编号）"),
        ViewColumn("name", f"coalesce({_NAME_NOW.format('name')}, p.heir)", "归属单位当日的简称"),
        ViewColumn("full_name", f"coalesce({_NAME_NOW.format('full_name')}, p.heir)", "归属单位当日的全称"),
        ViewColumn("since", "p.since", "从哪一天起；空：一开始"),
        ViewColumn(
            "until",
            f"coalesce(c.day, '{_ENDLESS}')",
            f"到哪一天（不含）；{_ENDLESS}：一直",
        ),
        ViewColumn(
            "changed",
            "p.since <> '' OR c.day IS NOT NULL OR EXISTS (SELECT 1 FROM unit_name AS n "
            "WHERE n.unit = p.unit AND n.place > 0 AND n.since_day <= d.today)",
            "1：到当日改过名或已并入别的单位",
        ),
    ),
    "FROM v_today AS d CROSS JOIN own_path AS p LEFT JOIN own_counted AS c ON c.unit = p.heir",
    before=_MERGES,
)

_WAYS = "(SELECT 1 AS whole UNION ALL SELECT 0) AS way"
_PRINTED = "CASE way.whole WHEN 1 THEN n.full_name ELSE n.name END"
_CALLED = "CASE way.whole WHEN 1 THEN h.full_name ELSE h.name END"
_SLOT_NAME = f"""CASE WHEN h.changed THEN coalesce(
 (SELECT {_CALLED} FROM unit_name AS n JOIN {_WAYS} WHERE n.unit = slot.unit AND slot.raw = {_PRINTED}
 ORDER BY n.place, way.whole DESC LIMIT 1),
 CASE WHEN instr(slot.raw, h.full_name) OR instr(slot.raw, h.name) THEN slot.raw END,
 (SELECT replace(slot.raw, {_PRINTED}, {_CALLED}) FROM unit_name AS n JOIN {_WAYS}
 WHERE n.unit = slot.unit AND instr(slot.raw, {_PRINTED}) ORDER BY n.place, way.whole DESC LIMIT 1),
 CASE WHEN slot.assumption <> '' AND h.heir = slot.unit THEN slot.raw ELSE h.name END)
 ELSE slot.raw END"""  # noqa: S608 - our own names
"""``slot_names.SlotNames.of`` in SQL."""

TASK_UNIT = View(
    "v_task_unit",
    "任务的一个牵头或责任单位，照方案写的次序",
    (
        ViewColumn("task_key", "slot.task_no", "任务的内部编号（v_task.task_key）"),
        ViewColumn("role", "slot.role", "lead 牵头，support 责任"),
        ViewColumn("position", "slot.position", "在这一格里的次序"),
        ViewColumn("printed", "slot.raw", "方案上印的字"),
        ViewColumn(
            "unit", "coalesce(h.heir, slot.unit)", "当日由哪个单位办（编号）；并入别的单位的，为并入后的"
        ),
        ViewColumn("name", _SLOT_NAME, "当日的称呼：改名、合并以后写新的名称"),
        ViewColumn("named_unit", "slot.unit", "方案写的是哪个单位（编号）"),
        ViewColumn("assumption", "slot.assumption", "按什么假定读成这个单位；空：没有假定"),
    ),
    f"FROM task_unit AS slot LEFT JOIN v_unit_heir AS h ON h.unit = slot.unit AND {_HELD}",
)

_HELDS = """
WITH own_held AS (SELECT h.heir AS holder, h.unit AS source, h.since, h.until, NULL AS via, 1 AS certain
 FROM v_unit_heir AS h UNION ALL
 SELECT h.heir, g.unit, max(h.since, g.since), min(h.until, g.until), m.group_name, m.certain
 FROM v_unit_heir AS h JOIN group_member AS m ON m.unit = h.unit
 JOIN v_unit_heir AS g ON g.heir = m.group_name)
"""
"""``unit_history.held_by`` of every unit."""

UNIT_TASK = View(
    "v_unit_task",
    "一个单位牵头、负责、或经由集体单位涉及的一项任务（当日；并入它的单位的任务也在内）",
    (
        ViewColumn("unit", "h.holder", "单位编号（v_unit.id）"),
        ViewColumn("task_key", "slot.task_no", "任务的内部编号（v_task.task_key）"),
        ViewColumn("role", "slot.role", "lead 牵头，support 责任"),
        ViewColumn("via_group", "h.via", "经由哪个集体单位（编号）；空：任务写的就是这个单位"),
        ViewColumn("certain", "h.certain", "1：确定；0：是否属于那个集体单位尚未核实"),
    ),
    f"FROM own_held AS h CROSS JOIN task_unit AS slot ON slot.unit = h.source AND {_HELD}",
    before=_HELDS,
    distinct=True,
)


_PARTS = """(SELECT x.unit, count(DISTINCT CASE x.role WHEN 'lead' THEN x.task_key END) AS leads,
 count(DISTINCT CASE x.role WHEN 'support' THEN x.task_key END) AS supports
 FROM v_task AS t CROSS JOIN v_task_unit AS x ON x.task_key = t.task_key GROUP BY x.unit)"""


def _counted(light: Light) -> str:
    return f"count(DISTINCT CASE t.light WHEN '{light.value}' THEN t.task_key END) AS {light.value}"


_LIT = f"""(SELECT h.holder, {", ".join(_counted(light) for light in (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND))}
 FROM v_task AS t CROSS JOIN task_unit AS slot ON slot.task_no = t.task_key
 JOIN own_held AS h ON h.source = slot.unit AND h.certain AND {_HELD}
 WHERE t.light IN ('{Light.OVERDUE.value}', '{Light.DUE_SOON.value}', '{Light.BEHIND.value}') GROUP BY h.holder)"""  # noqa: S608, E501 - our own names
"""Only the slots of tasks that are late, behind or soon due are gone through, not those of all."""

_MERGED_INTO = (
    "(SELECT m.heir FROM v_unit_heir AS m WHERE m.unit = u.id AND m.since <> '' "  # noqa: S608 - our own names
    f"AND m.until = '{_ENDLESS}')"
)

UNIT = View(
    "v_unit",
    "一个单位（含集体单位、已并入别的单位的），同 units 列的",
    (
        ViewColumn("id", "u.id", "单位编号：第一次登记时的简称，终身不变，别的视图用它指单位"),
        ViewColumn("name", "n.name", "当日的简称"),
        ViewColumn("full_name", "n.full_name", "当日的全称"),
        ViewColumn("full_name_certain", "u.full_name_certain", "全称是否核实：1 已核实，0 待核实"),
        ViewColumn("kind", "u.kind", "类别"),
        ViewColumn("open_group", "u.open", "1：集体单位，成员不全知道"),
        ViewColumn("merged_into", _MERGED_INTO, "已并入哪个单位（编号）；空：没有并"),
        ViewColumn("merged_on", f"nullif(n.until, '{_ENDLESS}')", "并入的日期"),
        ViewColumn("lead_count", "coalesce(c.leads, 0)", "牵头几项任务（日常列表里的，不含经由集体单位的）"),
        ViewColumn("support_count", "coalesce(c.supports, 0)", "负责几项任务（同上）"),
        ViewColumn("overdue", "coalesce(lit.overdue, 0)", "逾期的任务几项（牵头、负责、确定的集体成员）"),
        ViewColumn("due_soon", "coalesce(lit.due_soon, 0)", "临期的任务几项"),
        ViewColumn("behind", "coalesce(lit.behind, 0)", "未达序时的任务几项（机构单列这盏灯时）"),
    ),
    "FROM unit AS u JOIN v_unit_heir AS n ON n.unit = u.id AND n.heir = u.id "
    f"LEFT JOIN {_PARTS} AS c ON c.unit = u.id LEFT JOIN {_LIT} AS lit ON lit.holder = u.id",
    before=_HELDS,
)

UNIT_NAME = View(
    "v_unit_name",
    "单位的一个名称和用它的日子，改名的有几行",
    (
        ViewColumn("unit", "n.unit", "单位编号"),
        ViewColumn("place", "n.place", "第几个名称，从 0 起"),
        ViewColumn("name", "n.name", "简称"),
        ViewColumn("full_name", "n.full_name", "全称"),
        ViewColumn("since_day", "n.since_day", "从哪一天起；空：一开始"),
        ViewColumn("until_day", "n.until_day", "到哪一天（不含）；空：现在还用"),
    ),
    "FROM unit_name AS n",
)

GROUP_MEMBER = View(
    "v_group_member",
    "集体单位的一个成员",
    (
        ViewColumn("group_unit", "m.group_name", "集体单位（编号）"),
        ViewColumn("unit", "m.unit", "成员（编号）"),
        ViewColumn("certain", "m.certain", "1：确定，0：待核实"),
    ),
    "FROM group_member AS m",
)
