"""How people name a task: 12 in the current plan, SJ/12 in any; and how it is found by that.

Inside the ledger a task has one number for life, which is never shown (docs/decisions/025).
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable

from huaian_tui.domain.answers.plans import GONE, PLAN_GONE, TaskRef, bare_ref
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.matters import MATTERS_PLAN, names_matter, read_matter_no, short_no
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.store.queries.plan_scope import CURRENT_PLAN, SHIPPED


def _number(task: str) -> str:
    """The number of a task (its row as it is called in SQL) without the code of its plan."""
    return (
        f"CASE WHEN {task}.plan = '{MATTERS_PLAN}' AND {task}.printed GLOB '交办〔????〕[0-9]*' "
        f"THEN substr({task}.printed, 4, 4) || '-' || substr({task}.printed, 9) "
        f"WHEN {task}.printed <> '' THEN {task}.printed ELSE '#' || {task}.place END"
    )


def label_of(task: str, plan: str) -> str:
    """How a task is named to people, of these rows of ``task`` and ``plan`` as they are called in SQL."""
    number = _number(task)
    return f"CASE WHEN {task}.plan = {CURRENT_PLAN} THEN {number} ELSE {plan}.code || '/' || {number} END"


LABEL_SQL = (
    f"(SELECT {label_of('named', 'of_plan')} "  # noqa: S608 - constant parts
    "FROM task AS named JOIN plan AS of_plan ON of_plan.id = named.plan WHERE named.no = {})"
)
"""How the task with a number (``LABEL_SQL.format(column)``) is named to people."""

_REFS = (
    f"SELECT t.no, t.printed, t.place, p.id = {CURRENT_PLAN}, p.id, p.code, p.title, p.short "  # noqa: S608
    "FROM task AS t JOIN plan AS p ON p.id = t.plan WHERE t.no IN (SELECT value FROM json_each(?))"
)


def read_refs(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, TaskRef]:
    """How these tasks are named, by their numbers; unknown ones are left out."""
    wanted, found = sorted(set(numbers)), dict[int, TaskRef]()
    rows = connection.execute(_REFS, (json.dumps(wanted),)) if wanted else ()
    for no, printed, place, current, plan, code, *names in rows:
        number = (plan == MATTERS_PLAN and short_no(printed)) or printed or f"#{place}"
        label = number if current else f"{code}/{number}"
        found[no] = TaskRef(no, label, printed, plan, code, *names)
    return found if len(found) == len(wanted) else found | _gone_refs(connection, wanted, found)


def _gone_refs(
    connection: sqlite3.Connection, wanted: list[int], found: dict[int, TaskRef]
) -> dict[int, TaskRef]:
    """Tasks that were withdrawn (撤回), alone or with their plan: named so where their records are shown."""
    missing = json.dumps([number for number in wanted if number not in found])
    gone = dict[int, TaskRef]()
    for sql, label in ((_WITH_PLAN, PLAN_GONE), (_WITHDRAWN, GONE)):
        for no, plan, code, *names in connection.execute(sql, (missing,)):
            gone[no] = TaskRef(no, label, "", plan, code, *names)
    return gone


_WITHDRAWN = (
    "SELECT DISTINCT r.task_no, p.id, p.code, p.title, p.short "
    "FROM record AS r JOIN plan AS p ON p.id = r.plan WHERE r.kind = 'task_end' "
    "AND r.task_no IN (SELECT value FROM json_each(?)) AND json_extract(r.body, '$.withdrawn')"
)


_WITH_PLAN = (
    "SELECT DISTINCT r.task_no, p.id, p.code, p.title, p.short "
    "FROM plan_withdrawn AS p CROSS JOIN record AS r ON r.plan = p.id "
    "WHERE r.task_no IN (SELECT value FROM json_each(?))"
)


def numbers_of(connection: sqlite3.Connection, plan: str | None = None) -> dict[int, int] | None:
    """Printed number → task of a plan, of the current one without a name; None where they are the same."""
    meant = plan or read_current_plan(connection)
    if meant == SHIPPED and not connection.execute(_RENUMBERED, (SHIPPED,)).fetchone():
        return None
    rows = connection.execute(
        "SELECT printed, no FROM task WHERE plan = ? AND printed <> '' ORDER BY ended_on IS NULL, place DESC",
        (meant,),
    )
    return {int(printed): no for printed, no in rows if printed.isascii() and printed.isdecimal()}


_RENUMBERED = "SELECT 1 FROM task WHERE plan = ? AND printed <> CAST(no AS TEXT) LIMIT 1"


def told_task(connection: sqlite3.Connection, number: int) -> str:
    """How a task is named in a sentence: 第12项, SJ第12项."""
    return (read_refs(connection, [number]).get(number) or bare_ref(number)).told


def told_with_plan(connection: sqlite3.Connection, number: int) -> str:
    """As ``told_task``, with the title of its plan where that is not the current one."""
    ref = read_refs(connection, [number]).get(number) or bare_ref(number)
    return f"{ref.told}（{ref.title}）" if "/" in ref.label else ref.told


def read_current_plan(connection: sqlite3.Connection) -> str:
    """The id of the plan that is meant where none is named."""
    return str(connection.execute(f"SELECT {CURRENT_PLAN}").fetchone()[0])  # noqa: S608 - constant


def find_plan(connection: sqlite3.Connection, typed: str) -> str:
    """The id of the plan that its code, id, short name or title means; ``NotFound`` names the codes."""
    text = clean_line(typed.translate(_HALF_WIDTH), limit=200, field="plan").strip()
    rows = _plans_named(connection, text)
    if not rows:
        raise _no_plan(connection, text)
    if len(rows) > 1:
        named = "、".join(f"《{title}》（{short}，编号 {one}）" for one, short, title in rows)
        way_out = "用编号指明；或改其中一个的代号：plan set 编号 --code 新代号 --basis 依据"
        raise NotFound(f"“{text}”可指多个方案", named, way_out)
    return str(rows[0][0])


_LEAST_PREFIX = 5
"""Characters of an id that are enough, where no other plan's begins so."""


