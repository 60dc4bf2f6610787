"""The rows that kinds give are those that statements of SQL gave before: kept here as the other opinion.

Records of every kind in any combination, also such as no officer can make (a correction before
its note, what refers to nothing, several issues of a notice), arriving in any order and in any pieces.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.desk import OPS, RELAXED, STEPS, Desk, Op, at_work
from support.projections import Refolded, kept, shown

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.kinds.kind import MILESTONE, REF, By
from huaian_tui.ledger.kinds.registry import KINDS, is_private, tables
from huaian_tui.ledger.record import Record, RecordKind, canonical_json
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.arrivals import add_origins, begin_arrivals, end_arrivals, insert_verified
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.opening import open_writer

RETRACTED = "EXISTS (SELECT 1 FROM record AS r WHERE r.ref = said.id AND r.kind = 'retraction')"

BY_SQL = {
    "note": f"""
SELECT said.id, said.task_no, current.occurred_on, current.id,
       json_extract(current.body, '$.follow_up'), current.id <> said.id, {RETRACTED},
       coalesce(json_extract(current.body, '$.keeps_visit'), 1),
       max(current.occurred_on, date(json_extract(current.body, '$.follow_up'), '-3 days')),
       json_extract(said.body, '$.claim')
FROM record AS said
JOIN record AS current ON current.id = coalesce(
    (SELECT max(c.id) FROM record AS c WHERE c.ref = said.id AND c.kind = 'correction'), said.id)
WHERE said.kind = 'note'
""",
    "note_unit": """
SELECT DISTINCT named.value, said.id FROM record AS said
JOIN record AS current ON current.id = coalesce(
    (SELECT max(c.id) FROM record AS c WHERE c.ref = said.id AND c.kind = 'correction'), said.id)
JOIN json_each(current.body, '$.units') AS named
WHERE said.kind = 'note'
""",
    "reading": f"""
SELECT said.id, said.milestone, said.occurred_on, json_extract(said.body, '$.value'), said.officer,
       CASE said.kind WHEN 'milestone_complete' THEN said.milestone END,
       coalesce(unhex_or_null(json_extract(said.body, '$.report')), said.id),
       json_extract(said.body, '$.claim')
FROM record AS said
WHERE json_extract(said.body, '$.value') IS NOT NULL
  AND (said.kind = 'reading' AND NOT {RETRACTED} OR said.kind = 'milestone_complete'
       AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.ref = said.id AND r.kind = 'retraction'
           AND r.milestone = said.milestone)
       AND (said.milestone IN (SELECT id FROM planned_milestone) OR EXISTS (
           SELECT 1 FROM record AS made WHERE made.milestone = said.milestone AND made.id < said.id
             AND made.kind = 'milestone_set'))
       AND NOT EXISTS (SELECT 1 FROM record AS later WHERE later.milestone = said.milestone
           AND later.id > said.id
           AND later.kind IN ('milestone_complete', 'milestone_cancel', 'milestone_reopen'))
       AND NOT EXISTS (SELECT 1 FROM milestone AS apart  -- in conflict nothing counts
           WHERE apart.id = said.milestone AND instr(apart.heads, ',') > 0))
""",
    "handed_in": f"""
SELECT said.id, json_extract(said.body, '$.deliverable'), said.occurred_on,
       json_extract(said.body, '$.text'), said.officer
FROM record AS said WHERE said.kind = 'deliverable' AND NOT {RETRACTED}
""",
    "notice": """
SELECT said.id, coalesce(issued.id, draft.id),
       json_extract(draft.body, '$.kind'), json_extract(draft.body, '$.title'),
       CASE WHEN withdrawn.id IS NOT NULL THEN 'withdrawn' WHEN issued.id IS NOT NULL THEN 'issued'
            ELSE 'draft' END,
       draft.occurred_on, json_extract(draft.body, '$.units'), said.officer,
       json_extract(numbered.body, '$.code'), json_extract(numbered.body, '$.year'),
       json_extract(numbered.body, '$.serial'), json_extract(numbered.body, '$.number'),
       issued.occurred_on, json_extract(issued.body, '$.reply_due'), json_extract(withdrawn.body, '$.reason')
