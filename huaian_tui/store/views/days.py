"""The day and the plan that all other views count by, and the rules of lights of the office."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.rules.lights import BEHIND_KEY, DUE_SOON_DAYS, MOST_SOON_DAYS, SOON_DAYS_KEY
from huaian_tui.store.engine.light_rules import YES
from huaian_tui.store.queries.plan_scope import SHIPPED
from huaian_tui.store.views.model import TODAY_IN_FILE, View, ViewColumn

DAYS = {
    "today": "d.today",
    "soon": "d.soon_until",
    "behind": "CASE WHEN d.behind_light THEN d.today END",
}
"""Where the days stand that the rules of lights compare with: the row ``d`` of ``v_day``."""


def _set(key: str) -> str:
    """What the office has set, under the first of its names under which it is (``light_rules``)."""
    return (
        "(SELECT s.value FROM own_called AS c JOIN setting AS s "  # noqa: S608 - our own names
        f"ON s.key = 'profile:' || c.name || ':{key}' ORDER BY c.place DESC LIMIT 1)"
    )


_OFFICE = f"""
WITH own_chosen AS (SELECT (SELECT value FROM setting WHERE key = 'office') AS name),
own_office AS (SELECT name, coalesce(nullif(name, ''),
 (SELECT supervisor FROM plan WHERE id = '{SHIPPED}')) AS unit FROM own_chosen),
own_called AS (SELECT 1000000 AS place,
 coalesce((SELECT u.full_name FROM unit AS u WHERE u.id = o.unit), o.name, '') AS name FROM own_office AS o
 UNION ALL SELECT n.place, n.full_name FROM own_office AS o JOIN unit_name AS n ON n.unit = o.unit),
own_said AS (SELECT {_set(SOON_DAYS_KEY)} AS days, {_set(BEHIND_KEY)} AS behind),
own_rules AS (SELECT CASE WHEN days GLOB '[0-9]*' AND days NOT GLOB '*[^0-9]*' AND length(days) < 6
 AND CAST(days AS INTEGER) BETWEEN 1 AND {MOST_SOON_DAYS} THEN CAST(days AS INTEGER) ELSE {DUE_SOON_DAYS} END
 AS days, coalesce(behind, '') = '{YES}' AS behind FROM own_said)
"""  # noqa: S608 - our own names


def today_view(today: str = TODAY_IN_FILE, plan: str = "NULL") -> View:
    """The view of a day and a plan, both as SQL; of one row."""
    return View(
        "v_today",
        "只有一行：各视图按哪一天、哪个方案计",
        (
            ViewColumn(
                "today",
                today,
                "各视图按这一天计。文件里的视图：北京时间的今天；query：--today 或 --as-of 的那一天",
            ),
            ViewColumn("plan", plan, "日常列表只看这个方案（query --plan，方案编号）；空：所有未收官的方案"),
        ),
        "",
    )


def today_view_of(today: date, plan: str | None) -> View:
    """The same for one question: its day, and the id of the plan that it named."""
    return today_view(f"'{today.isoformat()}'", "NULL" if plan is None else quoted(plan))


DAY = View(
    "v_day",
    "只有一行：按哪一天计，几天内算临期",
    (
        ViewColumn("today", "n.today", "同 v_today"),
        ViewColumn("plan", "n.plan", "同 v_today"),
        ViewColumn("due_soon_days", "r.days", "几天内到期算临期，机构设定的"),
        ViewColumn("soon_until", "date(n.today, '+' || r.days || ' days')", "到这一天（含）为止到期的算临期"),
        ViewColumn("behind_light", "r.behind", "未达序时是否单列一盏灯：1 是，0 否"),
    ),
    "FROM v_today AS n CROSS JOIN own_rules AS r LIMIT 1",
    before=_OFFICE,
)


def quoted(text: str) -> str:
    """A text as it stands in SQL: a view cannot have parameters."""
    return "'{}'".format(text.replace("'", "''"))
