"""``notice check``, ``refresh`` and ``issue`` on a draft that the ledger has left behind."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from conftest import FixedClock
from support.cli import Program

from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.editing import editable_text
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.notices import Edited, edit_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices

LATE = "下列13个节点均已逾期，现在是你单位牵头的下列12个节点均已逾期"


@pytest.fixture
def office(program: Program) -> Program:
    """The program on 25 November with a draft of three days before, and a completion since."""
    first = program.on("2026-11-22")
    first.text("setting", "set", "code", "淮数督")
    first.text("notice", "draft", "--kind", "reminder", "--unit", "市数据局")
    later = program.on("2026-11-25")
    later.text("milestone", "complete", "2-1", "--date", "2026-11-24", "--basis", "验收报告")
    return later


def draft(office: Program) -> str:
    (listed,) = office.json("notice", "list")
    return str(listed["id"])


def edit(office: Program, old: str, new: str) -> None:
    clock = FixedClock(datetime(2026, 11, 25, 9, tzinfo=SHANGHAI))
    with Ledger(office.path, "乙", clock) as ledger:
        (notice,) = list_notices(ledger.connection)
        document = document_from_json(notice.document)
        text = editable_text(document)
        assert old in text
        edited = Edited(notice.title, document.recipients, text.replace(old, new))
        edit_draft(ledger, notice, edited, date(2026, 11, 25))


def test_the_check_names_what_changed(office: Program) -> None:
    found = [one for one in office.json("notice", "check", draft(office)) if "was" in one]
    assert [one["severity"] for one in found] == ["risk", "risk"]
    first, gone = found
    assert (first["place"], first["was"], first["now"]) == (
        "正文第1段",
        "你单位牵头的下列13个节点均已逾期",
        "你单位牵头的下列12个节点均已逾期",
    )
    assert first["records"] == gone["records"] and len(first["records"]) == 1
    assert (gone["place"], gone["now"]) == ("表1，少了一行", None)
    told = office.text("notice", "check", draft(office))
    assert LATE in told and "2026-11-24 张三 办结 第2项" in told


def test_issue_shows_what_the_check_finds_and_wants_a_yes(office: Program) -> None:
    identity = draft(office)
    found = office.json("notice", "check", identity)
    told = office.refused("notice", "issue", identity)
    for one in found:
        assert told.count(one["message"]) == 1, "each finding once"
    assert "2 处变化" in told and "notice refresh" in told and "--as-drafted" in told
    issued = office.run("notice", "issue", identity, "--as-drafted", "--json")
    assert (issued.code, issued.json["number"]) == (0, "淮数督〔2026〕1号")
    shown = office.json("notice", "show", identity)
    assert [(one["place"], one["was"]) for one in shown["changed"]][0] == (
        "正文第1段",
        "你单位牵头的下列13个节点均已逾期",
    )
    assert LATE in office.text("notice", "show", identity)


def test_a_repeated_request_is_told_before_it_is_issued(office: Program) -> None:
    identity = draft(office)
    office.text("notice", "refresh", identity)
    office.text("notice", "issue", identity)
    again = office.text("notice", "draft", "--kind", "reminder", "--unit", "市数据局").strip()
    ended = office.run("notice", "issue", again)
    assert ended.code == 0
    assert "注意：2026-11-25 的催办单淮数督〔2026〕1号已要求市数据局反馈同样的事项" in ended.err
    assert office.json("notice", "show", identity)["changed"] == []


def test_refreshed_it_is_as_composed_today(office: Program) -> None:
    identity = draft(office)
    ended = office.run("notice", "refresh", identity[-8:])
    assert ended.code == 0 and "2 处换新" in ended.out and LATE in ended.err
    assert [one for one in office.json("notice", "check", identity) if "was" in one] == []
    text = office.json("notice", "show", identity)["text"]
    assert "截至2026年11月25日" in text and "12个节点均已逾期" in text
    again = office.json("notice", "refresh", identity)
    assert (again["changes"], again["kept"], again["both"]) == ([], 0, [])
    office.text("notice", "issue", identity)
    assert "只有草稿可以刷新" in office.refused("notice", "refresh", identity)


CHOICES = [("both", "【手改的】"), ("hand", "请重视"), ("new", "12个节点均已逾期。")]


@pytest.mark.parametrize(("choice", "kept"), CHOICES)
def test_both_are_kept_or_one_is_chosen(office: Program, choice: str, kept: str) -> None:
    edit(office, "均已逾期。", "均已逾期，请重视。")
    identity = draft(office)
    (edited,) = office.json("notice", "show", identity)["edits"]
    assert (edited["place"], edited["officer"], edited["date"]) == ("正文第1段", "乙", "2026-11-25")
    ended = office.run("notice", "refresh", identity, "--both", choice, "--json")
    assert ended.code == 0 and "两边都改了" in ended.err
    (both,) = ended.json["both"]
    assert both["by_hand"].endswith("13个节点均已逾期，请重视。") and both["new"].endswith(
        "12个节点均已逾期。"
    )
    text = office.json("notice", "show", identity)["text"].replace("\n", "")
    assert kept in text and ("【重拟的】" in text) == (choice == "both")
    if choice == "both":
        assert "还没有选定" in office.refused("notice", "issue", identity)


def test_sources_tell_what_was_edited(office: Program) -> None:
    edit(office, "13个节点", "11个节点")
    identity = draft(office)
    edited = [one for one in office.json("notice", "sources", identity) if one["edited"]]
    assert [(one["figures"], one["records"]) for one in edited] == [([], [])]
    assert edited[0]["edited"]["composed"].endswith("13个节点均已逾期。")
    assert "乙 2026-11-25 手改，拟稿时：" in office.text("notice", "sources", identity)
    (told,) = [one for one in office.json("notice", "check", identity) if "没有记录支持" in one["message"]]
    assert (told["severity"], told["place"]) == ("warning", "正文第1段")
    assert "11个" in told["message"]