FROM record AS said
LEFT JOIN record AS issued ON issued.id = (
    SELECT min(i.id) FROM record AS i WHERE i.ref = said.id AND i.kind = 'notice_issue')
JOIN record AS draft ON draft.id = coalesce(
    (SELECT max(d.id) FROM record AS d WHERE d.ref = said.id AND d.kind = 'notice_draft'
       AND (issued.id IS NULL OR d.id < issued.id)), said.id)
LEFT JOIN record AS numbered ON issued.id IS NOT NULL AND numbered.id = coalesce(
    (SELECT max(a.id) FROM record AS a WHERE a.ref = said.id AND a.kind = 'notice_renumber'), issued.id)
LEFT JOIN record AS withdrawn ON withdrawn.id = (
    SELECT min(w.id) FROM record AS w WHERE w.ref = said.id AND w.kind = 'notice_withdraw'
       AND (issued.id IS NULL OR NOT coalesce(json_extract(w.body, '$.discards'), 0))
       AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.ref = said.id AND r.kind = 'retraction'
           AND json_extract(r.body, '$.undoes') = lower(hex(w.id))))
WHERE said.kind = 'notice_draft' AND said.ref IS NULL
""",
    "notice_reply": f"""
SELECT said.id, said.ref, json_extract(said.body, '$.unit'), said.occurred_on,
       json_extract(said.body, '$.text'), said.officer
FROM record AS said WHERE said.kind = 'reply' AND NOT {RETRACTED}
""",
    "self_report": f"""
SELECT said.id, said.task_no, said.milestone, json_extract(said.body, '$.unit'), said.occurred_on,
       CASE WHEN decided.id IS NULL THEN 'pending'
            WHEN json_extract(decided.body, '$.decision') = 'confirmed' THEN 'confirmed' ELSE 'rejected' END,
       decided.id, json_extract(said.body, '$.form.id'), json_extract(said.body, '$.form.file'),
       json_extract(said.body, '$.form.line')
FROM record AS said LEFT JOIN record AS decided ON decided.id = (
    SELECT max(d.id) FROM record AS d WHERE d.ref = said.id AND d.kind = 'report_decision')
WHERE said.kind = 'self_report' AND NOT {RETRACTED}
""",
    "setting": """
SELECT json_extract(said.body, '$.key'), json_extract(said.body, '$.value'), said.id
FROM record AS said
WHERE said.kind = 'setting' AND NOT EXISTS (
    SELECT 1 FROM record AS later WHERE later.kind = 'setting' AND later.id > said.id
      AND json_extract(later.body, '$.key') = json_extract(said.body, '$.key'))
""",
    "forecast": f"""
SELECT said.id, json_extract(said.body, '$.forecast_of'), said.occurred_on, json_extract(said.body, '$.due'),
       json_extract(said.body, '$.likelihood') * 1.0, json_extract(said.body, '$.base') * 1.0,
       json_extract(said.body, '$.verdict'), json_extract(said.body, '$.reasons'), said.officer
FROM record AS said WHERE said.kind = 'forecast' AND NOT {RETRACTED}
""",
    "recheck": f"""
SELECT said.id, said.occurred_on, json_extract(said.body, '$.first'), json_extract(said.body, '$.last'),
       json_extract(said.body, '$.seed'), json_extract(said.body, '$.population'),
       json_extract(said.body, '$.items'), said.officer
FROM record AS said WHERE said.kind = 'recheck' AND NOT {RETRACTED}
""",
    "recheck_result": f"""
SELECT said.id, said.ref, said.milestone, said.occurred_on, json_extract(said.body, '$.outcome'),
       coalesce(json_extract(said.body, '$.text'), ''), said.officer
FROM record AS said WHERE said.kind = 'recheck_result' AND NOT {RETRACTED}
""",
}
"""Each table's rows but those of milestones, which were folded in Python before."""