def _plans_named(connection: sqlite3.Connection, text: str) -> list[tuple[str, str, str]]:
    """(id, short name, title) of the plans that this may mean; an id, or its beginning, always means one."""
    exact = "SELECT id, short, title FROM plan WHERE id = ?"
    rows = connection.execute(exact, (text,)).fetchall()
    if not rows:
        rows = connection.execute(
            "SELECT id, short, title FROM plan WHERE code = upper(?1) OR short = ?1 OR title = ?1 "
            "ORDER BY code = upper(?1) DESC, made",
            (text,),
        ).fetchall()
    if not rows and len(text) >= _LEAST_PREFIX:
        rows = connection.execute(
            "SELECT id, short, title FROM plan WHERE substr(id, 1, length(?1)) = ?1 ORDER BY made", (text,)
        ).fetchall()
    return rows


def _no_plan(connection: sqlite3.Connection, code: str) -> NotFound:
    known = "、".join(row[0] for row in connection.execute("SELECT code FROM plan ORDER BY made"))
    return NotFound(f"没有代号为 {code} 的方案", f"现有：{known}", "用 huaian-tui plan list 查看")


def find_task(connection: sqlite3.Connection, typed: str, plan: str | None = None) -> int:
    """The number for life of the task named so: 12, 第12项, SJ/12, SJ第12项, 交办〔2026〕12号, its id.

    ``plan``: the one in which a number without a code is looked for; without it the current one.
    ``NotFound`` names what there is: the numbers of that plan, and other plans that have such a number.
    """
    code, number = split_ref(typed)
    if code is None:
        known = _in_plan(connection, plan or read_current_plan(connection), number)
        if not known and names_matter(number):
            known = find_matters(connection, number)
    else:
        known = _by_code(connection, code, number)
    if len(known) == 1:
        return known[0]
    raise _not_one(connection, typed, number, code, plan or read_current_plan(connection), known)


def task_named(connection: sqlite3.Connection, typed: str, plan: str | None = None) -> int | None:
    """As ``find_task`` for what may be no name of a task at all."""
    try:
        return find_task(connection, typed, plan)
    except NotFound:
        return None


def split_ref(typed: str) -> tuple[str | None, str]:
    """(code or plan id as typed or None, number) of a reference."""
    text = "".join(typed.translate(_HALF_WIDTH).split())
    told = re.fullmatch("([A-Za-z]{1,4})第(.+)[项条]", text)
    if told:
        return told[1], told[2]
    code, slash, number = text.rpartition("/")
    core = re.sub("[项条]$", "", number.removeprefix("第"))
    return (code if slash else None), core


_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _in_plan(connection: sqlite3.Connection, plan: str, number: str) -> list[int]:
    """The tasks that bear a number; one that ended only where no other does."""
    rows = connection.execute(
        "SELECT no, ended_on IS NULL FROM task WHERE plan = ?1 "
        "AND (printed = ?2 OR (printed = '' AND '#' || place = ?2)) ORDER BY ended_on IS NOT NULL, place",
        (plan, number),
    ).fetchall()
    if not rows and number.startswith("("):
        # What is typed was made half-width: plans print （一） as often as (一).
        rows = connection.execute(
            "SELECT no, ended_on IS NULL FROM task WHERE plan = ? "
            "AND replace(replace(printed, '（', '('), '）', ')') = ? ORDER BY ended_on IS NOT NULL, place",
            (plan, number),
        ).fetchall()
    found = [one for one, going_on in rows if going_on] or [one for one, _ in rows]
    return found or (find_matters(connection, number) if plan == MATTERS_PLAN else [])


_NUMBERED = "SELECT task_no FROM {} WHERE number = ?2 AND (?1 IS NULL OR year = ?1) ORDER BY year, task_no"


