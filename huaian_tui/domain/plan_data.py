"""The plan as data: the shape of ``seed/*.json`` and the checks that hold across its files.

The models guard the edge where data enters (seed files, later imported plans and
packs). They are frozen, refuse unknown keys, and never print what was typed in
their errors, because a log must not carry the contents of a ledger.

Source of the data: 《淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案》（征求意见稿）
with its 附件《实施方案重点任务分解表》, 60 rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, model_validator

from huaian_tui.domain.words.items import item

Text = Annotated[str, Field(min_length=1)]
RowNo = Annotated[int, Field(ge=1)]

UnitKind = Literal["party", "municipal", "agency", "county", "zone", "group", "office", "public_body"]
Operator = Literal[">", ">=", "=", "range"]


class _Frozen(BaseModel):
    """What all seed models share: immutable, no unknown keys, no input echoed in errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PlanDay(_Frozen):
    """A day of the plan as a whole, with the phrase it rests on.

    ``assumed`` is true where the plan does not name the day itself; ``basis`` says
    in one Chinese sentence how the day is known.
    """

    day: date
    phrase: Text
    assumed: bool
    basis: Text


class PlanSeed(_Frozen):
    """The plan itself; ``supervisor`` is the short name of the supervising unit (article 22, row 60)."""

    id: Text
    title: Text
    stage: Text
    supervisor: Text
    start: PlanDay
    horizon: PlanDay

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.start.day > self.horizon.day:
            raise ValueError("方案的起始日晚于截止日")
        return self


class UnitSlot(_Frozen):
    """One place in a row's list of units.

    ``name`` is the slot as the table writes it, ``unit`` the short name of the unit
    it is read as. ``open`` says that the slot names more units than it lists
    (row 29, 市科技局等单位). ``assumption`` explains, in Chinese, a reading that is
    not the text itself (rows 29 and 50); ``None`` where the text is taken as it stands.
    """

    name: Text
    unit: Text
    open: bool
    assumption: Text | None = None

    @model_validator(mode="after")
    def _readings_are_explained(self) -> Self:
        if (self.name != self.unit or self.open) and self.assumption is None:
            raise ValueError(f"单位“{self.name}”与原文不同或未列全，应写明理由（assumption）")
        return self


class Place(_Frozen):
    """Where a row of the table stands in the body of the plan: headings verbatim, article 1 to 22."""

    section: Text
    article: Text
    article_no: Annotated[int, Field(ge=1)]


class TaskSeed(_Frozen):
    """One row of the table (重点任务).

    ``level1`` and ``level2`` are the indicators with their prefix, filled downwards over
    merged cells; ``text``, ``lead_raw`` and ``support_raw`` are the cells verbatim;
    ``lead`` and ``support`` the same units one by one, in the order of the table.
    """

    no: RowNo
    level1: Text
    level2: Text
    text: Text
    lead_raw: Text
    support_raw: Text
    lead: Annotated[tuple[UnitSlot, ...], Field(min_length=1)]
    support: Annotated[tuple[UnitSlot, ...], Field(min_length=1)]
    place: Place

    @model_validator(mode="after")
    def _slots_spell_the_cell(self) -> Self:
        for raw, slots in ((self.lead_raw, self.lead), (self.support_raw, self.support)):
            names = [name.strip() for name in raw.replace("，", "、").split("、")]
            if names != [slot.name for slot in slots]:
                raise ValueError(f"{item(self.no)}的单位与原文单元格不一致")
        return self


class GroupMember(_Frozen):
    """A member of a collective unit; ``certain`` is false where the plan does not settle it."""

    unit: Text
    certain: bool


class FormerName(_Frozen):
    """A name a unit had before, with a Chinese note on when and how it changed."""

    name: Text
    note: Text


class UnitSeed(_Frozen):
    """A unit of the plan, or a member of one of its groups; ``name`` (short name) is its identity.

    ``full_name`` goes on printed notices; where ``full_name_certain`` is false the officer
    has to confirm it. ``aliases`` are other current names people type; names that code can
    derive (without 市, the full name) are not listed. ``open`` and ``members`` are for
    groups only: an open group has members that the plan does not name.
    """

    name: Text
    full_name: Text
    full_name_certain: bool
    kind: UnitKind
    aliases: tuple[Text, ...]
    former_names: tuple[FormerName, ...]
    open: bool
    members: tuple[GroupMember, ...]
    note: str

    @model_validator(mode="after")
    def _only_groups_have_members(self) -> Self:
        if self.kind != "group" and (self.open or self.members):
            raise ValueError(f"“{self.name}”不是集体单位，不应有成员")
        return self


class TargetSeed(_Frozen):
    """A number a milestone has to reach.

    ``value`` is in ``unit`` (家, 个, 次, %); ``upper`` is the upper end of a ``range`` and
    ``None`` otherwise. ``cumulative``: counted over all years so far. ``inferred``: the plan
    does not write the number, it follows from the wording. ``text`` is what people read.
    """

    operator: Operator
    value: StrictInt | StrictFloat
    upper: StrictInt | StrictFloat | None
    unit: Text
    cumulative: bool
    inferred: bool
    text: Text

    @model_validator(mode="after")
    def _range_has_both_ends(self) -> Self:
        if (self.operator == "range") != (self.upper is not None):
            raise ValueError("只有区间指标（range）才有上限（upper），且必须有")
        if self.upper is not None and self.upper < self.value:
            raise ValueError("区间指标的上限小于下限")
        return self