_LAST_SET = """
record AS said ON said.id = (SELECT max(later.id) FROM record AS later
    WHERE later.kind = 'task_set' AND later.task_no = of_task.task_no)
"""
_TASKS = f"""
(SELECT DISTINCT task_no FROM record AS t WHERE kind = 'task_set' AND EXISTS (  -- others wait for their plan
    SELECT 1 FROM record AS p WHERE p.kind = 'plan_set' AND p.plan = t.plan)) AS of_task JOIN {_LAST_SET}
"""  # noqa: S608
_PART = "json_extract(part.value, '$.{}')"
_PLANNED = ", ".join(
    _PART.format(name)
    if name not in ("assumed", "stretch", "cumulative", "inferred")
    else f"coalesce({_PART.format(name)}, 0)"
    for name in "assumed stretch operator value upper unit cumulative inferred target_text baseline".split()
)

BY_SQL |= {
    "plan_revision": """
SELECT said.id, json_extract(said.body, '$.plan'), json_extract(said.body, '$.revision'),
       coalesce(json_extract(said.body, '$.withdraws'), ''), json_extract(said.body, '$.text'),
       coalesce(json_extract(said.body, '$.basis'), ''), coalesce(json_extract(said.body, '$.old_stage'), ''),
       coalesce(json_extract(said.body, '$.new_stage'), ''),
       coalesce(json_extract(said.body, '$.file.name'), ''),
       coalesce(json_extract(said.body, '$.file.sha256'), ''), json_extract(said.body, '$.changes'),
       said.officer
FROM record AS said WHERE said.kind = 'plan_revision'
""",
    "plan": """
SELECT json_extract(said.body, '$.plan'), json_extract(said.body, '$.code'),
       json_extract(said.body, '$.short'), json_extract(said.body, '$.title'),
       coalesce(json_extract(said.body, '$.kind'), 'plan'),
       coalesce(json_extract(said.body, '$.stage'), ''), json_extract(said.body, '$.year'),
       coalesce(json_extract(said.body, '$.supervisor'), ''), json_extract(said.body, '$.start.day'),
       coalesce(json_extract(said.body, '$.start.basis'), ''), json_extract(said.body, '$.horizon.day'),
       coalesce(json_extract(said.body, '$.horizon.phrase'), ''),
       coalesce(json_extract(said.body, '$.horizon.basis'), ''),
       json_extract(said.body, '$.file.name'), json_extract(said.body, '$.file.sha256'),
       CASE closed.kind WHEN 'plan_close' THEN closed.occurred_on END,
       CASE closed.kind WHEN 'plan_close' THEN json_extract(closed.body, '$.basis') ELSE '' END,
       (SELECT min(one.id) FROM record AS one WHERE one.kind IN ('plan_set', 'plan_close', 'plan_reopen')
          AND json_extract(one.body, '$.plan') = json_extract(said.body, '$.plan'))
FROM record AS said LEFT JOIN record AS closed ON closed.id = (
    SELECT max(one.id) FROM record AS one WHERE one.kind IN ('plan_close', 'plan_reopen')
      AND json_extract(one.body, '$.plan') = json_extract(said.body, '$.plan'))
WHERE said.kind = 'plan_set' AND NOT EXISTS (
    SELECT 1 FROM record AS later WHERE later.kind = 'plan_set' AND later.id > said.id
      AND json_extract(later.body, '$.plan') = json_extract(said.body, '$.plan'))
""",
    "task": f"""
SELECT said.task_no, said.plan, json_extract(said.body, '$.level1'), json_extract(said.body, '$.level2'),
       json_extract(said.body, '$.text'), json_extract(said.body, '$.lead_raw'),
       json_extract(said.body, '$.support_raw'), coalesce(json_extract(said.body, '$.section'), ''),
       coalesce(json_extract(said.body, '$.article'), ''),
       coalesce(json_extract(said.body, '$.article_no'), 0),
       coalesce(json_extract(said.body, '$.source'), ''), ended.occurred_on,
       coalesce(json_extract(ended.body, '$.reason'), '')
FROM {_TASKS} LEFT JOIN record AS ended ON ended.id = (SELECT max(e.id) FROM record AS e
    WHERE e.kind = 'task_end' AND e.task_no = said.task_no AND e.plan = said.plan AND e.id > said.id)
""",
    "task_unit": f"""
SELECT said.task_no, role.value, part.key, {_PART.format("raw")}, {_PART.format("unit")},
       coalesce({_PART.format("open")}, 0), coalesce({_PART.format("assumption")}, '')
FROM {_TASKS} JOIN json_each('["lead", "support"]') AS role
JOIN json_each(said.body, '$.' || role.value) AS part
""",
    "planned_milestone": f"""
SELECT {_PART.format("id")}, said.task_no, {_PART.format("title")}, coalesce({_PART.format("phrase")}, ''),
       {_PART.format("basis")}, {_PART.format("due")}, {_PLANNED}
FROM {_TASKS} JOIN json_each(said.body, '$.milestones') AS part
""",
    "duty": f"""
SELECT said.task_no, part.key, {_PART.format("phrase")}, {_PART.format("kind")}
FROM {_TASKS} JOIN json_each(said.body, '$.duties') AS part
""",
    "deliverable": f"""
SELECT {_PART.format("id")}, said.task_no, {_PART.format("title")}, {_PART.format("phrase")}
FROM {_TASKS} JOIN json_each(said.body, '$.deliverables') AS part
""",
}  # noqa: S608
"""The rows of plans and tasks: what the last record of each says."""

