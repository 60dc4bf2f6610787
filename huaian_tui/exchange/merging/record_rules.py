"""Whether a record from elsewhere can stand in this ledger: its body, its columns, what it refers to.

What it refers to may still be on its way in another pack: records, units, tasks of plans that were added
later. Such a record waits for it. Only the tasks of the shipped plan are known for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from huaian_tui.domain.rules.unit_names import MOST_IN_NAME, is_plain_name
from huaian_tui.domain.words.items import item
from huaian_tui.exchange.merging.body_check import check_body
from huaian_tui.exchange.packs.checked_values import is_clean_line
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.kinds.anew import WITHDRAWN
from huaian_tui.ledger.kinds.kind import DAY, MILESTONE, REF, TASK, Field, Kind, Named
from huaian_tui.ledger.kinds.plans import CODE
from huaian_tui.ledger.kinds.registry import KINDS, is_private, shape_of
from huaian_tui.ledger.record import Record, RecordKind
from huaian_tui.ledger.task_keys import MATTERS_PLAN, SHIPPED_PLAN, is_shipped, part_prefix
from huaian_tui.store.queries.reference import Reference

MOST_PLAN_ID = 100
PLAN_KINDS = (
    RecordKind.PLAN_SET,
    RecordKind.PLAN_CLOSE,
    RecordKind.PLAN_REOPEN,
    RecordKind.PLAN_REVISION,
)

_TITLES = {TASK: "任务序号", MILESTONE: "节点", DAY: "日期", REF: "所指的记录"}
"""Columns that a kind may need, and what people call them."""


class RecordRefused(ValueError):
    """A record that cannot be taken; the message says why in Chinese."""


def check_record(record: Record, body: Mapping[str, Any], reference: Reference) -> None:
    """Refuse (``ValueError`` with words for the officer) what cannot stand in this ledger."""
    if record.id[6] >> 4 != 7 or record.id[8] >> 6 != 2:
        raise RecordRefused("编号不合规范")
    try:
        datetime.fromisoformat(record.recorded_at)
        if record.occurred_on is not None:
            date.fromisoformat(record.occurred_on)
    except ValueError:
        raise RecordRefused("日期或时间不存在") from None
    if not _is_plan_id(record.plan):
        raise RecordRefused("方案编号不合规范")
    kind = KINDS.get(record.kind)
    kind = None if kind is None else shape_of(kind, body)
    for column in () if kind is None else kind.needed:
        if getattr(record, column) is None:
            raise RecordRefused(f"缺少{_TITLES[column]}")
    check_body(record.kind, body)
    _check_task(record, kind, reference)
    if kind is not None:
        _check_named(record, kind, body)
        _check_units(kind, body)
        _check_plan(record, body)


@lru_cache(maxsize=64)  # plans are few, records many
def _is_plan_id(plan: str) -> bool:
    return bool(plan) and is_clean_line(plan, MOST_PLAN_ID)


def check_private(record: Record, body: Mapping[str, Any], *, private: bool) -> None:
    """What is personal comes under a private origin, and nothing else does: else it would travel unasked."""
    personal = is_private(record.kind, body)
    if personal and not private:
        raise RecordRefused("联系人只能随私有的来源传送")
    if not private or record.kind not in KINDS:
        return
    # What it takes back is looked at once all has arrived, what it settles whenever that is asked for.
    amends = record.kind in (RecordKind.RETRACTION, RecordKind.FORK_SETTLE)
    if not (personal or amends) or record.task_no is not None or record.milestone is not None:
        raise RecordRefused("私有的来源只传送联系人")


def _check_task(record: Record, kind: Kind | None, reference: Reference) -> None:
    number = record.task_no
    if (
        number is not None
        and is_shipped(number)
        and (number not in reference.tasks or record.plan != SHIPPED_PLAN)
    ):
        raise RecordRefused(f"方案里没有{item(number)}任务")
    if record.milestone is None:
        return
    if number is None or not _belongs(record.milestone, number):
        raise RecordRefused("节点与任务序号不符")
    sets = kind is not None and kind.sets_milestone
    if sets and record.milestone != milestone_id_from_record(number, record.id):
        raise RecordRefused("节点编号不是由这条记录得出的")


def _belongs(identity: str, number: int) -> bool:
    """Whether the id of a milestone or deliverable is one of this task."""
    return identity.partition("-")[0] == part_prefix(number)


@cache
def _naming(kind: Kind) -> tuple[Field, ...]:
    """The parts of a body that name a deliverable."""
    return tuple(field for field in kind.fields if field.names is Named.DELIVERABLE)


def _check_units(kind: Kind, body: Mapping[str, Any]) -> None:
    """Names that a body gives to units, or by which it names them, must be plain: files are named so.

    A unit that is not here may come in another pack: the record waits for it.
    """
    names = _unit_names(kind, body)
    if not all(is_plain_name(name) and is_clean_line(name, MOST_IN_NAME) for name in names):
        raise RecordRefused("单位名称含有不能用的字符")


@cache
def _naming_units(kind: Kind) -> tuple[str, ...]:
    """The parts of a body that name units."""
    return tuple(field.name for field in kind.fields if field.names is Named.UNIT)


def _unit_names(kind: Kind, body: Mapping[str, Any]) -> Iterator[str]:
    for name in _naming_units(kind):
        value = body.get(name)
        if value is not None:
            yield from value if isinstance(value, list) else [value]
    if kind.name in (RecordKind.UNIT_SET, RecordKind.UNIT_MERGE):
        yield from (body[part] for part in ("unit", "name", "full_name", "into") if part in body)
        for part in ("called", "former"):
            for one in body.get(part, ()):
                yield from (one[name] for name in ("name", "full_name") if name in one)
        yield from (one["unit"] for one in body.get("members", ()))
    elif kind.name == RecordKind.TASK_SET:
        yield from (slot["unit"] for role in ("lead", "support") for slot in body[role])


def _check_named(record: Record, kind: Kind, body: Mapping[str, Any]) -> None:
    """What a body names of a task: deliverables that are handed in, the parts of a task's own text."""
    named = [str(body.get(field.name)) for field in _naming(kind)]
    if record.kind == RecordKind.TASK_SET:
        parts = (*body.get("milestones", ()), *body.get("deliverables", ()))
        named += [str(one["id"]) for one in parts]
        if len(set(named)) != len(named):
            raise RecordRefused("同一编号用了两次")
    if record.task_no is None or not all(_belongs(one, record.task_no) for one in named):
        if named:
            raise RecordRefused("它提到的成果或节点不是这项任务的")


def _check_plan(record: Record, body: Mapping[str, Any]) -> None:
    """The id of a plan and its code, by which people name its tasks (SJ/12)."""
    if record.kind not in PLAN_KINDS:
        return
    if body["plan"] != record.plan or not is_plain_name(record.plan):
        raise RecordRefused("方案编号不合规范，或前后不符")
    if body.get(WITHDRAWN) and record.plan in (SHIPPED_PLAN, MATTERS_PLAN):
        raise RecordRefused("随程序的方案和日常交办不能撤回")
    if record.kind == RecordKind.PLAN_SET and CODE.fullmatch(body["code"]) is None:
        raise RecordRefused("方案代号应为 1 至 4 个大写字母")
