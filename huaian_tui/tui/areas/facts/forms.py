"""更正 and 撤回 of any record: the one form for each, and asking which record of a task or milestone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.domain.rules.typed_values import read_value_of
from huaian_tui.domain.words.other_laptops import other_laptop_mark
from huaian_tui.domain.words.targets import target_line
from huaian_tui.ledger.kinds.kind import FieldType
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.kinds.target_parts import TARGET, read_target_part
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services.corrections import LABELS, Fact, correct_record, read_fact
from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.services.undo import Undo, undo, undo_of
from huaian_tui.store.engine.fold import read_fold_record
from huaian_tui.store.queries import time_line
from huaian_tui.store.queries.milestones import target_of
from huaian_tui.tui.areas.notes.correction import open_correction, open_retraction
from huaian_tui.tui.areas.notes.text import kind_title
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

MOST_FACTS = 500
"""Records of one task that are offered; older ones are found among the records (F7)."""

COLUMNS: tuple[Column[EventRow], ...] = (
    Column("日期", lambda row: "" if row.day is None else row.day.isoformat(), width=10),
    Column("种类", lambda row: kind_title(row.kind), width=8),
    Column("内容", lambda row: f"{other_laptop_mark(row.laptop)}{row.gist[:200]}", min_width=20),
    Column("登记人", lambda row: row.officer, width=8, priority=2),
)

# ---------------------------------------------------------------------- which record


def can_be_corrected(kind: str) -> bool:
    """Whether there is a form that corrects records of this kind."""
    known = KINDS.get(kind)
    return known is not None and known.corrected_by == RecordKind.CORRECTION


def can_be_taken_back(kind: str) -> bool:
    """Whether records of this kind can be taken back one by one."""
    known = KINDS.get(kind)
    return known is not None and known.undo is not None


def pick_fact(
    app: Host,
    read: Callable[[sqlite3.Connection], Sequence[EventRow]],
    title: str,
    fits: Callable[[str], bool],
    then: Callable[[Host, bytes], object],
) -> None:
    """Ask which of these records is meant; what was taken back is not offered."""

    def ask(rows: Sequence[EventRow]) -> None:
        fitting = [row for row in rows if fits(row.kind) and not row.taken_back]
        if not fitting:
            raise HuaianError("没有可更正、撤回的记录", "这里还没有登记过什么", "先登记，再更正")
        if len(fitting) == 1:
            then(app, fitting[0].record_id)
            return
        lines = [ListRow(row.record_id.hex(), cells_of(row, COLUMNS)) for row in fitting]
        dialog = PickDialog(title, "选一条记录，新的在前：", COLUMNS, lines, "条")
        open_dialog(app, dialog, lambda key: then(app, bytes.fromhex(key)) if key else None)

    read_then(app, lambda: app.session.read(read), ask, group="pick")


def pick_to_correct(app: Host, read: Callable[[sqlite3.Connection], Sequence[EventRow]]) -> None:
    """更正 one of these records."""
    pick_fact(app, read, "更正哪条记录", can_be_corrected, correct_fact)


def pick_to_take_back(app: Host, read: Callable[[sqlite3.Connection], Sequence[EventRow]]) -> None:
    """撤回 one of these records."""
    pick_fact(app, read, "撤回哪条记录", can_be_taken_back, take_back_fact)


def of_task(number: int) -> Callable[[sqlite3.Connection], Sequence[EventRow]]:
    """The records about a task, to pick from."""
    return lambda connection: with_laptops(connection, time_line.of_task(connection, number, MOST_FACTS))


def of_milestone(milestone: str) -> Callable[[sqlite3.Connection], Sequence[EventRow]]:
    """The records about a milestone, to pick from."""
    return lambda connection: with_laptops(
        connection, time_line.of_milestone(connection, milestone, MOST_FACTS)
    )


# ---------------------------------------------------------------------- correcting


def correct_fact(app: Host, record_id: bytes) -> None:
    """更正: how the fact reads now, any part of it, and the reason; a note has its own form."""

    def read(connection: sqlite3.Connection) -> tuple[Fact | None, Target | None]:
        if _is_note(connection, record_id):
            return None, None
        fact = read_fact(connection, record_id)
        of = fact.record.milestone if "value" in fact.parts else None
        return fact, None if of is None else target_of(connection, app.session.today, of)

    def show(found: tuple[Fact | None, Target | None]) -> None:
        fact, target = found
        if fact is None:
            open_correction(app, record_id)
        else:
            _show_form(app, fact, target)

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def _is_note(connection: sqlite3.Connection, record_id: bytes) -> bool:
    record = read_fold_record(connection, record_id)
    return record is not None and record.kind == RecordKind.NOTE


def _show_form(app: Host, fact: Fact, target: Target | None) -> None:
    session, body = app.session, fact.record.body

    def save(values: dict[str, Any]) -> object:
        reason, day = values.pop("reason"), values.pop("day", None)
        changes = {name: _typed(name, values[name], target) for name in values}
        changed = {name: value for name, value in changes.items() if value != _now(name, body.get(name))}
        return session.write(
            lambda ledger: correct_record(ledger, fact.record.id, changed, day, reason, session.today)
        )

    dialog = FormDialog(
        f"更正{fact.kind.title}",
        [*_fields(fact, app), reason_field("更正理由", "如 笔误、单位来函说明")],
        save,
        intro=f"现在是：{fact.line}。只改要改的各项；原来的仍可查看。",
        button="更正",
        busy="正在更正",
        form_id=f"correct:{fact.record.id.hex()}",
    )
    open_dialog(app, dialog, lambda _: tell_recorded(app, "已更正，原来的仍可查看"))


def _now(name: str, value: Any) -> Any:
    if name == TARGET:
        return target_line(read_target_part(value))
    return float(value) if isinstance(value, (int, float)) else value


def _fields(fact: Fact, app: Host) -> list[FormField]:
    """A field for each part that can be corrected, filled with what it says now."""
    today, body = app.session.today, fact.record.body
    fields = list[FormField]()
    for name in fact.parts:
        value = body.get(name)
        of = next(field.type for field in fact.kind.fields if field.name == name)
        if of is FieldType.DAY:
            fields.append(DateField(name, LABELS[name], today, value=str(value), required=True))
        elif of is FieldType.TEXT:
            fields.append(LongTextField(name, LABELS[name], value=str(value), required=True, lines=3))
        else:
            shown = "" if value is None else format_number(value) if name == "value" else str(value)
            shown = _now(name, value) if name == TARGET else shown
            fields.append(TextField(name, LABELS[name], value=shown, max_length=500))
    day = fact.day
    if day is not None:
        fields.append(DateField("day", "日期", today, value=day.isoformat(), required=True))
    return fields


def _typed(name: str, value: Any, target: Target | None) -> Any:
    """A value of the form as the service takes it."""
    if name == "value":
        return read_value_of(target, value) if value else None
    return value


# ---------------------------------------------------------------------- taking back


def take_back_fact(app: Host, record_id: bytes) -> None:
    """撤回: what that does, and the reason. It counts no more and stays among the records."""

    def read(connection: sqlite3.Connection) -> Undo | None:
        if _is_note(connection, record_id):
            return None
        return undo_of(connection, [record_id], app.session.today)

    def show(found: Undo | None) -> None:
        if found is None:
            open_retraction(app, record_id)
        else:
            _ask_reason(app, record_id, found)

    with_officer(app, lambda: read_then(app, lambda: app.session.read(read), show))


def _ask_reason(app: Host, record_id: bytes, found: Undo) -> None:
    session = app.session

    def save(values: dict[str, Any]) -> object:
        if not values["reason"]:
            raise InputRefused("撤回理由没有填写", "这一项不能为空", "请填写撤回理由", field="reason")
        return session.write(lambda ledger: undo(ledger, [record_id], values["reason"], session.today))

    intro = "\n".join((*found.lines, "原来的记录不删除，仍可在记录里查到；撤回也可以再撤回。"))
    reason = reason_field("撤回理由", "如 办错了节点、记错了数")
    dialog = FormDialog("撤回记录", [reason], save, intro=intro, button="撤回", busy="正在撤回")
    open_dialog(app, dialog, lambda _: tell_recorded(app, found.done[0]))