WORKED_OUT = {"self_report": ("claim",), "plan": ("heads",), "task": ("printed", "place", "heads")}
"""Columns that no statement of SQL can give."""


_AIMS = ("operator", "value", "upper", "unit", "baseline", "start", "whole", "trajectory")
_AIMED = f"""
SELECT said.milestone, {", ".join(f"json_extract(said.body, '$.target.{name}')" for name in _AIMS)}
FROM record AS said JOIN milestone AS m ON m.id = said.milestone
WHERE said.id = (SELECT max(one.id) FROM record AS one WHERE one.milestone = said.milestone
    AND (one.kind = 'milestone_target' OR one.kind = 'milestone_set'
      AND one.milestone NOT IN (SELECT id FROM planned_milestone)))
  AND instr(m.heads, ',') = 0 AND NOT EXISTS (  -- what was amended or settled is told by other tests
    SELECT 1 FROM record AS one WHERE one.milestone = said.milestone
      AND one.kind IN ('correction', 'retraction', 'milestone_settle'))
  AND 2 > (SELECT count(*) FROM record AS one WHERE one.milestone = said.milestone
      AND one.kind = 'milestone_set')
"""  # noqa: S608
"""What officers set last as a target of a milestone."""


def targets(connection: sqlite3.Connection) -> tuple[list[Any], list[Any]]:
    """The targets of milestones as their rows have them, and as their last record says them."""
    said = connection.execute(_AIMED).fetchall()
    columns = "id, operator, value, upper, unit, baseline, target_start, whole, trajectory"
    rows = [
        connection.execute(f"SELECT {columns} FROM milestone WHERE id = ?", (one[0],)).fetchone()
        for one in said
    ]
    planned = [(*row[:-1], json.loads(row[-1]) if row[-1] else None) for row in rows]
    aimed = [
        (*one[:-1], sorted([each["day"], each["value"]] for each in json.loads(one[-1])) if one[-1] else None)
        for one in said
    ]
    return planned, aimed


def differing(connection: sqlite3.Connection) -> list[str]:
    """Tables whose rows are not those of the statements."""
    rows, said = targets(connection)
    assert rows == said
    connection.create_function("unhex_or_null", 1, lambda text: text and bytes.fromhex(text))
    columns = {
        table.name: ", ".join(one for one in table.columns if one not in WORKED_OUT.get(table.name, ()))
        for table in tables()
    }
    return [
        name
        for name, statement in BY_SQL.items()
        if sorted(connection.execute(f"SELECT {columns[name]} FROM {name}").fetchall(), key=repr)
        != sorted(connection.execute(statement).fetchall(), key=repr)
    ]


