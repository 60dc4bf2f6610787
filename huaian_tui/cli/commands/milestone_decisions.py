"""``milestone set|complete|extend|cancel|reopen``: decisions on one milestone, or on several at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation, target_options
from huaian_tui.cli.arguments.value_types import LINE, ROW_NUMBER
from huaian_tui.cli.find_and_change import Thing, by_own_id, change_things
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.milestones import milestone_detail_form
from huaian_tui.cli.output.show import tell_each
from huaian_tui.cli.pages.milestone import settled_by
from huaian_tui.cli.told_tasks import beyond_of
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.typed_values import read_value_of
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import moved_words
from huaian_tui.domain.words.targets import target_in_full, target_verdict
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.tasks import read_task

if TYPE_CHECKING:
    from huaian_tui.services.dues import Dues
    from huaian_tui.store.engine.append import Ledger

_MILESTONE: Thing[str, MilestoneRow] = Thing(by_own_id, read_milestone)
_identities = click.argument("identities", metavar="节点编号...", type=LINE, nargs=-1, required=True)
_basis = click.option("--basis", metavar="依据", required=True, help="作出决定的依据（会议、批示、来文等）")


def _own_day(title: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--date: the day on which a decision was taken (``title``: 办结日期)."""
    return click.option("--date", "day", metavar="日期", help=f"{title}，不写则为今天")


@command("set")
@click.argument("numbers", metavar="序号...", type=ROW_NUMBER, nargs=-1, required=True)
@click.option("--title", metavar="名称", help="节点名称；几项任务一起设的可以不写，各用任务的名称")
@click.option("--due", metavar="日期", required=True, help="时限；每月、每季度末、每半年、每年则一期设一个")
@click.option("--until", metavar="日期", help="周期性的时限设到哪一天，不写则到方案期末")
@target_options
@_own_day("设定日期（会议、批示的那一天）")
@_basis
@json_option
@pass_invocation
def set_(
    invocation: Invocation,
    /,
    numbers: tuple[str, ...],
    title: str | None,
    due: str,
    until: str | None,
    target: str | None,
    baseline: str | None,
    start: str | None,
    trajectory: str | None,
    day: str | None,
    basis: str,
    as_json: bool,
) -> None:
    """给任务设定节点（交办）；几项任务写几个序号，一起设，有一项不能设就都不设。

    周期性的时限从今天起到方案期末，每期设一个节点；方案延长后接着设。方案没有期末的，
    用 --until 写明设到哪一天。
    """
    # Imported here and below: listing needs neither the writers nor the date grammar.
    from huaian_tui.services.decisions import DecidedOn, NewMilestones, set_on_tasks
    from huaian_tui.services.dues import typed_dues
    from huaian_tui.services.typed_targets import TypedTarget, target_now

    aim = TypedTarget(target, baseline, start, trajectory)
    if title is None and len(numbers) == 1:
        raise click.UsageError("缺少选项 --title（节点名称）", click.get_current_context())
    today = invocation.today
    decided = DecidedOn(today, invocation.day(day))
    with invocation.ledger() as ledger:
        tasks = list(dict.fromkeys(invocation.task(ledger.connection, number) for number in numbers))
        last = None if until is None else invocation.day(until, field="until")
        wanted = {task: typed_dues(ledger.connection, task, due, today, last) for task in tasks}
        titles = {task: title or own_title(ledger.connection, today, task) for task in tasks}
        new = {
            task: NewMilestones(
                titles[task], dues.days, basis, dues.assumed, dues.every, target_now(aim, dues.days)
            )
            for task, dues in wanted.items()
        }
        made = set_on_tasks(ledger, new, decided)
        rows = [[read_milestone(ledger.connection, today, one) for one in of_task] for of_task in made]
        said = [
            _set_words(of_task, wanted[task], beyond_of(ledger.connection, task, max(wanted[task].days)))
            for task, of_task in zip(tasks, rows, strict=True)
        ]
    several = len(tasks) > 1 or wanted[tasks[0]].recurring
    forms = [milestone_detail_form(row) for of_task in rows for row in of_task]
    tell_each(as_json, lambda: forms if several else forms[0], said)


