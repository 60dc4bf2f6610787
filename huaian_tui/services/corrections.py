"""Correcting any recorded fact: a record beside it says how it reads now, and why; the old stays readable."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.kinds.decision_heads import decided, heads_of
from huaian_tui.ledger.kinds.decision_undo import place_in_chain
from huaian_tui.ledger.kinds.decisions import fold_over
from huaian_tui.ledger.kinds.kind import FieldType, FoldRecord, Kind
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.kinds.taking_back import CHANGED, correction, standing
from huaian_tui.ledger.kinds.target_parts import TARGET, target_part
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services import contacts
from huaian_tui.services.deciding import finite
from huaian_tui.services.decision_order import refuse_out_of_order
from huaian_tui.services.entry_rules import not_before_plan, past_day, required_line, required_text
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import read_decisions, read_fold_record, read_thing
from huaian_tui.store.queries.notices import read_notice

CANNOT = "不能更正"

LABELS = {
    "value": "数值",
    "due": "时限",
    "title": "名称",
    "target": "指标",
    "text": "内容",
    "unit": "单位",
    "basis": "依据",
    **contacts.PARTS,
}
"""The parts of facts that can be corrected besides their day, and what people call them."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A recorded fact as it reads now: its record, kind, parts that can be corrected, and its day."""

    record: FoldRecord
    kind: Kind
    parts: tuple[str, ...]

    @property
    def day(self) -> date | None:
        """The day on which it was so."""
        return None if self.record.occurred_on is None else date.fromisoformat(self.record.occurred_on)

    @property
    def line(self) -> str:
        """What it says, with its day."""
        return _line(self.kind, self.record)


def read_fact(connection: sqlite3.Connection, record_id: bytes) -> Fact:
    """A fact that can be corrected, as it reads now; refused with the reason where it cannot be."""
    record = read_fold_record(connection, record_id)
    kind = None if record is None else KINDS.get(record.kind)
    if record is None or kind is None:
        raise HuaianError(CANNOT, "这条记录不在台账里，或由较新的程序写成", "在“记录”里核对")
    if kind.corrected_by != RecordKind.CORRECTION or kind.name == RecordKind.NOTE:
        way = kind.other_way or "如有错，撤回后重新登记"
        raise HuaianError(CANNOT, f"「{kind.title}」不这样更正", way)
    now = next((one for one in standing(_thing(connection, record)) if one.id == record_id), None)
    if now is None:
        raise HuaianError(CANNOT, f"这条{kind.title}已撤回", "需要的话，先恢复它，或重新登记")
    names = {field.name for field in kind.fields}
    if kind.private:  # of another unit it is another contact
        names = names.intersection(now.body) - {"unit"}
    parts = tuple(name for name in LABELS if name in names)
    return Fact(now, kind, parts)


def decision_to_amend(connection: sqlite3.Connection, milestone: str, parts: Sequence[str] = ()) -> bytes:
    """The last decision on a milestone that counts and has these parts; refused when there is none.

    In a conflict none is the last: that of a colleague would be taken for one's own.
    """
    ordered = decided(read_decisions(connection, milestone)[0])
    if len(heads_of(ordered)) > 1:
        raise HuaianError(
            "请写明是哪一项决定",
            f"{milestone} 冲突待核，各方的决定并列",
            "加 --record 编号（见 record list），或先核定冲突（milestone settle）",
        )
    for one in reversed(standing(ordered)):
        names = {field.name for field in KINDS[one.kind].fields}
        if names.issuperset(parts):
            return one.id
    raise HuaianError("没有可更正、可撤回的决定", f"{milestone} 没有这样的决定", "用 record list 查看经过")


def correct_record(
    ledger: Ledger, record_id: bytes, changes: Mapping[str, Any], day: date | None, reason: str, today: date
) -> bytes:
    """Record how a fact reads now; ``changes`` are the parts that are otherwise, ``day`` None: its day stays.

    A value of None takes the value away. What is not named stays as it is, and what it said before
    stays readable.
    """
    with ledger.action() as action:
        connection = action.connection
        fact = read_fact(connection, record_id)
        record = fact.record
        unknown = set(changes) - set(fact.parts)
        if unknown:
            named = "、".join(LABELS.get(one, one) for one in sorted(unknown))
            raise InputRefused(CANNOT, f"{fact.kind.title}没有{named}", "请只写它有的各项")
        due = changes.get("due")
        body = dict(record.body) | {
            name: _target(connection, fact, value, due)
            if name == TARGET
            else _checked(connection, fact, name, value)
            for name, value in changes.items()
        }
        if "due" in changes:
            body["assumed"] = False
        on = record.occurred_on if day is None else _day(connection, fact, day, today)
        if on == record.occurred_on and all(record.body.get(name) == body[name] for name in changes):
            raise InputRefused("内容没有变化", "更正后的内容与现在的相同", "请改动内容，或不必更正")
        now = record._replace(occurred_on=on, body=body)
        body = {name: said for name, said in body.items() if name not in ("settles", "drops")}
        body["reason"] = required_line(reason, "reason", "更正理由")
        body[CHANGED] = _changed(fact, now)
        entry = correction(now, body, made=_joined_to(connection, record))
        if fact.kind.decides and on != record.occurred_on:
            refuse_out_of_order(read_decisions(connection, record.milestone or "")[0], entry, today)
        return action.append(entry)