def refused_nothing(desk: Desk, ops: list[Op], steps: list[int]) -> None:
    for op, hours in zip(ops, steps, strict=False):
        desk.moment += timedelta(hours=hours)
        try:
            desk.do(op)
        except HuaianError as refusal:
            assert refusal.title


OTHERWISE = {
    "milestone": "folded in Python from the first",
    **dict.fromkeys(("remark", "remark_row"), "parts of a plan's body, as they are"),
    **dict.fromkeys(
        ("unit", "unit_name", "unit_called", "group_member"),
        "changes made apart: tests/exchange/test_units_of_laptops",
    ),
    **dict.fromkeys(("matter", "matter_number", "task_tie"), "tests/exchange/test_matters_of_laptops"),
    "contact": "personal, under other origins: tests of contacts",
    **dict.fromkeys(("plan_withdrawn", "reading_choice"), "tests/exchange/test_imports_of_laptops"),
}
"""Tables without such a statement, and what is compared instead."""


def test_every_table_of_a_kind_has_a_second_opinion() -> None:
    assert {table.name for table in tables()} - OTHERWISE.keys() == BY_SQL.keys()


@pytest.mark.slow
@RELAXED
@given(OPS, STEPS)
@example([("notice", 0, 0, 0), ("withdraw", 1, 0, 0), ("restore", 1, 0, 0)], [0, 0, 0])  # there again
def test_after_any_history_the_rows_are_those_of_the_statements(
    seeded_file: Path, ops: list[Op], steps: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        with desk.ledger:
            refused_nothing(desk, ops, steps)
        with closing(open_reader_as_of(desk.path, None)) as connection:
            assert differing(connection) == []
        with closing(open_reader_as_of(desk.path, desk.today - timedelta(days=2))) as connection:
            assert differing(connection) == []


# ------------------------------------------------------------------ records that no officer can make

ORIGIN = b"\x07" * 16
FORM = {"id": "表", "version": 1, "exported_on": "2026-01-01", "file": "f" * 64}


def identity_of(number: int) -> bytes:
    """Ids in order, two a day from 1970 on."""
    return (number * 43_200_000).to_bytes(6, "big") + number.to_bytes(10, "big")


def made_up(number: int, kind: str, ref: int | None, how: int) -> Record:
    """A record of this kind whose body is what its kind allows, but refers to anything."""
    identity = identity_of(number)
    ref = 1 if ref is None and REF in KINDS[kind].needed else ref
    day = (date(2026, 1, 1) + timedelta(days=how)).isoformat()
    milestone = ("2-1", "45-1", milestone_id_from_record(2, identity))[how % 3]
    body: dict[str, Any] = {
        "text": f"话{number}",
        "title": f"题“{number}”\n",
        "reason": f"因{how}",
        "basis": f"据{number}",
        "due": day,
        "kind": "circular",
        "document": "{}",
        "unit": ("市财政局", "涟水县")[how % 2],
        "units": ["市财政局", "涟水县", "市财政局", '引"号'][: how % 5],
        "deliverable": "1-a",
        "decision": ("confirmed", "rejected")[how % 2],
        "form": FORM | {"line": how},
        "code": "淮督",
        "year": 2026,
        "serial": number,
        "number": f"淮督〔2026〕{number}号",
        "former": f"淮督〔2026〕{how}号",
        "key": ("office", "officer")[how % 2],
        "value": f"值{number}" if kind == RecordKind.SETTING else (None, 4000, 0.5)[how % 3],
        "progress": "进展",
        "plan": "huaian-data-2024",
        "revision": f"修订{how}",
        "changes": "{}",
    }
    body |= evaluated(number, how, milestone, day)
    if kind == RecordKind.READING:
        body["value"] = how * 1.5
    if kind == RecordKind.RECHECK_RESULT and how % 3 == 0:
        del body["text"]
    if how % 2:
        body |= {"follow_up": day, "reply_due": day}
    return Record(
        id=identity,
        origin=ORIGIN,
        seq=number,
        recorded_at=f"{day}T09:00:00.000+08:00",
        officer=f"某{how}",
        kind=kind,
        plan="huaian-data-2024",
        task_no=45 if milestone == "45-1" else 2,
        milestone=milestone if MILESTONE in KINDS[kind].needed else None,
        occurred_on=day,
        body=canonical_json(body),
        ref=None if ref is None else identity_of(ref),
        hash=bytes(32),
    )


def evaluated(number: int, how: int, milestone: str, day: str) -> dict[str, Any]:
    """What targets, forecasts, samples of re-checks and their results say."""
    item = {"milestone": milestone, "weight": how, "chance": how / 7, "risks": ["unit", '引"号'][: how % 3]}
    planned = [{"day": f"2026-{month:02}-01", "value": how * month} for month in (9, 3)]
    target = {"operator": ">=", "value": 9 * how, "unit": "家", "text": f"{9 * how}家", "baseline": -how}
    return {
        "target": (None, target, target | {"trajectory": planned, "start": day, "whole": 60})[how % 3],
        "forecast_of": milestone,
        "likelihood": how / 9,
        "base": how % 2,
        "verdict": ("likely_late", "no_sign", "较新")[how % 3],
        "reasons": ["behind", "silent", '引"号'][: how % 4],
        "first": "2026-01-01",
        "last": day,
        "seed": f"种“{number}”",
        "population": how,
        "items": [item] * (how % 3),
        "outcome": ("held", "not_held", "unchecked", "较新")[how % 4],
    }


MADE_UP = [
    str(name)
    for name, kind in KINDS.items()
    if not is_private(str(name), {})
    and not any(one.by in (By.TASK, By.KEY) and name != RecordKind.SETTING for one in kind.makes)
]
"""Kinds whose bodies may say anything; what plans, tasks, units, contacts say is a whole: packs check it."""


@st.composite
def arrivals(draw: st.DrawFn) -> list[list[Record]]:
    """Records in pieces, each piece as it arrives; most refer to one of a few."""
    count = draw(st.integers(1, 24))
    one = st.tuples(
        st.sampled_from(MADE_UP),
        st.none() | st.integers(1, min(count, 5)) | st.integers(1, count + 1),
        st.integers(0, 9),
    )
    records = [made_up(number, *draw(one)) for number in range(1, count + 1)]
    shuffled = draw(st.permutations(records))
    cuts = sorted(draw(st.lists(st.integers(0, count), max_size=3)))
    return [shuffled[first:last] for first, last in zip([0, *cuts], [*cuts, count], strict=True)]


def arrive(connection: sqlite3.Connection, records: Sequence[Record]) -> None:
    with transaction(connection):
        numbering = begin_arrivals(connection)
        add_origins(connection, [(ORIGIN, "2026-01-01T09:00:00+08:00", False)])
        insert_verified(connection, records, numbering)
        fold.refresh_arrived(connection)
        end_arrivals(connection)


@pytest.mark.slow
@RELAXED
@given(arrivals())
def test_whatever_arrives_in_any_order_gives_the_rows_of_the_statements(
    seeded_file: Path, pieces: list[list[Record]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copyfile(seeded_file, Path(folder) / "台账.db"))
        with closing(open_writer(path)) as connection:
            for piece in pieces:
                arrive(connection, piece)
                assert differing(connection) == []
            arrived = kept(connection)
            with transaction(connection):
                fold.refresh(connection, [one for piece in pieces for one in piece])
            assert kept(connection) == arrived, "one action that wrote all of them"
            with transaction(connection):
                fold.rebuild(connection)
            assert kept(connection) == arrived, "a rebuild"
            assert differing(connection) == []
        # From the day on from which the shipped plan is known: no earlier one is told from it.
        with closing(Refolded(path)) as refolded:
            for day in range(0, 14, 3):
                as_of_day(refolded, date(1970, 1, 1) + timedelta(days=day))


def as_of_day(refolded: Refolded, day: date) -> None:
    """Whatever arrived how, the versions of a day are what folding the records known by then gives."""
    with closing(open_reader_as_of(refolded.path, day)) as connection:
        assert shown(connection) == refolded.on(day), day
        assert differing(connection) == [], day
