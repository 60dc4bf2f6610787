"""Matters (交办事项) among the tasks: where each comes from, its number; and ties between tasks (一事多源).

A matter is a task whose records have the part ``handed``. The number that its first record gives holds until
a ``matter_number`` gives another: two laptops may have numbered two matters alike. Numbers and ties are kinds
of their own, so that they never stand in conflict with what officers write about the task.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.matters import MOST_NUMBER, matter_no
from huaian_tui.ledger.kinds.anew import (
    TAKES_BACK,
    apart,
    counted_with,
    in_force,
    is_withdrawn,
    said,
    taking_back,
    told,
    words_of,
)
from huaian_tui.ledger.kinds.kind import (
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Step,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.parts import last_of
from huaian_tui.ledger.kinds.taking_back import CANNOT
from huaian_tui.ledger.record import Body, Entry, RecordKind

HANDED = "handed"
"""The part of a task's body that makes it a matter."""

HANDED_FIELD = Field(
    HANDED,
    FieldType.GROUP,
    optional=True,
    parts=(
        Field("kind", FieldType.LINE, needed=True),
        Field("day", FieldType.DAY),
        Field("document", FieldType.LINE),
        Field("by", FieldType.LINE),
        Field("urgent", FieldType.FLAG, optional=True),
        Field("year", FieldType.YEAR),
        Field("number", FieldType.COUNT),
    ),
)
"""Where a matter comes from: the kind of source, its day and title, who handed it over; its number."""


class Numbers(NamedTuple):
    """The number that a matter bears, as (year, number), and all that it bore."""

    now: tuple[int, int]
    all: tuple[tuple[int, int], ...]

    @property
    def printed(self) -> str:
        """As it is printed: 交办〔2026〕12."""
        return matter_no(*self.now)

    @property
    def place(self) -> int:
        """Where the matter stands among all."""
        return matter_place(*self.now)


def matter_place(year: int, number: int) -> int:
    """The place of a matter in its plan: by year and number."""
    return (year - 1900) * 10 * (MOST_NUMBER + 1) + min(number, 10 * MOST_NUMBER)


def numbers_of(records: Sequence[FoldRecord]) -> Numbers | None:
    """The numbers of a matter; None for any other task. The records come in order of their ids."""
    records = in_force(records)
    said = [one.body[HANDED] for one in records if one.kind == RecordKind.TASK_SET and HANDED in one.body]
    if not said:
        return None
    given = [one.body for one in records if one.kind == RecordKind.MATTER_NUMBER]
    every = dict.fromkeys((one["year"], one["number"]) for one in (*said, *given))
    now = (given or said[:1])[-1]
    return Numbers((now["year"], now["number"]), tuple(every))


def _matter_rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    records = in_force(apart(records)[1])
    numbers, said = numbers_of(records), [one for one in records if one.kind == RecordKind.TASK_SET]
    if numbers is None:
        return ((), ())
    number = said[0].task_no
    handed = next(one.body[HANDED] for one in reversed(said) if HANDED in one.body)
    source = (handed["kind"], handed["day"], handed["document"], handed["by"])
    urgent = int(handed.get("urgent", False))
    return [(number, *source, urgent, *numbers.now, said[0].id)], [(number, *one) for one in numbers.all]


MATTERS = Projection(
    By.TASK,
    (
        Table(
            "matter",
            "task_no",
            (
                "task_no",
                "source",
                "source_day",
                "document",
                "handed_by",
                "urgent",
                "year",
                "number",
                "made",
            ),
        ),
        Table("matter_number", "task_no", ("task_no", "year", "number")),
    ),
    _matter_rows,
)


def _tie_rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    plan, records = apart(records)
    records = in_force(records)
    if last_of(records, RecordKind.TASK_SET) is None or is_withdrawn(plan):
        return ((),)
    tied = dict[int, bool]()
    for one in records:
        if one.kind == RecordKind.TASK_TIE:
            tied |= dict.fromkeys(one.body["tied"], not one.body.get("apart", False))
    number = records[0].task_no
    return ([(number, other) for other, holds in sorted(tied.items()) if holds and other != number],)


TIES = Projection(By.TASK, (Table("task_tie", "task_no", ("task_no", "tied")),), _tie_rows)

# ---------------------------------------------------------------------- the kinds


def _number_words(body: Body) -> str:
    return f"编号由{body.get('former', '')}改为{body.get('no', '')}：{body.get('basis', '')}"


def _tie_words(body: Body) -> str:
    word = "解除关联" if body.get("apart") else "关联"
    said = f"{word}：{'、'.join(body.get('named', ()))}"
    return f"{said}；依据：{body['basis']}" if body.get("basis") else said


def _take_back_tie(undoing: Undoing) -> Step:
    """A tie is undone, one that was undone holds again, unless more was said of the two tasks since."""
    record, apart = undoing.record, not undoing.record.body.get("apart", False)
    ties = [one for one in undoing.thing if one.kind == RecordKind.TASK_TIE]
    tied = set(record.body["tied"])
    counted = [one for one in counted_with(undoing, ties) if one.id > record.id]
    if later := [one for one in counted if tied & set(one.body["tied"])]:
        way_out = "用 matter tie 或 matter tie --untie 改回"
        raise HuaianError(CANNOT, f"后来又改过关联：{told(later[-1])}", way_out)

    def entries(why: str) -> list[Entry]:
        body = {part: record.body[part] for part in ("tied", "named")} | ({"apart": True} if apart else {})
        body |= taking_back(undoing, "任务关联", why)
        return [Entry(record.kind, body, task_no=record.task_no, plan=record.plan)]

    return Step(f"撤回{undoing.named}的{said(undoing)}", entries)


MATTER_NUMBER = Kind(
    name=RecordKind.MATTER_NUMBER,
    title="交办编号",
    words=("jbbh", "编号"),
    fields=(
        Field("year", FieldType.YEAR, unsaid=True),
        Field("number", FieldType.COUNT, unsaid=True),
        Field("no", FieldType.LINE, needed=True),
        Field("former", FieldType.LINE),
        Field("basis", FieldType.TEXT),
    ),
    gist=_number_words,
    needed=(TASK,),
    makes=(MATTERS,),
    other_way="编号重复时合并数据包会自动改编",
)
TASK_TIE = Kind(
    name=RecordKind.TASK_TIE,
    title="任务关联",
    brief="关联",
    words=("rwgl", "关联"),
    fields=(
        Field("tied", FieldType.COUNTS, unsaid=True),
        Field("named", FieldType.LINES),
        Field("apart", FieldType.FLAG, optional=True, unsaid=True),
        Field("basis", FieldType.TEXT, optional=True),
        *TAKES_BACK,
    ),
    gist=words_of(_tie_words),
    needed=(TASK,),
    makes=(TIES,),
    undo=_take_back_tie,
)
