"""写记录: the form, what it refuses at which field, what it writes, drafts; and the officer's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.hostile import HOSTILE
from support.ledger_screens import NARROW, WIDE, add, app_on, notes_of, settle, until_shown
from support.tui import SIZES, frame, paste, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.store.queries.settings import read_profile_value, read_setting
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.notes.correction import open_correction
from huaian_tui.tui.areas.notes.note_form import NoteForm, open_note
from huaian_tui.tui.areas.notes.text import note_lines
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.long_text import LongTextArea
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.chinese_text import DetailPane


async def open_form(pilot: Pilot[Any], number: int) -> NoteForm:
    """The form of this task, ready to be typed in."""
    app = pilot.app
    assert isinstance(app, HuaianApp)
    await settle(pilot)
    open_note(app, number)
    await until_shown(pilot, "写督查记录", "进展情况")
    await settle(pilot)
    assert isinstance(app.screen, NoteForm)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_every_field_is_written(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await app.go("tasks", "15")
        await until_shown(pilot, "第15项")
        await pilot.press("n")
        await until_shown(pilot, "写督查记录", "进展情况", "回访日期", "周日")
        await settle(pilot)
        await type_text(pilot, "平台已试运行")
        await pilot.press("shift+tab")
        await type_text(pilot, "王科长")
        await pilot.press("shift+tab", "right", "right", "shift+tab")
        await type_text(pilot, "czj，发改委")
        await pilot.press("shift+tab")
        await type_text(pilot, "昨天")
        for _ in range(5):
            await pilot.press("tab")
        await type_text(pilot, "交易量小")
        await pilot.press("tab")
        await type_text(pilot, "月底前报方案")
        await pilot.press("tab")
        await type_text(pilot, "+10")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, NoteForm))
        (note,) = notes_of(app, 15)
        assert note.day == date(2026, 11, 21) and note.follow_up == date(2026, 12, 2)
        assert note.units == ("市财政局", "市发改委")
        assert (note.method, note.contact) == ("听取汇报", "王科长")
        assert (note.text, note.problem, note.requirement) == ("平台已试运行", "交易量小", "月底前报方案")
        assert note.officer == "张三"
        await pilot.press("end")
        await until_shown(pilot, "平台已试运行")


async def test_what_cannot_be_taken_is_said_at_the_field(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        form = await open_form(pilot, 3)
        await type_text(pilot, "进展")
        text = app.focused
        fields = {one.key: one for one in form._fields}
        for key, typed, said in (
            ("day", "下个月哪天", "没有看懂"),
            ("day", "2023-05-01", "早于方案起始日"),
            ("day", "2026-12-01", "不能晚于今天"),
            ("follow_up", "2026-11-01", "回访日期早于督查日期"),
            ("units", "市不存在局", "没有找到单位"),
        ):
            target, before = fields[key], fields[key].raw()
            line = target.query_one(".field-line")
            assert app.focused is text and not line.has_class("-error"), typed
            target.set_raw(typed)
            await pilot.press("ctrl+s")
            await settle(pilot)
            assert said in line.plain and line.has_class("-error")
            assert app.focused is target.control()
            assert notes_of(app, 3) == []
            target.set_raw(before)
            text.focus()
            await settle(pilot)


async def test_the_form_asks_whether_the_promised_visit_was_made(ledger_path: Path) -> None:
    add(ledger_path, 3, "约好再来", day=date(2026, 11, 1), follow_up=date(2026, 11, 20))
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        form = await open_form(pilot, 3)
        await until_shown(pilot, "约定的回访", "约定 2026-11-20 回访", "[算完成]")
        asked = next(one for one in form._fields if one.key == "keeps_visit")
        await type_text(pilot, "只通了电话")
        asked.set_raw("no")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, NoteForm))
        made = next(note for note in notes_of(app, 3) if note.text == "只通了电话")
        assert made.keeps_visit is False
        await open_form(pilot, 3)
        await type_text(pilot, "去过了")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, NoteForm))
        # Nothing is promised any more: it is not asked again.
        form = await open_form(pilot, 3)
        assert [one.key for one in form._fields if one.key == "keeps_visit"] == []


async def test_empty_progress_is_refused(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await open_form(pilot, 3)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "没有填写「进展情况」")


async def test_an_unknown_task_is_refused_with_the_way_out(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        open_note(app, 61)
        await until_shown(pilot, "没有序号为 61 的任务", "1 到 60")


async def test_hostile_text_is_kept_as_typed_and_shown_as_text(ledger_path: Path) -> None:
    texts = [clean_text(text, limit=10**7).strip() for text in HOSTILE if len(text) < 5_000]
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await app.go("tasks", "3")
        await open_form(pilot, 3)
        await paste(pilot, "\n".join(text for text in HOSTILE if len(text) < 5_000))
        await pilot.press("ctrl+s")
        await settle(pilot)
        (note,) = notes_of(app, 3)
        assert all(text in note.text for text in texts)
        assert "\x1b" not in note.text and "[/督查]" in note.text
        await pilot.press("end")
        await settle(pilot)
        assert "\x1b" not in frame(app) and "[/督查]" in app.screen.query_one(DetailPane).plain


async def test_20000_characters_are_kept(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await open_form(pilot, 3)
        await paste(pilot, "长" * 20_000)
        await until_shown(pilot, "20,000 字，最多 20,000 字")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [len(note.text) for note in notes_of(app, 3)] == [20_000]


async def test_draft_is_kept_and_offered_again(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await open_form(pilot, 3)
        await type_text(pilot, "写到一半")
        await pilot.press("escape")
        await until_shown(pilot, "存为草稿")
        await pilot.press("right", "enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, NoteForm))
        await open_form(pilot, 3)
        await until_shown(pilot, "写到一半", "已恢复上次没保存的内容")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app.session.load_draft("note:3") is None)
        assert [note.text for note in notes_of(app, 3)] == ["写到一半"]


async def test_units_say_how_they_are_understood_while_typing(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_form(pilot, 3)
        app.screen.query_one(UnitsField).query_one(LineInput).focus()
        await type_text(pilot, "fgw、市工信厅、没有局")
        await until_shown(pilot, "市发改委、市工信局、没有局？")


async def test_the_name_is_asked_for_before_the_first_record(ledger_path: Path) -> None:
    app = app_on(ledger_path, officer="")
    async with app.run_test(size=NARROW) as pilot:
        await until_shown(pilot, "逾期节点 13 个")
        await pilot.press("n")
        await until_shown(pilot, "设置承办人和机构", "市职能转变和数字政府建设领导小组办公室")
        await settle(pilot)
        await type_text(pilot, "甲")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "写督查记录  承办人：甲")
        await settle(pilot)
        assert app.session.read(lambda c: read_setting(c, "officer")) == "甲"
        await type_text(pilot, "看了")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [note.officer for note in notes_of(app, 2)] == ["甲"]


async def test_the_name_can_be_changed_at_any_time(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await until_shown(pilot, "设置承办人和机构")
        await settle(pilot)
        await type_text(pilot, "丰")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "张三丰")
        assert app.session.officer == "张三丰"
        await pilot.press("end")
        await until_shown(pilot, "承办人：张三丰")


@pytest.mark.parametrize("size", SIZES)
async def test_day_units_and_method_are_corrected_and_the_old_ones_stay_readable(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    note = add(ledger_path, 1, "办法已印发", units=("市财政局",), method="暗访")
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        open_correction(app, note)
        await until_shown(pilot, "更正督查记录")
        await settle(pilot)
        await pilot.press("tab")
        await type_text(pilot, "看错日期")
        await pilot.press("tab", "tab", "tab", "tab")
        await type_text(pilot, "11月20日")
        await pilot.press("tab", "end")
        await type_text(pilot, "、fgw")
        await pilot.press("tab", "right", "ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, FormDialog))
        (row,) = notes_of(app, 1)
        assert (row.day, row.units, row.method) == (date(2026, 11, 20), ("市财政局", "市发改委"), "")
        assert dict(row.earlier[0].others) == {"day": "2026-11-21", "units": "市财政局", "method": "暗访"}
        shown = "\n".join(line.plain for line in note_lines(row, 1000))
        assert "原日期  2026-11-21" in shown and "原单位  市财政局" in shown and "原方式  暗访" in shown
        assert "原文" not in shown


async def test_a_skeleton_fills_the_empty_text_only_and_one_undo_takes_it_away(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        form = await open_form(pilot, 3)
        area = form.query_one(LongTextArea)
        await pilot.press("ctrl+t")
        await until_shown(pilot, "先选督查方式，再填提纲")
        await pilot.press("shift+tab", "shift+tab", "right", "right")
        await until_shown(pilot, "[听取汇报]", "Ctrl+T 填入这种方式的提纲")
        await pilot.press("ctrl+t")
        await until_shown(pilot, "时间、地点：", "汇报人、参加人：")
        assert app.focused is area
        await pilot.press("ctrl+s")
        await until_shown(pilot, "提纲还没有填写")
        await type_text(pilot, "局里")
        assert area.text.startswith("时间、地点：局里\n")
        await pilot.press("ctrl+t")
        await until_shown(pilot, "提纲已经在进展情况里")
        await pilot.press("ctrl+z", "ctrl+z")
        assert area.text == ""


async def test_a_skeleton_goes_below_what_is_typed_and_one_undo_takes_it_away(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        form = await open_form(pilot, 3)
        area = form.query_one(LongTextArea)
        await type_text(pilot, "先看了机房")
        await pilot.press("shift+tab", "shift+tab", "right", "right")
        await until_shown(pilot, "[听取汇报]", "Ctrl+T 填入这种方式的提纲")
        await pilot.press("ctrl+t")
        await wait_until(pilot, lambda: area.text.startswith("先看了机房\n时间、地点：\n"))
        await type_text(pilot, "局里")
        assert area.text.startswith("先看了机房\n时间、地点：局里\n")
        await pilot.press("ctrl+z", "ctrl+z")
        assert area.text == "先看了机房"


async def test_on_a_tall_window_the_text_has_the_lines_that_are_left(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=(200, 50)) as pilot:
        form = await open_form(pilot, 3)
        area = form.query_one(LongTextArea)
        await wait_until(pilot, lambda: area.size.height > 15)
        dialog = form.query_one(".dialog")
        assert dialog.outer_size.height <= 49 and dialog.outer_size.width == 120
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: area.size.height == 4)


async def test_pasted_lines_stand_apart_in_every_field_of_one_line(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        form = await open_form(pilot, 3)
        by_key = {field.key: field for field in form._fields}
        for key in ("contact", "follow_up"):
            by_key[key].query_one(LineInput).focus()
            await paste(pilot, "张某 科长\n0517-00000000")
            await wait_until(pilot, lambda key=key: by_key[key].raw() == "张某 科长 0517-00000000")


async def test_a_wrong_file_of_skeletons_is_told_and_the_form_opens(
    ledger_path: Path, config_folder: Path
) -> None:
    config_folder.mkdir(parents=True)
    (config_folder / "note_templates.toml").write_text('"喝茶" = "谈"', encoding="utf-8")
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await open_form(pilot, 3)
        await until_shown(pilot, "督查记录提纲没有用上")


async def test_a_telephone_number_is_checked_at_its_field(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=NARROW) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await until_shown(pilot, "设置承办人和机构")
        await settle(pilot)
        assert isinstance(app.screen, FormDialog)
        by_key = {field.key: field for field in app.screen._fields}
        by_key["phone"].set_raw("找甲")
        by_key["code"].set_raw("x")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [key for key, field in by_key.items() if field.has_class("-wrong")] == ["code", "phone"]
        await until_shown(pilot, "机关代字")
        by_key["code"].set_raw("淮数督")
        by_key["phone"].set_raw("0517-8000 0000 转 801、（0517）83600000")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, FormDialog))
        phone = app.session.read(lambda c: read_profile_value(c, "phone"))
        assert phone == "0517-8000 0000 转 801、（0517）83600000"