def own_title(connection: sqlite3.Connection, today: date, task: int) -> str:
    """What a milestone is called that nobody gave a name: as its task, in short."""
    return short_title(read_task(connection, today, task).task.text)


def _set_words(rows: Sequence[MilestoneRow], dues: Dues, beyond: str) -> str:
    """What was set on one task."""
    if dues.recurring:
        names = "、".join(row.id for row in rows)
        return f"已设定 {len(rows)} 个节点（{rows[0].named.told}），{dues.explanation}：{names}"
    past = f"；这一天已过 {rows[0].overdue_days} 天，节点即为逾期" if rows[0].overdue_days else ""
    aim = target_in_full(rows[0].state.target)
    more = f"：时限 {dues.explanation}{past}" + "".join(
        f"；{said}" for said in (aim and f"指标 {aim}", beyond) if said
    )
    return _line(rows[0], "已设定节点", more)


@command("complete")
@_identities
@_own_day("办结日期")
@_basis
@click.option(
    "--value", "typed", metavar="数", type=LINE, help="达到的数值；未达指标也可办结，显示为未达标办结"
)
@json_option
@pass_invocation
def complete(
    invocation: Invocation,
    identities: tuple[str, ...],
    day: str | None,
    basis: str,
    typed: str | None,
    as_json: bool,
) -> None:
    """办结节点，可以几个一起办；各有数值的写 编号=数值，如 45-1=4200 2-1。"""
    from huaian_tui.services.decision_order import unusual_day
    from huaian_tui.services.decisions import Completion, complete_milestones
    from huaian_tui.services.several import each

    today = invocation.today
    done_on = invocation.day(day)
    values = pairs_of(identities, typed)

    def record(ledger: Ledger, ids: Sequence[str]) -> list[list[str]]:
        rows = dict(zip(ids, _read(ledger, today, ids), strict=True))
        typed = each(ids, lambda one: _value(rows[one], values[one]))
        done = {one: Completion(done_on, basis, value) for one, value in zip(ids, typed, strict=True)}
        gone = [settled_by(ledger.connection, row, RecordKind.MILESTONE_COMPLETE) for row in rows.values()]
        complete_milestones(ledger, done, today)
        return [
            [unusual_day(ledger.connection, row.id, done_on, today), *left]
            for row, left in zip(rows.values(), gone, strict=True)
        ]

    rows, more = change_things(invocation, _MILESTONE, list(values), record)
    told = [[_completed_words(row, done_on), *said] for row, said in zip(rows, more, strict=True)]
    _tell_all(rows, as_json, "已办结节点", ["；".join(filter(None, said)) for said in told])


def _read(ledger: Ledger, today: date, ids: Sequence[str]) -> list[MilestoneRow]:
    """The milestones of these ids; all that are unknown are named."""
    from huaian_tui.services.several import each

    return each(ids, lambda one: read_milestone(ledger.connection, today, one))


def pairs_of(identities: Sequence[str], value: str | None) -> dict[str, str | None]:
    """``45-1=4200`` is that value of that milestone; without one ``value``, which is for all.

    Two values of one milestone are wrong usage: none of them is taken for the right one.
    """
    found: dict[str, str | None] = {}
    for typed in identities:
        identity, _, own = typed.replace("＝", "=").partition("=")
        identity, wanted = identity.strip(), own.strip() or value
        if found.setdefault(identity, wanted) != wanted:
            raise click.UsageError(f"{identity} 写了两个数值，只写一个", click.get_current_context())
    return found


def _value(row: MilestoneRow, typed: str | None) -> float | None:
    return None if typed is None else read_value_of(row.state.target, typed)


def _completed_words(row: MilestoneRow, done_on: date) -> str:
    value = row.state.completion_value
    said = f"：{chinese_day(done_on)}"
    if row.state.met is False and row.state.target is not None and value is not None:
        said += f"；{target_verdict(row.state.target, value)}，登记为{row.state.done_word}"
    return said


