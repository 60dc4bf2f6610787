"""Keys in forms: in the order typed however fast they come; undo in a line; nothing taken while saving."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from support.tui import MemorySession, PlainApp, frame, paste, type_text, wait_until
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.long_text import LongTextArea, LongTextField
from huaian_tui.tui.textual_patches import one_key_at_a_time

NAMED = {
    "\t": "tab",
    "\r": "enter",
    "\x13": "ctrl+s",
    "\x11": "ctrl+q",
    "\x7f": "backspace",
    "<": "shift+tab",
}


class Kept:
    """What was saved; ``gate`` holds the saving up."""

    def __init__(self) -> None:
        self.values: list[dict[str, Any]] = []
        self.gate = threading.Event()
        self.gate.set()

    def save(self, values: dict[str, Any]) -> str:
        self.gate.wait(60)
        self.values.append(values)
        return "saved"


def form(kept: Kept) -> FormDialog:
    fields: list[FormField] = [
        TextField("who", "联系人", required=True),
        ChoiceField("how", "方式", [("a", "甲"), ("b", "乙")]),
        LongTextField("text", "进展情况", required=True, lines=3),
        TextField("last", "备注"),
    ]
    return FormDialog("试填", fields, kept.save)


async def burst(pilot: Pilot[Any], keys: str) -> None:
    """Keys that a terminal hands over in one go: nothing is handled between them."""
    for key in keys:
        name = NAMED.get(key)
        pilot.app.post_message(events.Key(name, None) if name else events.Key(_character_to_key(key), key))
    await pilot.pause()


async def test_what_is_typed_in_the_same_instant_as_ctrl_s_is_saved(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for text in ("已", "已核实第三批", "核" * 300):
            kept = Kept()
            app.push_screen(form(kept))
            await pilot.pause()
            await burst(pilot, f"乙方\t\t{text}\x13")
            await wait_until(pilot, lambda kept=kept: bool(kept.values))
            assert (kept.values[0]["who"], kept.values[0]["text"]) == ("乙方", text)


async def test_a_paste_in_the_same_instant_as_ctrl_s_is_saved(app: PlainApp) -> None:
    kept = Kept()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(form(kept))
        await pilot.pause()
        await burst(pilot, "乙方\t\t")
        app.post_message(events.Paste("第一行\r\n第二行"))
        await burst(pilot, "\x13")
        await wait_until(pilot, lambda: bool(kept.values))
        assert kept.values[0]["text"] == "第一行\n第二行"


async def test_fast_keys_come_to_the_field_they_were_meant_for_and_in_order(app: PlainApp) -> None:
    kept = Kept()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(form(kept))
        await pilot.pause()
        await burst(pilot, "甲乙六\x7f七\r\t甲乙\x7f丙\r丁\t末尾<补\x13")
        await wait_until(pilot, lambda: bool(kept.values))
        assert kept.values == [{"who": "甲乙七", "how": "a", "text": "甲丙\n丁补", "last": "末尾"}]


async def test_tab_order_is_that_of_the_screen_and_enter_never_saves_from_a_line(app: PlainApp) -> None:
    kept = Kept()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = form(kept)
        app.push_screen(dialog)
        await pilot.pause()
        order = [field.control() for field in dialog._fields]
        for control in order:
            assert app.focused is control
            await pilot.press("tab")
        assert app.focused is not None and app.focused.id == "form-save"
        await pilot.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
        assert app.focused is order[0]
        order[3].focus()
        await pilot.press("enter")
        await pilot.pause()
        assert app.focused is not None and app.focused.id == "form-save"
        assert kept.values == [] and app.screen is dialog


async def test_while_it_is_saved_the_fields_take_nothing_and_look_like_it(
    app: PlainApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also once keys wait for the saving no longer."""
    monkeypatch.setattr(one_key_at_a_time, "LONGEST_CHANGE", 0.0)
    kept = Kept()
    kept.gate.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = form(kept)
        app.push_screen(dialog)
        await pilot.pause()
        await burst(pilot, "乙方\t\t已核\x13")
        await wait_until(pilot, lambda: "正在保存，请稍候" in frame(app) and not app._way)
        await burst(pilot, "再写")
        await pilot.press("ctrl+z", "shift+tab", "right", "shift+tab", "ctrl+z")
        await burst(pilot, "再写")
        await paste(pilot, "粘贴")
        assert dialog.has_class("-saving")
        assert dialog.raw_values() == {"who": "乙方", "how": "a", "text": "已核", "last": ""}
        kept.gate.set()
        await wait_until(pilot, lambda: app.screen is not dialog)
        assert kept.values[0]["text"] == "已核"


async def test_all_wrong_fields_are_marked_at_once_and_stay_so_until_they_are_changed(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = form(Kept())
        app.push_screen(dialog)
        await pilot.pause()
        await burst(pilot, "\x13")
        marked = [field.key for field in dialog._fields if field.has_class("-wrong")]
        assert marked == ["who", "text"] and app.focused is dialog._fields[0].control()
        await type_text(pilot, "李")
        marked = [field.key for field in dialog._fields if field.has_class("-wrong")]
        assert marked == ["text"]


async def test_undo_and_redo_in_a_line_and_in_a_text(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = form(Kept())
        app.push_screen(dialog)
        await pilot.pause()
        line = app.screen.query_one(LineInput)
        await type_text(pilot, "张三")
        await paste(pilot, "，乙方")
        await pilot.press("backspace", "backspace")
        assert line.value == "张三，"
        seen = []
        for key in ("ctrl+z",) * 4 + ("ctrl+y",) * 4:
            await pilot.press(key)
            seen.append(line.value)
        assert seen == ["张三，乙方", "张三", "", "", "张三", "张三，乙方", "张三，", "张三，"]
        text = app.screen.query_one(LongTextArea)
        text.focus()
        await paste(pilot, "一\n二")
        await pilot.press("ctrl+z")
        assert text.text == "" and line.value == "张三，"
        await pilot.press("ctrl+y")
        assert text.text == "一\n二"


async def test_what_a_draft_brought_back_is_not_undone(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = form(Kept())
        app.push_screen(dialog)
        await pilot.pause()
        dialog._fields[0].set_raw("上次写的")
        await type_text(pilot, "，今天")
        await pilot.press("ctrl+z", "ctrl+z")
        assert dialog._fields[0].raw() == "上次写的"


async def test_what_is_typed_in_the_same_instant_as_ctrl_q_is_in_the_draft(
    app: PlainApp, session: MemorySession
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        fields = [TextField("text", "内容")]
        app.push_screen(FormDialog("写记录", fields, lambda values: values, form_id="note:3"))
        await pilot.pause()
        await burst(pilot, "last words\x11")
        await wait_until(pilot, lambda: app.return_code is not None)
    assert session.drafts == {"note:3": {"text": "last words"}}