class MilestoneSeed(_Frozen):
    """A milestone (节点) that a row states; ``id`` is row number, hyphen, running number in the row.

    ``phrase`` is a verbatim piece of the row's text. ``due`` is ``None`` where the plan gives
    no date and for a yearly duty (``recurrence``), whose occurrences the store makes.
    ``assumed``: the day is not in the text (a bare year is taken as 31 December).
    ``stretch``: the text says 力争.
    """

    id: Text
    task_no: RowNo
    title: Text
    phrase: Text
    due: date | None
    assumed: bool
    basis: Text
    stretch: bool
    recurrence: Literal["year"] | None
    target: TargetSeed | None

    @model_validator(mode="after")
    def _date_fits_kind(self) -> Self:
        if self.recurrence is not None and self.due is not None:
            raise ValueError(f"节点{self.id}每年一次，不应另写时限")
        if self.assumed and self.due is None and self.recurrence is None:
            raise ValueError(f"节点{self.id}没有时限，也就没有假定")
        return self


class DutySeed(_Frozen):
    """A duty without a date, quoted verbatim.

    ``periodic``: 定期, the interval is not said; ``standing``: 常态化, 动态, 持续, 不断.
    """

    task_no: RowNo
    phrase: Text
    kind: Literal["periodic", "standing"]


class DeliverableSeed(_Frozen):
    """A result (成果) that a row names; ``id`` is row number, hyphen, letter; ``phrase`` is verbatim."""

    id: Text
    task_no: RowNo
    title: Text
    phrase: Text


class RemarkSeed(_Frozen):
    """What the published text is itself unsure of, for the officer: ``rows`` empty means the whole plan."""

    rows: tuple[RowNo, ...]
    where: Text
    text: Text
    treatment: Text


class Seed(_Frozen):
    """Everything in ``seed/``, checked as a whole: numbers, identities, references and quotations."""

    plan: PlanSeed
    tasks: Annotated[tuple[TaskSeed, ...], Field(min_length=1)]
    units: Annotated[tuple[UnitSeed, ...], Field(min_length=1)]
    milestones: tuple[MilestoneSeed, ...]
    duties: tuple[DutySeed, ...]
    deliverables: tuple[DeliverableSeed, ...]
    remarks: tuple[RemarkSeed, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [
            *self._number_problems(),
            *self._identity_problems(),
            *self._reference_problems(),
            *self._quotation_problems(),
        ]
        if problems:
            raise ValueError("；".join(problems))
        return self

    def _number_problems(self) -> Iterator[str]:
        numbers = [task.no for task in self.tasks]
        if numbers != list(range(1, len(numbers) + 1)):
            yield "序号应从1起连续编排，不重不漏"

    def _identity_problems(self) -> Iterator[str]:
        yield from _repeated("节点编号", (milestone.id for milestone in self.milestones))
        yield from _repeated("成果编号", (deliverable.id for deliverable in self.deliverables))
        names: list[str] = []
        for unit in self.units:
            former = [former_name.name for former_name in unit.former_names]
            # A set: a full name may equal the short name; no two units may share any name.
            names.extend({unit.name, unit.full_name, *unit.aliases, *former})
        yield from _repeated("单位名称", names)
        numbered: tuple[MilestoneSeed | DeliverableSeed, ...] = (*self.milestones, *self.deliverables)
        for entry in numbered:
            if not entry.id.startswith(f"{entry.task_no}-"):
                yield f"编号{entry.id}与所在{item(entry.task_no)}不符"

    def _reference_problems(self) -> Iterator[str]:
        known = {unit.name for unit in self.units}
        if self.plan.supervisor not in known:
            yield f"督查单位“{self.plan.supervisor}”不在单位表中"
        for task in self.tasks:
            for slot in (*task.lead, *task.support):
                if slot.unit not in known:
                    yield f"{item(task.no)}的单位“{slot.unit}”不在单位表中"
        for unit in self.units:
            yield from _repeated(f"“{unit.name}”的成员", (member.unit for member in unit.members))
            for member in unit.members:
                if member.unit not in known or member.unit == unit.name:
                    yield f"“{unit.name}”的成员“{member.unit}”不在单位表中，或就是它自己"
        rows = {task.no for task in self.tasks}
        for remark in self.remarks:
            for no in remark.rows:
                if no not in rows:
                    yield f"说明“{remark.where}”指向不存在的{item(no)}"

    def _quotation_problems(self) -> Iterator[str]:
        texts = {task.no: task.text for task in self.tasks}
        quoting: tuple[MilestoneSeed | DutySeed | DeliverableSeed, ...] = (
            *self.milestones,
            *self.duties,
            *self.deliverables,
        )
        for entry in quoting:
            if entry.task_no not in texts:
                yield f"“{entry.phrase}”指向不存在的{item(entry.task_no)}"
            elif entry.phrase not in texts[entry.task_no]:
                yield f"“{entry.phrase}”不是{item(entry.task_no)}的原文"


def _repeated(what: str, values: Iterable[str]) -> Iterator[str]:
    """One Chinese line for each value that occurs more than once."""
    seen: set[str] = set()
    told: set[str] = set()
    for value in values:
        if value in seen and value not in told:
            told.add(value)
            yield f"{what}“{value}”重复"
        seen.add(value)
