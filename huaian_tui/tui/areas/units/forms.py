"""Forms that rename and merge units. What follows is shown before it is saved.

Each reads in a thread what the form shows, opens it, and after saving lets the screens read anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from textual.content import Content

from huaian_tui.domain.answers.unit_lists import UnitFollows
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.units import follows_words
from huaian_tui.services import units as changes
from huaian_tui.store.keep.forms_out import forms_out
from huaian_tui.store.queries.unit_follows import read_follows
from huaian_tui.store.queries.unit_history import unit_name_on, unit_with_merged
from huaian_tui.store.queries.unit_names_read import units_read_as
from huaian_tui.store.queries.units import read_unit
from huaian_tui.tui.areas.units.text import disputed_words
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, with_officer
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.detail_lines import labelled, lines, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import safe_content
from huaian_tui.tui.session import LedgerSession


class Known(NamedTuple):
    """A unit as it stands, and the names of all."""

    unit: UnitDetail
    names: UnitNames
    readings: tuple[str, ...] = ()
    """Names in a plan that are read as this unit on an assumption."""


def open_rename(app: Host, unit: str) -> None:
    """更名: the new names and the day from which they hold."""
    session = app.session

    def renaming(values: dict[str, Any]) -> changes.Renaming:
        return changes.Renaming(**{key: values[key] for key in ("name", "full_name", "day", "basis")})

    def follows(values: dict[str, Any]) -> Content:
        wanted = renaming(values)

        def query(connection: sqlite3.Connection) -> UnitFollows:
            changes.rename_entry(connection, unit, wanted)
            return _follows(session, connection, unit)

        found = session.read(query)
        said = f"自{chinese_day(wanted.day)}起叫{wanted.name}（{wanted.full_name}）"
        papers = "这一天之前的文书印旧名，之后的印新名；记录不改，新旧名称都查得到"
        return _follows_text(said, found, papers)

    def form(known: Known) -> None:
        fields: list[FormField] = [
            TextField("name", "新的简称", required=True, max_length=changes.MOST_NAME),
            TextField("full_name", "新的全称", required=True, max_length=changes.MOST_FULL_NAME),
            from_field(session.today),
            basis_field(),
        ]
        dialog = FormDialog(
            f"单位更名：{known.unit.name}",
            fields,
            lambda values: session.write(lambda ledger: changes.rename_unit(ledger, unit, renaming(values))),
            intro=unit_intro(known.unit),
            form_id=f"unit_rename:{unit}",
            follows=follows,
        )
        open_dialog(app, dialog, lambda _: tell_changed(app, f"已更名：{known.unit.name}"))

    of_unit(app, unit, form)


def open_merge(app: Host, units: Sequence[str]) -> None:
    """并入: which unit these are part of, from a day on."""
    session, first = app.session, units[0]

    def follows(values: dict[str, Any]) -> Content:
        into = one_unit(values["into"])

        def query(connection: sqlite3.Connection) -> list[Content]:
            changes.merge_entries(connection, units, into, values["day"], values["basis"])
            to = unit_name_on(connection, into, session.today)[0]
            parts = list[Content]()
            for unit in units:
                name = unit_name_on(connection, unit, session.today)[0]
                said = f"{name} 自{chinese_day(values['day'])}起并入{to}"
                parts.append(_follows_text(said, _follows(session, connection, unit), "", into=to))
            return [*parts, safe_content("此前办结的、记过的仍在原单位名下，从两边都查得到")]

        return Content("\n\n").join(session.read(query))

    def form(known: Known) -> None:
        names = known.names
        fields: list[FormField] = [
            UnitsField("into", "并入", names.resolve, suggest=names.suggest, required=True),
            from_field(session.today),
            basis_field(),
        ]

        def save(values: dict[str, Any]) -> object:
            into = one_unit(values["into"])
            day, basis = values["day"], values["basis"]
            return session.write(lambda ledger: changes.merge_units(ledger, units, into, day, basis))

        several = f"等 {len(units)} 个单位" if len(units) > 1 else ""
        dialog = FormDialog(
            f"单位合并：{known.unit.name}{several}",
            fields,
            save,
            intro=lines([unit_intro(known.unit), safe_content("并入新设的单位，先在菜单里新增它")]),
            form_id=f"unit_merge:{first}",
            follows=follows,
        )
        open_dialog(app, dialog, lambda _: tell_changed(app, f"已合并：{known.unit.name}{several}"))

    of_unit(app, first, form)


# ---------------------------------------------------------------------- what the forms of units share


def of_unit(app: Host, unit: str, form: Callable[[Known], object]) -> None:
    """Know who writes, and read what the form of a unit shows."""
    session = app.session

    def query(connection: sqlite3.Connection) -> Known:
        read_so = tuple(name for name, of in units_read_as(connection) if of == unit)
        return Known(read_unit(connection, session.today, unit), UnitNames(connection), read_so)

    with_officer(app, lambda: read_then(app, lambda: session.read(query), form))


def tell_changed(app: Host, text: str) -> None:
    """After saving: say what was recorded; the screens read anew. It is changed back by another change."""
    app.tell(text)
    app.ledger_changed()


def unit_intro(unit: UnitDetail) -> Content:
    """Who it is, and what laptops said apart of it."""
    said = [safe_content(f"{unit.name}（{unit.full_name}）")]
    if disputed := disputed_words(unit):
        said.append(toned(disputed, "overdue"))
    return lines(said)


def one_unit(units: Sequence[str]) -> str:
    """The one unit that was typed."""
    if len(units) != 1:
        raise InputRefused("只能写一个单位", "、".join(units), "请只写一个单位", field="into")
    return units[0]


def from_field(today: date) -> DateField:
    """The day from which it holds."""
    return DateField("day", "自哪天起", today, required=True)


def basis_field() -> TextField:
    """Why."""
    return reason_field("依据", "如 机构改革方案、编办批复文号", key="basis")


def _follows(session: LedgerSession, connection: sqlite3.Connection, unit: str) -> UnitFollows:
    forms = forms_out(session.database, unit_with_merged(connection, unit))
    return read_follows(connection, session.today, unit, forms)


def _follows_text(said: str, follows: UnitFollows, papers: str, *, into: str = "") -> Content:
    """What is recorded, what hangs on the unit and what becomes of it."""
    parts = [safe_content(said).stylize("bold")]
    parts += [labelled(label, text) for label, text in follows_words(follows, into)]
    return lines([*parts, *([labelled("名称", papers)] if papers else [])])
