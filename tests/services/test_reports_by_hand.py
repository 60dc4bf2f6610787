"""Replies without a form, and who has answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.forms import GOOD, filled, saved

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.answers import reminder_words
from huaian_tui.services.feedback_intake import import_form
from huaian_tui.services.report_taking import Outcome
from huaian_tui.services.reports_by_hand import ReplyTyped, take_reply
from huaian_tui.services.self_reports import confirm_report, reject_report
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.answered_units import answers_due, answers_to_forms
from huaian_tui.store.queries.self_reports import list_reports, read_report
from huaian_tui.store.queries.tasks import read_task

REPLY = ReplyTyped("市数据局", "45-2", "邮件", date(2026, 11, 20), "机架已达标\n附照片", "张三", value=5200)


def test_a_reply_by_mail_is_a_report_that_waits_and_says_how_it_came(ledger: Ledger, today: date) -> None:
    made = take_reply(ledger, REPLY, today)
    assert made.outcome is Outcome.NEW
    row = read_report(ledger.connection, made.report)
    assert (row.source, row.day, row.progress) == ("邮件", date(2026, 11, 20), "机架已达标\n附照片")
    assert (row.contact, row.value, row.finished) == ("张三", 5200, False)
    assert take_reply(ledger, REPLY, today).outcome is Outcome.SAME
    other = take_reply(ledger, replace(REPLY, progress="另有进展"), today)
    assert other.outcome is Outcome.LATER
    done = replace(REPLY, day=today, source="口头", finished_on=date(2026, 11, 10))
    confirm_report(ledger, take_reply(ledger, done, today).report, today)
    assert read_task(ledger.connection, today, 45)
    assert {one.source for one in list_reports(ledger.connection, state=None)} == {"邮件", "口头"}
    assert check_ledger(ledger.path).ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "微信"},
        {"day": date(2027, 1, 1)},
        {"progress": " "},
        {"contact": ""},
        {"unit": "市气象局"},
        {"milestone": "99-9"},
        {"milestone": "2-1"},
        {"finished_on": date(2027, 1, 1)},
        {"value": -1},
    ],
)
def test_what_is_wrong_with_a_reply_is_refused_as_in_a_form(
    ledger: Ledger, today: date, wrong: dict[str, object]
) -> None:
    with pytest.raises(HuaianError) as refused:
        take_reply(ledger, replace(REPLY, **wrong), today)  # type: ignore[arg-type]
    assert refused.value.title
    assert list_reports(ledger.connection, state=None) == []


def test_who_has_answered_is_told_of_forms_and_of_what_is_due(
    ledger: Ledger, today: date, tmp_path: Path
) -> None:
    sent = {"市数据局": date(2026, 11, 10), "市财政局": date(2026, 11, 10)}
    before = answers_to_forms(ledger.connection, today, sent)
    assert [(one.unit, one.word, one.answered) for one in before] == [
        ("市数据局", "未报", False),
        ("市财政局", "未报", False),
    ]
    data = write_feedback_form(ledger.connection, today, "市财政局", "form-1")
    done = import_form(ledger, saved(tmp_path, filled(data, {"6-1": GOOD})), today)
    rows = {one.unit: one for one in answers_to_forms(ledger.connection, today, sent)}
    money = rows["市财政局"]
    assert (money.word, money.answered, money.waiting, money.last) == ("报了一部分", True, 1, today)
    assert money.reported == ("6-1",) and "6-2" in money.missing and not rows["市数据局"].answered
    reject_report(ledger, done.accepted[0], "不实", today)
    again = {one.unit: one for one in answers_to_forms(ledger.connection, today, sent)}
    assert again["市财政局"].word == "未报"
    due = answers_due(ledger.connection, today, date(2024, 1, 1), date(2025, 12, 31))
    names = {one.unit for one in due}
    assert {"市数据局", "市财政局"} <= names and "各县区人民政府" not in names
    assert all(one.sent is None and one.asked for one in due)
    words = reminder_words(["市数据局"], today, date(2026, 11, 10))
    assert "市数据局：" in words and "2026年11月10日发出的" in words