@command("extend")
@_identities
@click.option("--due", metavar="日期", required=True, help="新的时限")
@_own_day("延期日期（批准的那一天）")
@_basis
@json_option
@pass_invocation
def extend(
    invocation: Invocation, identities: tuple[str, ...], due: str, day: str | None, basis: str, as_json: bool
) -> None:
    """调整节点的时限（延期，或把假定、未定的时限定下来），可以几个一起办。"""
    from huaian_tui.domain.dates.grammar import read_date, read_day
    from huaian_tui.services.decisions import extend_milestones

    today = invocation.today
    new_due = read_day(due, today, field="due")
    phrase = read_date(due, today, field="due")
    decided = invocation.day(day)

    def record(ledger: Ledger, ids: Sequence[str]) -> list[list[str]]:
        before = _read(ledger, today, ids)
        gone = [settled_by(ledger.connection, row, RecordKind.MILESTONE_EXTEND) for row in before]
        extend_milestones(ledger, ids, new_due, basis, today, assumed=phrase.assumed, day=decided)
        beyond = [beyond_of(ledger.connection, row.state.task_no, new_due) for row in before]
        return [
            [moved_words(row.state.due, phrase.decided), *left, *filter(None, [past])]
            for row, left, past in zip(before, gone, beyond, strict=True)
        ]

    rows, said = change_things(invocation, _MILESTONE, identities, record)
    _tell_all(rows, as_json, "已调整时限", [f"：{'；'.join(one)}" for one in said])


_Decide = Callable[["Ledger", Sequence[str]], object]


def _decide(
    invocation: Invocation,
    identities: Sequence[str],
    kind: RecordKind,
    decide: _Decide,
    done: str,
    as_json: bool,
    also: str = "",
) -> None:
    """Record a decision without a value of its own; the answer says ``also``, and what is without effect."""

    def record(ledger: Ledger, ids: Sequence[str]) -> list[list[str]]:
        rows = _read(ledger, invocation.today, ids)
        gone = [settled_by(ledger.connection, row, kind) for row in rows]
        decide(ledger, ids)
        return [[*filter(None, [also]), *left] for left in gone]

    rows, said = change_things(invocation, _MILESTONE, identities, record)
    _tell_all(rows, as_json, done, [f"：{'；'.join(one)}" if one else "" for one in said])


@command("cancel")
@_identities
@_own_day("中止日期")
@_basis
@json_option
@pass_invocation
def cancel(
    invocation: Invocation, identities: tuple[str, ...], day: str | None, basis: str, as_json: bool
) -> None:
    """中止节点，不再督办；可以几个一起办。"""
    from huaian_tui.services.decisions import cancel_milestones

    today, decided = invocation.today, invocation.day(day)

    def decide(ledger: Ledger, ids: Sequence[str]) -> object:
        return cancel_milestones(ledger, ids, basis, today, day=decided)

    _decide(invocation, identities, RecordKind.MILESTONE_CANCEL, decide, "已中止节点", as_json)


@command("reopen")
@_identities
@click.option("--due", metavar="日期", help="新的时限；不写则仍照原来的")
@_own_day("重新督办日期")
@_basis
@json_option
@pass_invocation
def reopen(
    invocation: Invocation,
    identities: tuple[str, ...],
    due: str | None,
    day: str | None,
    basis: str,
    as_json: bool,
) -> None:
    """对已办结或已中止的节点重新督办，可以几个一起办。"""
    from huaian_tui.domain.dates.grammar import read_date, read_day
    from huaian_tui.services.decisions import NewDue, reopen_milestones

    today, decided = invocation.today, invocation.day(day)
    new = None
    if due is not None:
        new = NewDue(read_day(due, today, field="due"), read_date(due, today, field="due").assumed)

    def decide(ledger: Ledger, ids: Sequence[str]) -> object:
        return reopen_milestones(ledger, ids, basis, today, day=decided, due=new)

    also = "" if new is None else f"时限 {chinese_day(new.day)}"
    _decide(invocation, identities, RecordKind.MILESTONE_REOPEN, decide, "已重新督办节点", as_json, also)


def _tell_all(rows: Sequence[MilestoneRow], as_json: bool, done: str, more: Sequence[str]) -> None:
    """The same for several, a line and an object each; one alone is a single object."""
    forms = [milestone_detail_form(row) for row in rows]
    lines = [_line(row, done, said) for row, said in zip(rows, more, strict=True)]
    tell_each(as_json, lambda: forms if len(forms) > 1 else forms[0], lines)


def _line(row: MilestoneRow, done: str, more: str) -> str:
    return f"{done} {row.id}（{row.named.told}）{more}"
