"""Notices (文书): the list, one with its document and replies, what was asked of whom, what is missing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow, ReplyRow
from huaian_tui.domain.errors import NotFound
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.queries.sql_parts import HELD_DRAFT, batches
from huaian_tui.store.queries.unit_history import FormerNames

# "+" keeps the index of kinds out: it would be gone through for each notice.
_SELECT = f"""
SELECT n.id, n.kind, n.title, n.state, n.units, n.day, n.officer, r.body, draft.body,
       n.number, n.issued_on, n.withdrawn,
       n.state = 'issued' AND n.serial IS NOT NULL AND EXISTS (
           SELECT 1 FROM notice AS twin WHERE twin.code = n.code AND twin.year = n.year
             AND twin.serial = n.serial AND twin.id <> n.id AND twin.state = 'issued'),
       CASE WHEN n.serial IS NOT NULL THEN (
           SELECT json_group_array(json_extract(body, '$.number')) FROM (
               SELECT body FROM record AS m WHERE m.ref = n.id AND +m.kind = 'notice_renumber'
               ORDER BY m.id)) END
FROM notice AS n JOIN record AS r ON r.id = n.current
JOIN record AS draft ON draft.id = {HELD_DRAFT}
"""  # noqa: S608 - constants


class _Names:
    """What units were and plans are called, read once for a list."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.units = FormerNames(connection)
        self.codes: dict[str, str] = dict(connection.execute("SELECT id, code FROM plan"))


def _notice(connection: sqlite3.Connection, row: Sequence[Any], names: _Names) -> NoticeRow:
    notice, kind, title, state, units, day, officer, body, drafted, *issued = row
    number, issued_on, withdrawn, doubled, renumbered = issued
    current, draft = json.loads(body), json.loads(drafted)
    plans = tuple(draft.get("plans", (SHIPPED_PLAN,)))
    return NoticeRow(
        record_id=notice,
        kind=kind,
        title=title,
        state=state,
        units=tuple(json.loads(units)),
        drafted_on=date.fromisoformat(day),
        officer=officer,
        document=current["document"],
        warnings=tuple(draft.get("warnings", ())),
        asks=tuple(draft.get("asks", ())),
        basis=draft.get("basis", ""),
        approval=draft.get("approval", ""),
        number=number or "",
        issued_on=_day(issued_on),
        reply_due=_day(draft.get("reply_due")),
        withdrawn=withdrawn or "",
        doubled=bool(doubled),
        replies=_replies(connection, notice, names),
        as_of=_day(draft.get("as_of")),
        request=draft.get("request", ""),
        composed=draft.get("composed", draft["document"] if "request" in draft else ""),
        composed_up_to=draft.get("composed_up_to", ""),
        composed_heads=tuple(draft.get("composed_heads") or ()),
        issued_heads=tuple(current.get("issued_heads") or ()),
        changed=_changed(current),
        plans=plans,
        plan_codes=tuple(names.codes.get(plan, plan) for plan in plans),
        called=names.units.on(json.loads(units), issued_on or day),
        former_numbers=_former(current.get("number", ""), json.loads(renumbered or "[]"), number),
    )


def _changed(issued: dict[str, Any]) -> tuple[ChangeRow, ...]:
    """What had changed when it was issued and was accepted; nothing of a draft."""
    told = issued.get("changed", ())
    return tuple(ChangeRow(one["place"], one["was"], one["now"], tuple(one["records"])) for one in told)


def _former(first: str, renumbered: Sequence[str], number: str) -> tuple[str, ...]:
    """What a notice was numbered before, oldest first: when it was issued, and by every record since."""
    borne = dict.fromkeys((first, *renumbered)) if renumbered else {}
    return tuple(one for one in borne if one and one != number)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _replies(connection: sqlite3.Connection, notice: bytes, names: _Names) -> tuple[ReplyRow, ...]:
    rows = connection.execute(
        "SELECT id, unit, day, text, officer FROM notice_reply WHERE notice = ? ORDER BY day, id", (notice,)
    )
    return tuple(
        ReplyRow(reply, unit, date.fromisoformat(day), text, officer, names.units.on([unit], day)[0])
        for reply, unit, day, text, officer in rows
    )


