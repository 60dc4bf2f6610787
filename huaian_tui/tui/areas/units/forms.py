"""Forms that change a unit: 更名, 并入, 改单位信息. What follows from it is shown before it is saved.

Each reads in a thread what the form shows, opens it, and after saving lets the screens read anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.words.units import KIND_WORDS, conflict_words
from huaian_tui.services import units as changes
from huaian_tui.store.queries.notices import count_waiting_for
from huaian_tui.store.queries.units import read_unit
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.detail_lines import lines, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import safe_content

YES, NO = "yes", "no"


class Known(NamedTuple):
    """A unit as it stands, the names of all, and how many issued notices wait for its answer."""

    unit: UnitDetail
    names: UnitNames
    waiting: int


def open_rename(app: Host, unit: str) -> None:
    """更名: the new names and the day from which they hold."""

    def form(known: Known) -> None:
        fields: list[FormField] = [
            TextField("name", "新的简称", required=True, max_length=changes.MOST_NAME),
            TextField("full_name", "新的全称", required=True, max_length=changes.MOST_FULL_NAME),
            _from_field(app.session.today),
            _basis_field(),
        ]

        def save(values: dict[str, Any]) -> object:
            renaming = changes.Renaming(**{key: values[key] for key in ("name", "full_name", "day", "basis")})
            return app.session.write(lambda ledger: changes.rename_unit(ledger, unit, renaming))

        follows = "任务、记录、文书照旧归它；这一天之前的文书印旧名，之后的印新名；新旧名称都查得到"
        _show(app, known, "单位更名", fields, save, follows, "已更名")

    _changing(app, unit, form)


def open_merge(app: Host, unit: str) -> None:
    """并入: which unit it is part of, from a day on."""

    def form(known: Known) -> None:
        names = known.names
        fields: list[FormField] = [
            UnitsField("into", "并入", names.resolve, suggest=names.suggest, required=True),
            _from_field(app.session.today),
            _basis_field(),
        ]

        def save(values: dict[str, Any]) -> object:
            into = _one(values["into"])
            return app.session.write(
                lambda ledger: changes.merge_units(ledger, [unit], into, values["day"], values["basis"])
            )

        follows = "没办结的任务从这一天起转给并入的单位；此前办结的、记过的仍在它名下，两边都查得到"
        _show(app, known, "单位合并", fields, save, follows, "已合并")

    _changing(app, unit, form)


def open_change(app: Host, unit: str) -> None:
    """改单位信息: full name, whether it is confirmed, kind, another name, members of a group."""

    def form(known: Known) -> None:
        now, names = known.unit, known.names
        fields: list[FormField] = [
            TextField("full_name", "全称", value=now.full_name, max_length=changes.MOST_FULL_NAME),
            ChoiceField(
                "certain",
                "全称核实",
                [(NO, "待核"), (YES, "已核实")],
                value=YES if now.full_name_certain else NO,
            ),
            ChoiceField("kind", "类别", list(KIND_WORDS.items()), value=now.kind),
            TextField("alias", "加别名", max_length=changes.MOST_NAME),
            TextField("no_alias", "去掉别名", max_length=changes.MOST_NAME),
        ]
        if now.kind == "group":
            fields.append(UnitsField("members", "加成员", names.resolve, suggest=names.suggest))
            fields.append(UnitsField("no_members", "去掉成员", names.resolve, suggest=names.suggest))

        def save(values: dict[str, Any]) -> object:
            change = _change(now, values)
            return app.session.write(lambda ledger: changes.set_unit(ledger, unit, change))

        _show(app, known, "改单位信息", fields, save, "更名、合并另有一项", "已更改单位信息")

    _changing(app, unit, form)


def _change(now: UnitDetail, values: dict[str, Any]) -> changes.UnitChange:
    """What was changed in the form."""
    typed = values["full_name"]
    return changes.UnitChange(
        full_name=typed if typed and typed != now.full_name else None,
        confirmed=values["certain"] == YES and not now.full_name_certain,
        kind=None if values["kind"] == now.kind else values["kind"],
        aliases=(values["alias"],) if values["alias"] else (),
        no_aliases=(values["no_alias"],) if values["no_alias"] else (),
        members=tuple(values.get("members") or ()),
        no_members=tuple(values.get("no_members") or ()),
    )


def _one(units: Sequence[str]) -> str:
    """The one unit that was typed."""
    from huaian_tui.domain.errors import InputRefused

    if len(units) != 1:
        raise InputRefused("只能并入一个单位", "、".join(units), "请只写一个单位", field="into")
    return units[0]


def _from_field(today: date) -> DateField:
    return DateField("day", "自哪天起", today, required=True)


def _basis_field() -> TextField:
    return reason_field("依据", "如 机构改革方案、编办批复文号", key="basis")


def _changing(app: Host, unit: str, form: Callable[[Known], object]) -> None:
    """Know who writes, and read what the form shows."""
    session = app.session

    def query(connection: sqlite3.Connection) -> Known:
        found = read_unit(connection, session.today, unit)
        return Known(found, UnitNames(connection), count_waiting_for(connection, unit))

    with_officer(app, lambda: read_then(app, lambda: session.read(query), form))


def _show(
    app: Host,
    known: Known,
    title: str,
    fields: Sequence[FormField],
    save: Callable[[dict[str, Any]], object],
    follows: str,
    done: str,
) -> None:
    """The form, with what the unit has and what follows."""
    unit = known.unit
    has = f"牵头 {len(unit.lead)} 项、责任 {len(unit.support)} 项任务；等它反馈的文书 {known.waiting} 份"
    intro = [safe_content(f"{unit.name}（{unit.full_name}）"), safe_content(has), safe_content(follows)]
    if disputed := conflict_words(unit):
        intro.append(toned(disputed, "overdue"))
    dialog = FormDialog(title, fields, save, intro=lines(intro), form_id=f"unit:{title}:{unit.id}")

    def saved(_: object) -> None:
        app.tell(f"{done}：{unit.name}")
        app.ledger_changed()

    open_dialog(app, dialog, saved)
