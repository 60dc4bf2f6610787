"""What was edited by hand in a draft says by whom and when, and claims no record that does not support it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from conftest import FixedClock
from support.composers import TODAY, work

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.editing import editable_text
from huaian_tui.documents.model import Paragraph
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.checked_notices import check_notice
from huaian_tui.services.notice_edits import edits_of
from huaian_tui.services.notice_sources import sources_of
from huaian_tui.services.notices import Edited, edit_draft, issue, keep_draft
from huaian_tui.services.refreshed_notices import refresh
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import read_notice

LATER = TODAY + timedelta(days=2)


def drafted(ledger: Ledger) -> NoticeRow:
    change_setting(ledger, "code", "淮数督")
    work(ledger)
    request = NoticeRequest(NoticeKind.REMINDER, TODAY, ("市数据局",))
    return read_notice(ledger.connection, keep_draft(ledger, compose(ledger.connection, request), TODAY))


def edited(ledger: Ledger, notice: NoticeRow, old: str, new: str) -> NoticeRow:
    document = document_from_json(notice.document)
    text = editable_text(document)
    assert old in text
    edit_draft(ledger, notice, Edited(notice.title, document.recipients, text.replace(old, new)), TODAY)
    return read_notice(ledger.connection, notice.record_id)


def first(notice: NoticeRow) -> Paragraph:
    block = document_from_json(notice.document).body[0]
    assert isinstance(block, Paragraph)
    return block


def test_each_edit_says_by_whom_and_when_with_what_was_composed(
    ledger: Ledger, ledger_path: Path, clock: FixedClock
) -> None:
    notice = drafted(ledger)
    composed = first(notice)
    assert composed.sources and composed.figures
    assert edits_of(ledger.connection, notice) == []
    notice = edited(ledger, notice, "尚未办结，", "都没有办结，")
    ledger.close()
    with Ledger(ledger_path, "乙", clock) as other:
        notice = edited(other, notice, "\n请于", "\n另加一段。\n请于")
        told = {one.edit.place: one for one in edits_of(other.connection, notice)}
        assert {place: one.officer for place, one in told.items()} == {"正文第1段": "张三", "正文第2段": "乙"}
        assert told["正文第1段"].edit.composed == composed.text and told["正文第1段"].day == TODAY
        assert told["正文第2段"].edit.composed == "" and told["正文第2段"].edit.text == "另加一段。"
        assert (first(notice).sources, first(notice).figures) == ((), ())
        refresh(other, notice.record_id, LATER)
        notice = read_notice(other.connection, notice.record_id)
        again = {one.edit.place: one.officer for one in edits_of(other.connection, notice)}
        assert again == {"正文第1段": "张三", "正文第2段": "乙"}, "the day of today is nobody's edit"
        issue(other, notice.record_id, LATER)
        notice = read_notice(other.connection, notice.record_id)
        assert len(edits_of(other.connection, notice)) == 2


def test_what_reads_as_composed_again_has_its_records_again(ledger: Ledger) -> None:
    notice = drafted(ledger)
    composed = first(notice)
    notice = edited(ledger, notice, "尚未办结，", "都没有办结，")
    notice = edited(ledger, notice, "都没有办结，", "尚未办结，")
    assert first(notice) == composed and edits_of(ledger.connection, notice) == []


def test_the_sources_of_figures_tell_what_was_edited(ledger: Ledger) -> None:
    notice = drafted(ledger)
    composed = first(notice)
    text = editable_text(document_from_json(notice.document))
    last = text.split("\n")[-1]
    notice = edited(ledger, notice, composed.text, f"{composed.text}特此催办。")
    notice = edited(ledger, notice, f"\n{last}", "")
    found = [one for one in sources_of(ledger.connection, notice) if one.edited]
    assert [one.text for one in found] == [f"{composed.text}特此催办。", "（已删去）"]
    assert [(one.figures, one.records) for one in found] == [((), ()), ((), ())]
    for passage, was in zip(found, (composed.text, last), strict=True):
        assert passage.edited is not None
        assert (passage.edited.officer, passage.edited.day, passage.edited.composed) == ("张三", TODAY, was)


def test_the_check_names_numbers_that_no_record_supports(ledger: Ledger) -> None:
    notice = drafted(ledger)
    number = next(one for one in first(notice).figures if one.label == "逾期").value
    notice = edited(ledger, notice, f"逾期{number}", "逾期99个")
    found = [one for one in check_notice(ledger.path, ledger.connection, notice, TODAY).findings if one.place]
    sums, told = sorted(found, key=lambda one: "没有记录支持" in one.message)
    assert "分项合计" in sums.message
    assert (told.severity, told.place) == ("warning", "正文第1段")
    assert "“逾期99个”没有记录支持" in told.message and f"“逾期{number}”" in told.message


def test_words_alone_are_no_remark(ledger: Ledger) -> None:
    notice = edited(ledger, drafted(ledger), "尚未办结，", "都没有办结，")
    checked = check_notice(ledger.path, ledger.connection, notice, TODAY)
    assert [one for one in checked.findings if one.place] == []
