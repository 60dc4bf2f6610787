"""The office's settings: what may stand on a notice, what holds for a kind, what while nothing is set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.answers.notices import NO_RECIPIENT, NoticeRow, ReplyRow
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.kind_settings import Series, kind_value, parts_of
from huaian_tui.domain.notices import NOT_ISSUED, NoticeKind, NoticeNumber, notice_kind, state_title
from huaian_tui.domain.office import (
    check_profile_value,
    contact_words,
    names_of,
    profile_from,
    unset_words,
    writes_to_governments,
)

_PHONE = "电话只含数字、-、空格、括号和“转”；请改写，如 0517-8000 0000 转 801；几个号码用顿号分开。"
_DAYS = "要写 1 到 365 的整数；请改写，如 15；留空则按 30 天。"
REFUSED = [
    ("phone", "八千", f"联系电话写法不对；填的是“八千”，{_PHONE}"),
    ("phone", "1-2", f"联系电话写法不对；填的是“1-2”，{_PHONE}"),
    ("due_soon_days", "0", f"临期天数写法不对；填的是“0”，{_DAYS}"),
    ("due_soon_days", "366", f"临期天数写法不对；填的是“366”，{_DAYS}"),
    ("due_soon_days", "半个月", f"临期天数写法不对；填的是“半个月”，{_DAYS}"),
    ("sealed", "好", "加盖印章只能填“是”或“否”；填的是“好”；请改为是或否。"),
    ("signature", "甲" * 61, "署名太长；共 61 字，文书上最多放得下 60 字；请写短些。"),
    ("contact", "甲" * 51, "联系人太长；共 51 字，文书上最多放得下 50 字；请写短些。"),
    ("reminder.annotation", "甲" * 101, "催办单附注太长；共 101 字，文书上最多放得下 100 字；请写短些。"),
    ("code", "淮", "机关代字不合要求；“淮”不是 2 到 8 个汉字；例如 淮数督。"),
    ("code", "淮数督ab", "机关代字不合要求；“淮数督ab”不是 2 到 8 个汉字；例如 淮数督。"),
]


@pytest.mark.parametrize(("key", "value", "told"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_stand_on_a_notice_is_refused_with_what_was_typed_and_the_way_out(
    key: str, value: str, told: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        check_profile_value(key, value)
    assert refused.value.one_line() == told
    assert refused.value.field == key.rpartition(".")[2]


TAKEN = [
    ("phone", "0517-8000 0000 转 801", "0517-8000 0000 转 801"),
    ("phone", "110", "110"),
    ("phone", "", ""),
    ("due_soon_days", "１５ 天", "15"),
    ("due_soon_days", "1", "1"),
    ("due_soon_days", "365", "365"),
    ("sealed", "否", "否"),
    ("signature", "甲" * 60, "甲" * 60),
    ("code", "淮数", "淮数"),
    ("code", "淮" * 8, "淮" * 8),
    ("reminder.phone", "无", "无"),
    ("copies_to", "甲" * 300, "甲" * 300),
]


@pytest.mark.parametrize(("key", "value", "kept"), TAKEN)
def test_what_can_is_kept_as_it_is_printed(key: str, value: str, kept: str) -> None:
    assert check_profile_value(key, value) == kept


def test_what_is_not_set_is_the_offices_name_and_the_usual() -> None:
    bare = profile_from("市甲办", True, {})
    assert (bare.masthead, bare.signature, bare.printing_office) == ("市甲办", "市甲办", "市甲办")
    assert (bare.sealed, bare.serial, bare.even_end, bare.pdf_archive) == (True, False, False, False)
    assert not bare.fingerprint
    assert (bare.code, bare.contact, bare.phone, bare.template, bare.copies_to, bare.reach) == (
        "",
        "",
        "",
        "",
        (),
        "",
    )
    values = {"masthead": "甲", "signature": "乙", "printing_office": "丙", "code": "淮数督", "sealed": "否"}
    values |= {
        "serial": "是",
        "even_end": "是",
        "pdf_archive": "是",
        "fingerprint": "是",
        "template": "a.docx",
    }
    values |= {"contact": "张三", "phone": "8000", "copies_to": "甲局，乙局、 丙局"}
    full = profile_from("市甲办", True, values)
    assert (full.masthead, full.signature, full.printing_office, full.code) == ("甲", "乙", "丙", "淮数督")
    assert (full.sealed, full.serial, full.even_end, full.pdf_archive) == (False, True, True, True)
    assert full.fingerprint
    assert (full.template, full.copies_to) == ("a.docx", ("甲局", "乙局", "丙局"))
    assert full.reach == "联系人：张三，电话：8000"


def test_a_kind_with_a_person_or_a_telephone_of_its_own_has_nothing_of_the_offices() -> None:
    values = {"contact": "张三", "phone": "8000", "copies_to": "甲局", "reminder.phone": "9000"}
    values |= {"reminder.copies_to": "乙局", "letter.recipients": "丙局、丁局", "letter.contact": "无"}
    office = profile_from("市甲办", True, values)
    assert office.of_kind("circular").copies_to == ("甲局",)
    assert office.of_kind("supervision").copies_to == ()
    assert office.of_kind("supervision").reach == "联系人：张三，电话：8000"
    reminder = office.of_kind("reminder")
    assert (reminder.copies_to, reminder.contact, reminder.phone) == (("乙局",), "", "9000")
    assert office.of_kind("letter").reach == ""


def test_the_group_of_sheets_stands_between_a_kind_and_the_office() -> None:
    own = {"sheets.code": "淮单", "extension.code": "淮延"}
    assert kind_value(own, "reminder", "code") == "淮单"
    assert kind_value(own, "extension", "code") == "淮延"
    assert kind_value(own, "letter", "code") is None


def test_series_of_numbers() -> None:
    plain = profile_from("市甲办", True, {"code": "淮数督"})
    assert plain.series("circular") == plain.series("reminder") == Series("淮数督")
    assert plain.series("briefing") == Series("淮数督督查专报", "督查专报")
    by_issue = profile_from("市甲办", True, {"code": "淮数督", "serial": "是", "letter.serial": "是"})
    assert by_issue.series("circular") == Series("淮数督通报", "通报")
    assert by_issue.series("reminder") == Series("淮数督")
    assert by_issue.series("letter") == Series("淮数督函", "函")
    own = profile_from("市甲办", True, {"code": "淮数督", "briefing.serial": "否", "reminder.code": "无"})
    assert own.series("briefing") == own.series("reminder") == Series("淮数督")
    assert profile_from("市甲办", True, {"briefing.serial": "是"}).series("briefing") == Series("")


def test_what_can_be_set_for_a_kind_leaves_out_what_its_paper_says_itself() -> None:
    every = ("code", "serial", "recipients", "copies_to", "annotation", "contact", "phone")
    assert parts_of("briefing") == every
    assert parts_of("circular") == tuple(part for part in every if part != "serial")
    for kind in ("sheets", "answer", "reminder", "letter"):
        assert parts_of(kind) == tuple(part for part in every if part != "recipients")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("due_soon_days", "未设置，按30天"),
        ("scores", "未设置，不计分"),
        ("masthead", "未设置"),
        ("reminder.code", "未设置，用机构的"),
        ("reminder.serial", "未设置，不按期"),
        ("briefing.recipients", "未设置，按文书内容"),
        ("reminder.phone", "未设置，用机构的"),
        ("reminder.contact", "未设置，用机构的"),
        ("circular.copies_to", "未设置，用机构的"),
        ("reminder.copies_to", "未设置，没有"),
        ("reminder.annotation", "未设置，没有"),
    ],
)
def test_what_holds_while_a_setting_is_not_set(key: str, words: str) -> None:
    assert unset_words(key) == words


def test_names_and_contacts_as_typed() -> None:
    assert names_of("甲局, 乙局；丙局;丁局，") == ("甲局", "乙局", "丙局", "丁局")
    assert names_of("无") == names_of(" ") == ()
    assert names_of("无、甲局") == ("无", "甲局")
    assert (contact_words(" 张三 "), contact_words("联络员：张三"), contact_words(" ")) == (
        "联系人：张三",
        "联络员：张三",
        "",
    )


def test_only_who_is_authorised_writes_to_governments() -> None:
    for issuer in ("淮安市人民政府", "淮安市人民政府办公室 ", "中共淮安市委", "中共淮安市委办公室"):
        assert writes_to_governments(issuer), issuer
    assert not writes_to_governments("淮安市数字经济工作领导小组办公室")


def test_a_kind_is_asked_for_in_either_language_and_others_are_told_all() -> None:
    assert notice_kind("催办单") is notice_kind("reminder") is NoticeKind.REMINDER
    with pytest.raises(InputRefused) as refused:
        notice_kind("红头")
    assert (refused.value.title, refused.value.field) == ("没有“红头”这种文书", "kind")
    assert "reminder（催办单）、assignment（交办单）" in refused.value.message


def test_a_number_stands_as_the_standard_writes_it() -> None:
    assert str(NoticeNumber("淮数督", 2026, 3)) == "淮数督〔2026〕3号"
    assert str(NoticeNumber("淮数督通报", 2026, 3, "通报")) == "2026年第3期"


def test_a_sheet_that_stays_in_the_office_is_never_called_a_draft() -> None:
    assert state_title("reminder", "draft") == "草稿"
    assert state_title("reminder", "issued") == "已印发"
    assert {state_title(kind, "draft") for kind in NOT_ISSUED} == {"内部"}
    assert state_title("status", "withdrawn") == "已撤回"
    assert state_title("reminder", "of a newer program") == "of a newer program"


def test_a_notice_misses_only_answers_that_it_asked_for() -> None:
    day = date(2026, 11, 1)
    units, called = ("u1", "u2"), ("市甲局", "市乙局")
    asked = NoticeRow(b"1", "reminder", "催办单", "issued", units, day, "张三", "{}", (), called=called)
    asked = replace(asked, issued_on=day, reply_due=day)
    answered = replace(asked, replies=(ReplyRow(b"2", "u2", day, "", "张三"),))
    assert (asked.missing, answered.missing) == (("u1", "u2"), ("u1",))
    assert replace(answered, reply_due=None).missing == ()
    assert (asked.addressee, asked.name_of("u2"), asked.name_of("u3")) == ("市甲局、市乙局", "市乙局", "u3")
    assert replace(asked, units=(), called=()).addressee == "全市"
    report = replace(asked, kind="answer", document='{"recipients": ["市政府"]}')
    assert (report.addressee, replace(report, document="{}").addressee) == ("市政府", NO_RECIPIENT)


def test_a_draft_that_was_thrown_away_is_no_withdrawn_notice() -> None:
    day = date(2026, 11, 1)
    draft = NoticeRow(b"1", "reminder", "催办单", "withdrawn", (), day, "张三", "{}", ())
    assert (draft.standing, draft.discarded) == ("discarded", True)
    issued = replace(draft, issued_on=day)
    assert (issued.standing, issued.discarded) == ("withdrawn", False)