_OF_PLAN = (
    "WHERE ? IN (SELECT value FROM json_each(coalesce("  # noqa: S608 - constant
    f"json_extract(draft.body, '$.plans'), '[\"{SHIPPED_PLAN}\"]')))"
)
"""Those about a plan; one that says none is of before there were several, and about the shipped one."""


def list_notices(
    connection: sqlite3.Connection, limit: int = 500, plan: str | None = None
) -> list[NoticeRow]:
    """The newest notices, of all plans or of those about one."""
    where, of_plan = ("", ()) if plan is None else (_OF_PLAN, (plan,))
    rows = connection.execute(f"{_SELECT} {where} ORDER BY n.id DESC LIMIT ?", (*of_plan, limit)).fetchall()
    names = _Names(connection)
    return [_notice(connection, row, names) for row in rows]


_LIGHT = _SELECT.replace(
    "r.body",
    "json_object('document', CASE WHEN n.kind = 'answer' THEN json_extract(r.body, '$.document') "
    "ELSE '{}' END, 'number', coalesce(json_extract(r.body, '$.number'), ''), "
    "'issued_heads', json_extract(r.body, '$.issued_heads'))",
    1,
).replace(
    "draft.body",
    "json_object('document', '{}', 'reply_due', json_extract(draft.body, '$.reply_due'), 'as_of', "
    "json_extract(draft.body, '$.as_of'), 'composed_heads', json_extract(draft.body, '$.composed_heads'), "
    "'plans', json(coalesce(json_extract(draft.body, '$.plans'), "
    f"'[\"{SHIPPED_PLAN}\"]')))",
    1,
)
"""The same without the documents, but that of a 报告, which says whom it is written to."""


def rows_of(connection: sqlite3.Connection, notices: Sequence[bytes]) -> list[NoticeRow]:
    """What lists say of these notices, in no order: without their documents."""
    names, found = _Names(connection), list[NoticeRow]()
    for batch in batches(notices):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"{_LIGHT} WHERE n.id IN ({marks})", batch).fetchall()
        found += [_notice(connection, row, names) for row in rows]
    return found


def read_notice(connection: sqlite3.Connection, notice: bytes) -> NoticeRow:
    """One notice by its record id, which ``notes.identify`` gave."""
    row = connection.execute(f"{_SELECT} WHERE n.id = ?", (notice,)).fetchone()
    if row is None:
        raise NotFound("没有这份文书", "编号不在本台账中", "先列出再选用")
    return _notice(connection, row, _Names(connection))


