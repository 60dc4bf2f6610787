"""Units are changed from F5: renamed and merged with what follows shown first, and all the rest of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows, stored, tells
from support.tui import SIZES, TODAY, frame, wait_until
from textual.pilot import Pilot

from huaian_tui.services.units import Renaming, UnitChange, rename_unit, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.forms_out import note_forms_out
from huaian_tui.store.queries.contacts import contacts_of
from huaian_tui.store.queries.units import read_unit
from huaian_tui.tui.actions.leader import LeaderMenu
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import FollowsDialog

MENU = "ctrl+backslash"
RENAMED = {"name": "市财金局", "full_name": "淮安市财政金融局", "day": "2026-03-01", "basis": "机构改革"}


async def chosen(pilot: Pilot[object], letters: str, name: str) -> None:
    """The unit stands there, and the list has the keys."""
    await pilot.press(*letters, "enter")
    await tells(pilot, name)
    await shows(pilot, "第 1 个，共 1 个")


async def menu(pilot: Pilot[object], key: str) -> None:
    """An entry of the menu."""
    await pilot.press(MENU)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, LeaderMenu))
    await pilot.press(key)


async def filled(pilot: Pilot[object], values: dict[str, str]) -> FormDialog:
    """The form that opened, with these texts."""
    form = await form_open(pilot)
    for field in form._fields:
        if field.key in values:
            field.set_raw(values[field.key])
    return form


async def follows(pilot: Pilot[object]) -> str:
    """What is said to follow, after Ctrl+S."""
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FollowsDialog))
    return "".join((await shows(pilot, "回去改")).split())  # lines are broken anywhere


@pytest.mark.parametrize("size", SIZES)
async def test_a_unit_is_renamed_and_what_follows_is_shown_first(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    note_forms_out(ledger_path, ["市财政局"], date(2026, 11, 20))
    async with opened(ledger_path, "units", size) as (app, pilot):
        await chosen(pilot, "czj", "淮安市财政局")
        await menu(pilot, "1")
        await filled(pilot, RENAMED)
        said = await follows(pilot)
        assert "市财金局（淮安市财政金融局）" in said and "牵头2项、责任2项（第6项" in said
        assert "草稿没有" in said and "1份（2026-11-20导出的）" in said
        await pilot.press("escape")
        await form_open(pilot)
        assert stored(ledger_path, lambda c: read_unit(c, TODAY, "市财政局")).name == "市财政局"
        await follows(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "市财金局  淮安市财政金融局", "沿革  市财政局（至 2026-02-28 止）")
        assert not app.session.waiting_drafts()


@pytest.mark.parametrize("size", SIZES)
async def test_what_cannot_be_is_said_at_its_field_before_anything_is_shown(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "units", size) as (_, pilot):
        await chosen(pilot, "czj", "淮安市财政局")
        await menu(pilot, "g")
        for wrong, said in (
            ({"name": "市工信局"}, "已有单位叫市工信局"),
            ({"full_name": "淮安市工业和信息化局"}, "已有单位叫淮安市工业和信息化局"),
            ({"day": "2023-12-31"}, "早于方案起始日"),
        ):
            form = await filled(pilot, RENAMED | wrong)
            await pilot.press("ctrl+s")
            await shows(pilot, said)
            assert pilot.app.screen is form and (focused := form._focused_field()) is not None
            assert focused.key in wrong
    assert stored(ledger_path, lambda c: read_unit(c, TODAY, "市财政局")).names[-1].name == "市财政局"


@pytest.mark.parametrize("size", SIZES)
async def test_marked_units_are_merged_into_one(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "units", size) as (_, pilot):
        await pilot.press("down", "space", "space")
        await menu(pilot, "2")
        form = await filled(pilot, {"into": "市财政局", "day": "2026-07-01", "basis": "机构改革"})
        await shows(pilot, "单位合并：市数据局等 2 个单位")
        said = await follows(pilot)
        assert "市数据局自2026年7月1日起并入市财政局" in said and "自这一天起转给市财政局" in said
        await pilot.press("right", "enter")
        await form_closed(pilot)
        assert form is not None
    found = stored(ledger_path, lambda c: read_unit(c, TODAY, "市财政局"))
    assert sorted(one.id for one in found.absorbed) == ["市发改委", "市数据局"]


async def test_merging_into_itself_or_in_a_circle_is_refused(ledger: Ledger) -> None:
    from huaian_tui.services.units import merge_units

    merge_units(ledger, ["市数据局"], "市财政局", date(2026, 3, 1), "机构改革")
    async with opened(ledger.path, "units") as (_, pilot):
        await chosen(pilot, "czj", "淮安市财政局")
        await menu(pilot, "n")
        for into, said in (("市财政局", "不能并入自己"), ("市数据局", "并成了一圈")):
            assert said not in frame(pilot.app)
            await filled(pilot, {"into": into, "day": "2026-07-01", "basis": "机构改革"})
            await pilot.press("ctrl+s")
            await shows(pilot, said)


@pytest.mark.parametrize("size", SIZES)
async def test_particulars_are_changed_by_one_key(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "units", size) as (_, pilot):
        await chosen(pilot, "shishujuju", "淮安市数据局")
        await tells(pilot, "全称待核")
        await pilot.press("ctrl+t")
        await filled(pilot, {})
        await pilot.press("ctrl+s")
        await shows(pilot, "没有变化")
        await pilot.press("escape")
        await filled(pilot, {"certain": "yes", "alias": "管数的局"})
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "管数的局")
        await wait_until(pilot, lambda: "全称待核" not in frame(pilot.app))
    found = stored(ledger_path, lambda c: read_unit(c, TODAY, "市数据局"))
    assert found.full_name_certain and "管数的局" in found.aliases


async def test_how_a_name_of_the_plan_is_read_is_changed(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (_, pilot):
        await chosen(pilot, "gxj", "淮安市工业和信息化局")
        await pilot.press("ctrl+t")
        await shows(pilot, "「市工信厅」", "暂且这样读")
        await filled(pilot, {"reading": "other"})
        await pilot.press("ctrl+s")
        await shows(pilot, "没有写是哪个单位")
        await filled(pilot, {"read_as": "市科技局"})
        await pilot.press("ctrl+s")
        await form_closed(pilot)
    units = stored(ledger_path, lambda c: {one: read_unit(c, TODAY, one) for one in ("市科技局", "市工信局")})
    assert 50 in (*units["市科技局"].lead, *units["市科技局"].support)
    assert 50 not in units["市工信局"].support


@pytest.mark.parametrize("size", SIZES)
async def test_contacts_stand_on_the_units_screen(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "units", size) as (_, pilot):
        await chosen(pilot, "czj", "淮安市财政局")
        for person, phone in (("王[/]明", "0517-83606001"), ("乙", "0517-1234567")):
            await menu(pilot, "w")
            typed = {"post": "联络员", "person": person, "phone": phone, "day": "2026-03-01"}
            await filled(pilot, typed)
            await pilot.press("ctrl+s")
            await form_closed(pilot)
            await tells(pilot, f"联系  联络员 {person} {phone}（自 2026-03-01 起）")
    (one,) = stored(ledger_path, lambda c: contacts_of(c, "市财政局", TODAY))
    assert one.person == "乙"


async def test_a_new_unit_is_entered_and_shown(ledger_path: Path) -> None:
    async with opened(ledger_path, "units") as (_, pilot):
        await menu(pilot, "5")
        await filled(pilot, {"name": "市低空办", "full_name": "淮安市低空经济办公室", "kind": "office"})
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "市低空办  淮安市低空经济办公室")
        await menu(pilot, "5")
        await filled(pilot, {"name": "市低空办", "full_name": "别的"})
        await pilot.press("ctrl+s")
        await shows(pilot, "已有单位叫市低空办")


async def test_only_what_laptops_said_apart_is_to_be_settled(ledger: Ledger) -> None:
    set_unit(ledger, "市财政局", UnitChange(aliases=("甲的叫法",)))
    async with opened(ledger.path, "units") as (_, pilot):
        await chosen(pilot, "czj", "淮安市财政局")
        await menu(pilot, "k")
        await shows(pilot, "没有要核定的")


async def test_a_merged_unit_stands_again(ledger: Ledger) -> None:
    from huaian_tui.services.units import merge_units

    merge_units(ledger, ["市财政局"], "市数据局", date(2026, 3, 1), "机构改革")
    async with opened(ledger.path, "units") as (_, pilot):
        await chosen(pilot, "czj", "淮安市财政局")
        await tells(pilot, "已并入市数据局")
        await pilot.press("ctrl+t")
        await filled(pilot, {"basis": "记错了"})
        await shows(pilot, "恢复独立")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: "已并入" not in frame(pilot.app))
    assert stored(ledger.path, lambda c: read_unit(c, TODAY, "市财政局")).merged is None


async def test_nothing_is_changed_while_a_past_day_is_shown(ledger: Ledger) -> None:
    rename_unit(ledger, "市财政局", Renaming("市财金局", "淮安市财政金融局", date(2026, 3, 1), "改革"))
    async with opened(ledger.path, "units") as (app, pilot):
        app.show_day(app.session.reader_of(date(2026, 11, 1)))
        await pilot.press("ctrl+t")
        await shows(pilot, "现在只能查看")
