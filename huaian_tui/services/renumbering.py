"""Settling numbers that two laptops gave apart (文号重复): the notice that got it later gets a new one.

It is a record. Which one was later follows from the records themselves, so that every laptop says the same,
and two that settle one double apart settle it alike. The issued document stays as it was frozen; its paper
says the former number (原文号).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeNumber
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.notices import DoubledNotice, doubled_notices, next_serial, read_notice


class Renumbered(NamedTuple):
    """A notice with its former and its new number."""

    record_id: bytes
    former: str
    number: str


def renumber(ledger: Ledger, today: date, only: Collection[bytes] | None = None) -> list[Renumbered]:
    """Give new numbers to notices whose number another one bore first: to all, or ``only`` to these.

    In one transaction, in the order in which they were numbered; the year of a number stays. Refused for
    a notice whose number is its own, or that had it first. [] where no number stands twice.
    """
    with ledger.action() as action:
        doubled = doubled_notices(action.connection)
        if only is not None:
            _refuse_others(action, doubled, only)
        done = list[Renumbered]()
        for one in doubled:
            if only is None or one.record_id in only:
                done.append(_renumber(action, one, today))
        return done


def _refuse_others(action: Action, doubled: Collection[DoubledNotice], only: Collection[bytes]) -> None:
    later = {one.record_id for one in doubled}
    for identity in only:
        if identity in later:
            continue
        row = read_notice(action.connection, identity)
        others = [one for one in doubled if one.first == identity]
        if others:
            other = read_notice(action.connection, others[0].record_id)
            raise HuaianError(
                "先印发的不改号",
                f"{row.number}这份先印发，文号不变",
                f"请给后印发的那份改号：{other.addressee}，{other.title}",
            )
        raise HuaianError(
            "不需要改号", f"文号{row.number}没有重复" if row.number else "还没有印发，没有文号", "不必再办"
        )


def _renumber(action: Action, one: DoubledNotice, today: date) -> Renumbered:
    by_issue = "" if "〔" in one.number else "期"
    number = NoticeNumber(one.code, one.year, next_serial(action.connection, one.code, one.year), by_issue)
    body = {
        "code": one.code,
        "year": one.year,
        "serial": number.serial,
        "number": str(number),
        "former": one.number,
    }
    action.append(Entry(RecordKind.NOTICE_RENUMBER, body, occurred_on=today.isoformat(), ref=one.record_id))
    action.fold()
    return Renumbered(one.record_id, one.number, str(number))