def issued_between(connection: sqlite3.Connection, first: date, last: date) -> list[NoticeRow]:
    """Notices issued in these days and not withdrawn, oldest first."""
    rows = connection.execute(
        f"{_SELECT} WHERE n.state = 'issued' AND n.issued_on BETWEEN ? AND ? ORDER BY n.issued_on, n.id",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    names = _Names(connection)
    return [_notice(connection, row, names) for row in rows]


def issued_circulars(connection: sqlite3.Connection, until: date) -> Iterator[NoticeRow]:
    """通报 issued by a day and not withdrawn, the newest first."""
    rows = connection.execute(
        f"{_SELECT} WHERE n.kind = 'circular' AND n.state = 'issued' AND n.issued_on <= ? "
        "ORDER BY n.issued_on DESC, n.id DESC",
        (until.isoformat(),),
    ).fetchall()
    names = _Names(connection)
    return (_notice(connection, row, names) for row in rows)


def days_told(connection: sqlite3.Connection, until: date) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Of each of ``issued_circulars`` the day that its figures are of, and its plans, without reading it."""
    for day, plans in connection.execute(
        "SELECT coalesce(json_extract(draft.body, '$.as_of'), n.day), json_extract(draft.body, '$.plans') "  # noqa: S608
        f"FROM notice AS n JOIN record AS draft ON draft.id = {HELD_DRAFT} "
        "WHERE n.kind = 'circular' AND n.state = 'issued' AND n.issued_on <= ? "
        "ORDER BY n.issued_on DESC, n.id DESC",
        (until.isoformat(),),
    ):
        yield date.fromisoformat(day), (SHIPPED_PLAN,) if plans is None else tuple(json.loads(plans))


SOMEBODY_MISSING = (
    "EXISTS (SELECT 1 FROM json_each(n.units) AS asked WHERE NOT EXISTS ("
    "SELECT 1 FROM notice_reply AS said WHERE said.notice = n.id AND said.unit = asked.value))"
)
"""``NoticeRow.missing`` is not empty, found without reading the documents of all the others."""


def list_unanswered(connection: sqlite3.Connection, today: date) -> list[NoticeRow]:
    """Issued notices whose 反馈时限 was yesterday or earlier, with units that have not answered."""
    rows = connection.execute(
        f"{_SELECT} WHERE n.state = 'issued' AND n.reply_due IS NOT NULL AND n.reply_due <= ? "
        f"AND {SOMEBODY_MISSING} ORDER BY n.reply_due, n.id",
        ((today - timedelta(days=1)).isoformat(),),
    ).fetchall()
    names = _Names(connection)
    return [notice for row in rows if (notice := _notice(connection, row, names)).missing]


_WAITING = (
    "n.state = 'issued' AND n.reply_due IS NOT NULL AND ?1 IN (SELECT value FROM json_each(n.units)) "
    "AND NOT EXISTS (SELECT 1 FROM notice_reply AS said WHERE said.notice = n.id AND said.unit = ?1)"
)
"""Issued notices that ask a unit for an answer by a day and have none from it."""


def count_waiting_for(connection: sqlite3.Connection, unit: str) -> int:
    """How many issued notices ask this unit for an answer by a day and have none from it."""
    row = connection.execute(f"SELECT count(*) FROM notice AS n WHERE {_WAITING}", (unit,)).fetchone()  # noqa: S608
    return int(row[0])


def waiting_for(connection: sqlite3.Connection, unit: str) -> list[NoticeRow]:
    """Those notices, the newest first, without their documents."""
    rows = connection.execute(f"{_LIGHT} WHERE {_WAITING} ORDER BY n.id DESC", (unit,)).fetchall()
    names = _Names(connection)
    return [_notice(connection, row, names) for row in rows]


def withdrawn_from(connection: sqlite3.Connection, kind: str, unit: str) -> NoticeRow | None:
    """The last paper of a kind that was issued to a unit, where it was withdrawn since."""
    row = connection.execute(
        f"{_LIGHT} WHERE n.kind = ?1 AND n.issued_on IS NOT NULL "  # noqa: S608 - constants
        "AND ?2 IN (SELECT value FROM json_each(n.units)) ORDER BY n.issued_on DESC, n.id DESC LIMIT 1",
        (kind, unit),
    ).fetchone()
    found = None if row is None else _notice(connection, row, _Names(connection))
    return found if found is not None and found.state == "withdrawn" else None


def next_serial(connection: sqlite3.Connection, code: str, year: int) -> int:
    """The number after the last that was issued under a code word in a year."""
    row = connection.execute(
        "SELECT coalesce(max(serial), 0) + 1 FROM notice WHERE code = ? AND year = ?", (code, year)
    ).fetchone()
    return int(row[0])


class DoubledNotice(NamedTuple):
    """An issued notice whose number another one bears that was issued before it, with the number's parts."""

    record_id: bytes
    code: str
    year: int
    serial: int
    number: str
    first: bytes
    """The one that had it first, and keeps it."""


_NUMBERED = (
    "coalesce((SELECT max(m.id) FROM record AS m "
    "WHERE m.ref = {0}.id AND +m.kind = 'notice_renumber'), {0}.current)"
)
"""The record that gave a notice its number: that of its issue, or the last one that numbered it anew."""


def doubled_notices(connection: sqlite3.Connection) -> list[DoubledNotice]:
    """All notices whose number another one bore first, in the order in which they got it.

    Which one was first follows from the ids of the records that gave the number, on every laptop alike.
    """
    rows = connection.execute(
        "SELECT later.id, later.code, later.year, later.serial, later.number, ("  # noqa: S608 - constants
        "SELECT one.id FROM notice AS one WHERE one.code = later.code AND one.year = later.year "
        f"AND one.serial = later.serial AND one.state = 'issued' ORDER BY {_NUMBERED.format('one')} LIMIT 1"
        ") AS first FROM notice AS later WHERE later.state = 'issued' AND later.serial IS NOT NULL "
        f"AND first <> later.id ORDER BY {_NUMBERED.format('later')}"
    )
    return [DoubledNotice._make(row) for row in rows]