def find_matters(connection: sqlite3.Connection, typed: str) -> list[int]:
    """The matters that bear a typed number (交办〔2026〕12, 2026-12, 12), else those that bore it."""
    read = read_matter_no(typed)
    for table in ("matter", "matter_number") if read is not None else ():
        found = [number for (number,) in connection.execute(_NUMBERED.format(table), read or ())]
        if found:
            return found
    return []


def is_matters_code(connection: sqlite3.Connection, code: str) -> bool:
    """Whether a typed code is that of the plan of matters."""
    row = connection.execute("SELECT 1 FROM plan WHERE id = ? AND code = upper(?)", (MATTERS_PLAN, code))
    return bool(code) and row.fetchone() is not None


def _by_code(connection: sqlite3.Connection, code: str, number: str) -> list[int]:
    plans = [plan for plan, *_ in _plans_named(connection, code)]
    if len(plans) > 1:
        raise _shared(connection, code, number, plans)
    found = [one for plan in plans for one in _in_plan(connection, plan, number)]
    if not found and number.isascii() and number.isdecimal() and len(number) < len(str(1 << 53)) + 1:
        rows = connection.execute(
            "SELECT t.no FROM task AS t JOIN plan AS p ON p.id = t.plan WHERE t.no = ? AND p.id = ?",
            (int(number), code),
        )
        found = [one for (one,) in rows]
    return found


def _shared(connection: sqlite3.Connection, code: str, number: str, plans: list[str]) -> NotFound:
    """A code that several plans bear, with how each one's task is named whatever the others are."""
    told = list[str]()
    for plan in plans:
        title = connection.execute("SELECT title FROM plan WHERE id = ?", (plan,)).fetchone()[0]
        known = _in_plan(connection, plan, number)
        told.append(f"{plan}/{number}（《{title}》{'' if known else '，没有这一项'}）")
    way_out = (
        f"用编号指明，如 {plans[0]}/{number}；或改其中一个的代号：plan set 编号 --code 新代号 --basis 依据"
    )
    return NotFound(f"“{code}/{number}”可指多个方案的任务", "、".join(told), way_out)


def _withdrawn(connection: sqlite3.Connection, typed: str, number: str, plan: str) -> NotFound | None:
    """What is said of a task that is not there since it was withdrawn."""
    # Imported here: it is read after all else was looked for.
    from huaian_tui.store.queries.withdrawn import find_withdrawn

    plans = [MATTERS_PLAN, plan] if names_matter(number) else [plan]
    gone = [one for of_plan in plans for one in find_withdrawn(connection, of_plan, number)]
    if not gone:
        return None
    last = gone[0]
    when = f"{last.recorded_at[:10]} {last.officer}撤回"
    way_out = f"要恢复：record retract {last.record.hex()[-8:]} --reason 理由"
    return NotFound(f"“{typed}”已撤回", f"{when}，经过见 record list {typed}", way_out)


def withdrawn_named(connection: sqlite3.Connection, typed: str, plan: str | None = None) -> int | None:
    """The number for life of the withdrawn task that is named so; ``plan`` as ``find_task`` has it."""
    from huaian_tui.store.queries.withdrawn import find_withdrawn

    code, number = split_ref(typed)
    if code is None:
        plans = [MATTERS_PLAN] if names_matter(number) else []
        plans.append(plan or read_current_plan(connection))
    else:
        rows = connection.execute("SELECT id FROM plan WHERE code = upper(?1) OR id = ?1", (code,))
        plans = [one for (one,) in rows]
    found = [one for of_plan in plans for one in find_withdrawn(connection, of_plan, number)]
    return found[0].no if found else None


def _not_one(
    connection: sqlite3.Connection, typed: str, number: str, code: str | None, plan: str, known: list[int]
) -> NotFound:
    if known:
        named = "、".join(f"{ref.told}（{ref.id}）" for ref in read_refs(connection, known).values())
        return NotFound(f"“{typed}”可指多项任务", named, "改正其中一项的序号，或写它的编号")
    if code is not None:
        plans = _plans_named(connection, code)
        if not plans:
            return _no_plan(connection, code)
        plan = plans[0][0]
    if (gone := _withdrawn(connection, typed, number, plan)) is not None:
        return gone
    elsewhere = connection.execute(
        "SELECT p.code FROM task AS t JOIN plan AS p ON p.id = t.plan WHERE t.printed = ? AND p.id <> ? "
        "ORDER BY p.made LIMIT 9",
        (number, plan),
    ).fetchall()
    others = "、".join(f"{one}/{number}" for (one,) in elsewhere)
    ends = [
        connection.execute(
            f"SELECT printed FROM task WHERE plan = ? ORDER BY place {way}, no {way} LIMIT 1",  # noqa: S608
            (plan,),
        ).fetchone()
        for way in ("ASC", "DESC")
    ]
    there = f"本方案的序号为 {ends[0][0]} 到 {ends[1][0]}" if ends[0] else "本方案还没有任务"
    way_out = f"在别的方案里有：{others}" if others else "用 huaian-tui tasks 查看全部任务"
    return NotFound(f"没有序号为 {number} 的任务", there, way_out)
