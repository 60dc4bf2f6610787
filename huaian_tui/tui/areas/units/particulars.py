"""Forms for a new unit, and for full name, aliases, kind, members of one and how it is read in a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.units import KIND_WORDS, merged_words
from huaian_tui.services import units as changes
from huaian_tui.tui.areas.units.forms import Known, basis_field, of_unit, one_unit, tell_changed, unit_intro
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import LONGEST_REASON, FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, with_officer
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.detail_lines import lines
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import safe_content

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

YES, NO, OTHER = "yes", "no", "other"


def open_change(app: Host, unit: str) -> None:
    """改单位信息; of a unit that was merged away: that it stands for itself after all."""

    def form(known: Known) -> None:
        if known.unit.merged is not None:
            _open_restore(app, known.unit)
        else:
            _open_particulars(app, known)

    of_unit(app, unit, form)


def open_add(app: Host) -> None:
    """新增单位."""
    session = app.session

    def save(values: dict[str, Any]) -> str:
        change = changes.UnitChange(
            full_name=values["full_name"],
            kind=values["kind"],
            aliases=_listed(values["alias"]),
            basis=values["basis"],
        )
        return session.write(lambda ledger: changes.add_unit(ledger, values["name"], change))

    fields: list[FormField] = [
        TextField("name", "简称", required=True, max_length=changes.MOST_NAME),
        TextField("full_name", "全称", required=True, max_length=changes.MOST_FULL_NAME),
        ChoiceField("kind", "类别", list(KIND_WORDS.items())),
        TextField("alias", "别名", max_length=changes.MOST_NAME),
        _why(),
    ]
    dialog = FormDialog("新增单位", fields, save, intro="更名、合并另有一项", form_id="unit_add:new")
    with_officer(app, lambda: open_dialog(app, dialog, lambda name: _added(app, name)))


def _added(app: Host, name: str) -> None:
    tell_changed(app, f"已新增单位：{name}")
    app.call_later(app.go, "units", name)


def _open_restore(app: Host, unit: UnitDetail) -> None:
    def save(values: dict[str, Any]) -> object:
        change = changes.UnitChange(stands=True, basis=values["basis"])
        return app.session.write(lambda ledger: changes.set_unit(ledger, unit.id, change))

    intro = lines(
        [
            unit_intro(unit),
            safe_content(f"已并入{merged_words(unit)}"),
            safe_content("保存后恢复为独立的单位，任务回到它名下"),
        ]
    )
    dialog = FormDialog(
        f"恢复独立：{unit.name}",
        [basis_field()],
        save,
        intro=intro,
        form_id=f"unit_change:{unit.id}",
        button="恢复",
    )
    open_dialog(app, dialog, lambda _: tell_changed(app, f"已恢复为独立的单位：{unit.name}"))


def _open_particulars(app: Host, known: Known) -> None:
    now = known.unit

    def save(values: dict[str, Any]) -> object:
        return app.session.write(lambda ledger: _save(ledger, known, values))

    dialog = FormDialog(
        f"改单位信息：{now.name}",
        _fields(known),
        save,
        intro=lines([unit_intro(now), safe_content("更名、合并另有一项")]),
        form_id=f"unit_change:{now.id}",
    )
    open_dialog(app, dialog, lambda _: tell_changed(app, f"已更改单位信息：{now.name}"))


def _fields(known: Known) -> list[FormField]:
    now, names = known.unit, known.names
    fields: list[FormField] = [
        TextField("full_name", "全称", value=now.full_name, max_length=changes.MOST_FULL_NAME),
        ChoiceField(
            "certain", "全称核实", [(NO, "待核"), (YES, "已核实")], value=YES if now.full_name_certain else NO
        ),
        ChoiceField("kind", "类别", list(KIND_WORDS.items()), value=now.kind),
        TextField("alias", "加别名", max_length=changes.MOST_NAME),
        TextField("no_alias", "去掉别名", max_length=changes.MOST_NAME),
    ]
    if known.readings:
        read_so = [(NO, "暂且这样读"), (YES, f"核实就是{now.name}"), (OTHER, "是别的单位")]
        fields.append(ChoiceField("reading", f"「{known.readings[0]}」", read_so))
        fields.append(UnitsField("read_as", "别的单位", names.resolve, suggest=names.suggest))
    if now.kind == "group":
        fields.append(UnitsField("members", "加成员", names.resolve, suggest=names.suggest))
        fields.append(UnitsField("no_members", "去掉成员", names.resolve, suggest=names.suggest))
    return [*fields, _why()]


def _save(ledger: Ledger, known: Known, values: dict[str, Any]) -> str:
    """What was changed in the form, then a name that means another unit; the id of the unit."""
    change = _change(known, values)
    read_as = _read_as(values)
    if read_as is None or change != changes.UnitChange(basis=change.basis):
        changes.set_unit(ledger, known.unit.id, change)
    if read_as is not None:
        named = changes.UnitChange(aliases=known.readings[:1], basis=change.basis)
        changes.set_unit(ledger, read_as, named)
    return known.unit.id


def _read_as(values: dict[str, Any]) -> str | None:
    """The other unit that a name of a plan means; None: it was not said."""
    if values.get("reading") != OTHER:
        return None
    if not values["read_as"]:
        way_out = "请在「别的单位」里写出来"
        raise InputRefused("没有写是哪个单位", "选了「是别的单位」", way_out, field="read_as")
    return one_unit(values["read_as"])


def _change(known: Known, values: dict[str, Any]) -> changes.UnitChange:
    now, typed = known.unit, values["full_name"]
    confirmed_reading = known.readings[:1] if values.get("reading") == YES else ()
    return changes.UnitChange(
        full_name=typed if typed and typed != now.full_name else None,
        confirmed=values["certain"] == YES and not now.full_name_certain,
        kind=None if values["kind"] == now.kind else values["kind"],
        aliases=(*_listed(values["alias"]), *confirmed_reading),
        no_aliases=_listed(values["no_alias"]),
        members=tuple(values.get("members") or ()),
        no_members=tuple(values.get("no_members") or ()),
        basis=values["basis"],
    )


def _listed(typed: str) -> tuple[str, ...]:
    return (typed,) if typed else ()


def _why() -> TextField:
    return TextField("basis", "依据", placeholder="可不写", max_length=LONGEST_REASON)
