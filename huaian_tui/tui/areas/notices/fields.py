"""The fields of a draft beside its text, and numbers that stand twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeState
from huaian_tui.services.notice_fields import MOST_NAMES, MOST_NOTE, TypedFields, change_fields
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.renumbering import renumber
from huaian_tui.tui.areas.notices.text import notice_name, state_word
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import if_answered, open_dialog, with_officer
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import safe_content

INTRO = "主送、抄送用逗号分开，留空为没有。拟稿时按这种文书的设置填好，这里只改这一份。"


def open_fields_form(app: Host, notice: NoticeRow, then: Callable[[], object]) -> None:
    """标题, 主送, 抄送, 附注, 联系人 of a draft, as they stand."""
    if notice.state != NoticeState.DRAFT:
        raise HuaianError("这份文书不能再改", f"{state_word(notice)}的文书已定稿", "请另拟一份")
    session, document = app.session, document_of(notice)
    fields: list[FormField] = [
        TextField("title", "标题", value=document.title.replace("\n", ""), required=True),
        TextField("recipients", "主送", value="，".join(document.recipients), max_length=MOST_NAMES),
        TextField("copies_to", "抄送", value="，".join(document.copies_to), max_length=MOST_NAMES),
        TextField(
            "annotation",
            "附注",
            value=document.annotation,
            max_length=MOST_NOTE,
            placeholder="如 此件公开发布；不写括号",
        ),
        TextField(
            "contact",
            "联系人",
            value=document.contact,
            max_length=MOST_NOTE,
            placeholder="收文单位找谁，印在附注里",
        ),
    ]

    def save(values: dict[str, Any]) -> object:
        typed = TypedFields(**values)
        session.write(lambda ledger: change_fields(ledger, notice, typed, session.today))
        return True

    title = f"{NOTICE_TITLES.get(notice.kind, '文书')}的主送、抄送等"
    form = FormDialog(title, fields, save, intro=INTRO, form_id=f"fields:{notice.record_id.hex()}")
    with_officer(app, lambda: open_dialog(app, form, lambda _: then()))


def open_renumber(app: Host, notice: NoticeRow, then: Callable[[str], object]) -> None:
    """Ask, then give another number; ``then`` gets what is said. The first of a double keeps its own."""
    if not notice.doubled:
        number = f"文号{notice.number}没有重复" if notice.number else "还没有印发，没有文号"
        raise HuaianError("不需要改号", number, "不必再办")
    text = safe_content(
        f"{notice_name(notice)}\n\n文号与另一份重复。后印发的改用本编号系列的下一个号，"
        "文书的附注里写明原文号；印发时的内容不变。先印发的那份不改。"
    )

    def settle() -> None:
        try:
            done = app.session.write(lambda ledger: renumber(ledger, app.session.today, [notice.record_id]))
        except HuaianError as error:
            app.show_error(error)
            return
        then(f"已改号：{done[0].former} 改为 {done[0].number}")

    question = ConfirmDialog("给这份文书改号？", text, (("stay", "再看看"), ("renumber", "改号")))
    with_officer(app, lambda: if_answered(app, question, "renumber", settle))