def _changed(fact: Fact, now: FoldRecord) -> str:
    """What the correction says of itself; of what is personal only which parts are otherwise."""
    if not fact.kind.private:
        return f"{fact.kind.title}：{fact.line} 改为 {_line(fact.kind, now)}"
    before = fact.record
    named = [label for part, label in LABELS.items() if before.body.get(part) != now.body.get(part)]
    named += ["日期"] if before.occurred_on != now.occurred_on else []
    return f"{fact.kind.title}：{fact.line}，改了{'、'.join(named)}"


def _joined_to(connection: sqlite3.Connection, record: FoldRecord) -> bytes:
    """What the correction refers to: the last decision on the milestone, or what made the thing."""
    thing = _thing(connection, record)
    return place_in_chain(record, thing)[0] if KINDS[record.kind].decides else thing[0].id


def _thing(connection: sqlite3.Connection, record: FoldRecord) -> Sequence[FoldRecord]:
    """All records of a fact's thing; of a milestone only what was decided."""
    thing, _ = read_thing(connection, record)
    return decided(thing) if KINDS[record.kind].decides else thing


def _line(kind: Kind, record: FoldRecord) -> str:
    said = kind.line(record.body)
    return said if record.occurred_on is None else f"{said}（{record.occurred_on}）"


def _day(connection: sqlite3.Connection, fact: Fact, day: date, today: date) -> str:
    if fact.kind.private:
        contacts.checked_day(day, today)
    else:
        past_day(connection, day, today, "day", "日期", fact.record.task_no)
    return day.isoformat()


def _checked(connection: sqlite3.Connection, fact: Fact, name: str, value: Any) -> Any:
    """A typed part as the body holds it; refuses what cannot be taken, naming the field."""
    label = LABELS[name]
    if name in contacts.PARTS:
        return contacts.checked_part(name, str(value))
    if name == "value":
        if value is None:
            if fact.kind.name == RecordKind.MILESTONE_COMPLETE:
                return None
            raise InputRefused("读数没有填写", "一条读数要有数值", "如是误录，请撤回这条读数", field=name)
        _refuse_without_target(connection, fact)
        return finite(float(value))
    if name == "due":
        not_before_plan(connection, value, name, label, fact.record.task_no)
        return value.isoformat()
    if name == "unit":
        return _unit(connection, fact, str(value))
    of = next(field.type for field in fact.kind.fields if field.name == name)
    if of is FieldType.TEXT:
        return required_text(str(value), name, label)
    return required_line(str(value), name, label, limit=100 if name == "title" else 500)


def _target(connection: sqlite3.Connection, fact: Fact, typed: str | None, due: date | None) -> Any:
    """A target as it was typed (None: none), by the time limit that holds with it."""
    from huaian_tui.domain.reading.trajectories import read_target_line

    if not typed:
        return None
    records, planned = read_decisions(connection, fact.record.milestone or "")
    state = fold_over(planned, records).state
    return target_part(read_target_line(typed, due or (None if state is None else state.due)))


def _refuse_without_target(connection: sqlite3.Connection, fact: Fact) -> None:
    records, planned = read_decisions(connection, fact.record.milestone or "")
    state = fold_over(planned, records).state
    if state is None or state.target is None:
        raise InputRefused(
            "这个节点没有量化指标", str(fact.record.milestone), "不必写数值，把情况写进依据", field="value"
        )


def _unit(connection: sqlite3.Connection, fact: Fact, unit: str) -> str:
    """The unit that answered: one of those to which the notice went."""
    named = clean_line(unit, limit=100, field="unit")
    notice = read_notice(connection, fact.record.ref or b"")
    if notice.units and named not in notice.units:
        sent = f"发给：{'、'.join(notice.unit_names)}"
        raise InputRefused(f"这份文书没有发给{notice.name_of(named)}", sent, "请改选单位", field="unit")
    return named
