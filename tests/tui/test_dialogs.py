"""Dialogs and forms: errors at the field, dates and units resolved, drafts, saving in a thread."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from support.hostile import HOSTILE
from support.tui import (
    SIZES,
    TODAY,
    MemorySession,
    PlainApp,
    PlainScreen,
    frame,
    paste,
    type_text,
    wait_until,
)

from huaian_tui.domain.errors import InputRefused, NotFound, StoreRefused, UnknownUnit
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.date_fields import DateField, DueDatesField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.long_text import LongTextArea, LongTextField
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.forms.units_field import UnitsField

UNITS = {"czj": ["市财政局"], "市财政局": ["市财政局"], "各县区": ["淮安区", "淮阴区"]}


def resolve(typed: str) -> list[str]:
    """Stands for the session's index of units."""
    if typed not in UNITS:
        raise UnknownUnit(typed, ["市财政局"])
    return UNITS[typed]


class Ledger:
    """Stands for the store: what was saved, in which thread, and what it refuses."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.saved: list[dict[str, Any]] = []
        self.threads: list[int] = []
        self.refusal = refusal

    def save(self, values: dict[str, Any]) -> str:
        self.threads.append(threading.get_ident())
        if self.refusal is not None:
            raise self.refusal
        self.saved.append(values)
        return "saved"


def note_form(ledger: Ledger, form_id: str = "") -> FormDialog:
    fields: list[FormField] = [
        DateField("date", "日期", TODAY, value="2026-11-22", required=True),
        UnitsField("units", "单位", resolve),
        ChoiceField("method", "方式", [("onsite", "实地督查"), ("phone", "电话督办")]),
        TextField("contact", "联系人"),
        LongTextField("text", "进展情况", required=True, lines=4),
    ]
    return FormDialog("写督查记录", fields, ledger.save, form_id=form_id)


@pytest.mark.parametrize("size", SIZES)
async def test_a_form_is_filled_by_keyboard_and_saved_in_a_thread(
    app: PlainApp, size: tuple[int, int]
) -> None:
    ledger, results = Ledger(), []
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        app.push_screen(note_form(ledger), results.append)
        await pilot.pause()
        await type_text(pilot, "下周五\tczj，各县区\t")
        await pilot.press("right", "tab")
        await type_text(pilot, "李\t已核[/]")
        assert "2026-11-27 周五" in frame(app)
        assert "市财政局、淮安区、淮阴区" in frame(app)
        assert "[电话督办]" in frame(app)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: results == ["saved"])
        values = ledger.saved[0]
        assert values["date"].isoformat() == "2026-11-27"
        assert values["units"] == ["市财政局", "淮安区", "淮阴区"]
        assert (values["method"], values["contact"], values["text"]) == ("phone", "李", "已核[/]")
        assert threading.get_ident() not in ledger.threads


async def test_what_is_not_understood_is_said_at_its_field_and_nothing_is_saved(app: PlainApp) -> None:
    ledger = Ledger()
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(note_form(ledger))
        await pilot.pause()
        await pilot.press(*"某天", "tab", *"税务局", "ctrl+s")
        shown = frame(app)
        assert "日期「某天」没有看懂" in shown
        assert "没有找到单位「税务局」" in shown
        assert "没有填写「进展情况」" in shown
        assert ledger.saved == []
        assert isinstance(app.focused, LineInput) and app.focused.value == "某天"


async def test_a_refusal_of_the_ledger_stands_at_the_field_it_names(app: PlainApp) -> None:
    ledger = Ledger(InputRefused("日期早于方案", "方案自2024年起", "请改日期", field="date"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(note_form(ledger))
        await pilot.pause()
        await pilot.press("tab", "tab", "tab", "tab", *"已核", "ctrl+s")
        await wait_until(pilot, lambda: "日期早于方案；方案自2024年起；请改日期。" in frame(app))
        assert isinstance(app.screen, FormDialog) and app.screen.raw_values()["text"] == "已核"


async def test_any_other_refusal_is_a_message_and_nothing_typed_is_lost(app: PlainApp) -> None:
    ledger = Ledger(StoreRefused("台账是只读的", "文件没有写权限", "换一个位置"))
    async with app.run_test(size=(80, 24)) as pilot:
        form = note_form(ledger)
        app.push_screen(form)
        await pilot.pause()
        await pilot.press("tab", "tab", "tab", "tab", *"已核", "ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
        assert "台账是只读的" in frame(app) and "换一个位置" in frame(app)
        await pilot.press("escape")
        assert app.screen is form and form.raw_values()["text"] == "已核"


async def test_escape_asks_before_typed_text_goes_and_can_keep_a_draft(
    app: PlainApp, session: MemorySession
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(note_form(Ledger(), form_id="note:12"))
        await pilot.pause()
        await pilot.press("tab", "tab", "tab", *"李")
        await pilot.press("escape")
        assert isinstance(app.screen, ConfirmDialog)
        await pilot.press("escape")
        assert isinstance(app.screen, FormDialog)
        await pilot.press("escape", "right", "enter")
        await wait_until(pilot, lambda: not isinstance(app.screen, FormDialog | ConfirmDialog))
        assert session.drafts["note:12"]["contact"] == "李"
        app.push_screen(note_form(Ledger(), form_id="note:12"))
        await wait_until(pilot, lambda: "已恢复上次没保存的内容" in frame(app))
        assert isinstance(app.screen, FormDialog) and app.screen.raw_values()["contact"] == "李"


async def test_an_untouched_form_closes_at_once(app: PlainApp) -> None:
    results: list[object] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(note_form(Ledger()), results.append)
        await pilot.pause()
        await pilot.press("tab", "escape")
        assert results == [None]


async def test_saving_drops_the_draft(app: PlainApp, session: MemorySession) -> None:
    session.save_draft("note:12", {"text": "旧稿"})
    ledger, results = Ledger(), []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(note_form(ledger, form_id="note:12"), results.append)
        await wait_until(pilot, lambda: "旧稿" in frame(app))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: results == ["saved"])
        assert ledger.saved[0]["text"] == "旧稿" and session.drafts == {}


async def test_typing_keeps_a_draft_by_itself(app: PlainApp, session: MemorySession) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(note_form(Ledger(), form_id="note:7"))
        await pilot.pause()
        await pilot.press("tab", "tab", "tab", *"李")
        await wait_until(pilot, lambda: session.drafts.get("note:7", {}).get("contact") == "李")


async def test_pasted_lines_are_joined_in_one_line_and_kept_in_a_text(app: PlainApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        form = note_form(Ledger())
        app.push_screen(form)
        await pilot.pause()
        await pilot.press("tab", "tab", "tab")
        await paste(pilot, "张\r\n三 \nTel 1\nTel 2\x1b[31m")
        await pilot.press("tab")
        await paste(pilot, "第一行\r\n第二行\x1b[31m\n第三行")
        assert form.raw_values()["contact"] == "张三 Tel 1 Tel 2[31m"
        assert form.raw_values()["text"] == "第一行\n第二行[31m\n第三行"


async def test_a_text_is_capped_and_the_field_says_so(app: PlainApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        form = note_form(Ledger())
        app.push_screen(form)
        await pilot.pause()
        form.query_one(LongTextArea).focus()
        await paste(pilot, "督查" * 12_000)
        await wait_until(pilot, lambda: "末尾 4,000 字没有放进来" in frame(app))
        assert len(form.raw_values()["text"]) == 20_000


@pytest.mark.parametrize("letter", ["/", "?", "n", "ｎ", "、", "，", "？"])
async def test_letters_in_a_field_are_typed_and_trigger_nothing(app: PlainApp, letter: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await type_text(pilot, f"甲{letter}")  # the sign that opens an empty filter is no text in it
        assert app.screen.query_one(LineInput).value == f"甲{letter}"
        assert app.screen.done == []


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 6))
async def test_hostile_text_passes_every_field_and_dialog(app: PlainApp, start: int) -> None:
    """Six texts at a time, each as a label, in both kinds of field, in a title and in a sentence."""
    texts = HOSTILE[start : start + 6]
    title = " ".join(text[:60] for text in texts)
    sentence = "\n".join(text[:2_000] for text in texts)
    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        fields: list[FormField] = []
        for number, text in enumerate(texts):
            fields += [
                TextField(f"a{number}", text[:5], value=text[:300]),
                LongTextField(f"b{number}", text[:5], value=text),
            ]
        answers = [(str(number), text[:20]) for number, text in enumerate(texts)]
        app.push_screen(FormDialog(title, fields, Ledger().save, intro=sentence[:300]))
        app.push_screen(ConfirmDialog(title, sentence, answers))
        app.push_screen(MessageDialog.of(NotFound(title, sentence, title)))
        for _ in range(3):
            await pilot.pause()
            assert not {"\x1b", "\x07", "\u202e"} & set(frame(app))
            await pilot.press("escape")
        assert isinstance(app.screen, PlainScreen)


@pytest.mark.parametrize("text", ["[/督查]", "[red]红头", "\x1b[31m红", "督查" * 5_000])
async def test_a_toast_shows_typed_text_as_text(app: PlainApp, text: str) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.tell(f"已保存：{text}", "warning")
        await wait_until(pilot, lambda: "已保存：" in frame(app))
        assert text[:8].replace("\x1b", "<U+001B>") in frame(app)


async def test_a_due_date_may_recur_and_what_stands_is_said_to(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        field = DueDatesField("due", "期限", TODAY, date(2027, 12, 31))
        app.push_screen(FormDialog("设节点", [field], Ledger().save))
        await pilot.pause()
        await pilot.press(*"每季度末")
        assert len(field.value().days) == 5 and field.beside() == "每期一次"
        field.set_raw("长期")
        assert field.beside() == "长期"
        with pytest.raises(InputRefused, match="长期"):
            field.value()


async def test_a_date_is_resolved_beside_its_field_while_one_types_and_quietly_not_yet(app: PlainApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        field = DateField("day", "日期", TODAY)
        app.push_screen(FormDialog("日期", [field, TextField("b", "备注")], Ledger().save))
        await pilot.pause()
        for typed, beside, below in (
            ("10个工", "还没看懂", ""),
            ("作日内", "2026-12-04 周五", "自次日起算10个工作日"),
        ):
            await type_text(pilot, typed)
            line = next(one for one in frame(app).splitlines() if "日期" in one and "个工" in one)
            assert line.rstrip().endswith(beside) and below in frame(app)
            assert not field.has_class("-wrong")
        field.set_raw("9月")
        await pilot.press("tab")
        assert not field.has_class("-wrong")  # loud is Ctrl+S only
        field.set_raw("哪天")
        await pilot.press("ctrl+s")
        assert field.has_class("-wrong") and app.focused is field.control()
