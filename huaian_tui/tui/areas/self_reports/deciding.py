"""核实 and 驳回 of one report or of several: the form, what follows from it, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content

from huaian_tui.domain.rules.milestone_state import MISSED
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.services.self_reports import Confirmed, confirm_reports, default_basis, reject_reports
from huaian_tui.store.queries.recalled import recalled_bases
from huaian_tui.store.queries.self_reports import ReportBeside
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.self_reports.text import completes, consequence, misses, report_head
from huaian_tui.tui.forms.batch import BatchForm, Item, Together
from huaian_tui.tui.forms.fields import TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.frame.detail_lines import lines, quiet
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

MEASURE = "条自报"

Done = Callable[[str], object]
"""Gets what is to be said once it is recorded."""


def ask_basis(
    app: Host, found: Sequence[ReportBeside], acted: ActedOn, done: Done, *, complete: bool
) -> None:
    """核实: on what it is based; of several, what is left empty is based on each report itself."""
    session, first = app.session, found[0]
    completing = sum(complete and completes(one) for one in found)
    title = "核实自报" if complete else "核实，但不办结"
    label, examples = ("办结依据" if completing else "核实依据"), "如 现场核查、验收意见、文号"
    if len(found) == 1:
        field = reason_field(label, examples, key="basis", value=default_basis(first.report))
        follows = consequence(first, complete=complete)
    else:
        own = "不写则各以自报为据，经核实"
        field = TextField("basis", label, placeholder=own, max_length=500)
        left = len(found) - completing
        follows = quiet(f"进展各记入；{completing} 个节点办结" + (f"，{left} 个不办结" if left else ""))

    def save(values: dict[str, Any], ids: list[bytes]) -> object:
        return session.write(
            lambda ledger: confirm_reports(
                ledger, ids, session.today, basis=values["basis"], complete=complete
            )
        )

    def confirmed(made: list[Confirmed]) -> None:
        said = _confirmed_words(first, made[0]) if len(found) == 1 else _all_confirmed_words(made)
        done(said + acted.done())

    def show(bases: list[str]) -> None:
        field.recalled = bases
        open_dialog(app, _form(title, field, save, found, follows, "核实", acted), confirmed)

    read_then(app, lambda: session.read(lambda c: recalled_bases(c, session.officer)), show)


def ask_reason(app: Host, found: Sequence[ReportBeside], acted: ActedOn, done: Done) -> None:
    """驳回: why, the same for all of them."""
    session = app.session
    field = reason_field("驳回理由", "如 现场未见成果，须补验收材料")

    def save(values: dict[str, Any], ids: list[bytes]) -> object:
        return session.write(lambda ledger: reject_reports(ledger, ids, values["reason"], session.today))

    which = "这一条自报" if len(found) == 1 else "这些自报"
    there = f"原文仍可在记录（{keys_said('show_records')}）里查到"
    told = quiet(f"只驳回{which}，节点和督查记录都不变；{there}。")

    def rejected(made: list[bytes]) -> None:
        said = _whose(found[0].report) if len(found) == 1 else f" {len(made)} {MEASURE}"
        done(f"已驳回{said}{acted.done()}")

    open_dialog(app, _form("驳回自报", field, save, found, told, "驳回", acted), rejected)


def _form(
    title: str,
    field: TextField,
    save: Callable[[dict[str, Any], list[bytes]], object],
    found: Sequence[ReportBeside],
    follows: Content,
    button: str,
    acted: ActedOn,
) -> FormDialog:
    if len(found) == 1:
        own = found[0].report.record_id
        intro = lines([report_head(found[0]), follows])
        return FormDialog(
            *(title, [field], lambda values: save(values, [own])),
            intro=intro,
            button=button,
            busy="正在登记",
        )
    items = tuple(Item(one.report.record_id, _whose(one.report)) for one in found)
    together = Together(items, MEASURE, acted.hidden_words)
    named = f"{title}：{together.many}"
    return BatchForm(named, [field], save, together, below=follows, button=button, busy="正在登记")


def _confirmed_words(beside: ReportBeside, made: Confirmed) -> str:
    done = ["进展已记入"]
    if made.completion is not None:
        done.append(f"节点已办结（{MISSED}）" if misses(beside) else "节点已办结")
    elif beside.report.finished:
        done.append("节点没有办结")
    if made.reading is not None:
        done.append("读数已登记")
    if made.later is not None:
        done.append(f"{made.later} 另有更新的自报，以更新的为准")
    elif made.replaced:
        done.append("较早的自报所报的不再计入")
    return f"已核实{_whose(beside.report)}：{'，'.join(done)}"


def _all_confirmed_words(made: Sequence[Confirmed]) -> str:
    done = ["进展已记入"]
    for count, words in (
        (sum(one.completion is not None for one in made), "个节点办结"),
        (sum(one.reading is not None for one in made), "个读数登记"),
        (sum(one.later is not None for one in made), "条另有更新的自报，以更新的为准"),
    ):
        if count:
            done.append(f"{count} {words}")
    return f"已核实 {len(made)} {MEASURE}：{'，'.join(done)}"


def _whose(report: ReportRow) -> str:
    return f"{report.unit_name}的自报（{report.milestone}）"
