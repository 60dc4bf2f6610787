"""A draft beside the ledger of now: what changed is named, refused at issue, composed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.composers import TODAY, work

from huaian_tui.documents.comparing.merging import anew_alone
from huaian_tui.documents.comparing.stale import Compared, renewed
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.editing import editable_text
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import format_id
from huaian_tui.services.accepted_changes import FiguresChanged
from huaian_tui.services.compared_notices import compared
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone
from huaian_tui.services.notices import Edited, edit_draft, issue, keep_draft
from huaian_tui.services.refreshed_notices import refresh
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import read_notice

LATER = TODAY + timedelta(days=3)
UNIT = "市数据局"
KINDS = [kind for kind in NoticeKind if kind.value in "circular reminder supervision letter status".split()]


def drafted(ledger: Ledger, kind: NoticeKind = NoticeKind.REMINDER, as_of: date | None = None) -> bytes:
    change_setting(ledger, "code", "淮数督")
    units = () if kind is NoticeKind.CIRCULAR else (UNIT,)
    request = NoticeRequest(kind, TODAY, units, as_of=as_of)
    return keep_draft(ledger, compose(ledger.connection, request), TODAY, as_of=as_of)


def beside(ledger: Ledger, notice: bytes, today: date = LATER) -> Compared:
    return compared(ledger.path, ledger.connection, read_notice(ledger.connection, notice), today)


def edit(ledger: Ledger, notice: bytes, old: str, new: str) -> NoticeRow:
    row = read_notice(ledger.connection, notice)
    document = document_from_json(row.document)
    text = editable_text(document)
    assert old in text
    edit_draft(ledger, row, Edited(row.title, document.recipients, text.replace(old, new)), TODAY)
    return read_notice(ledger.connection, notice)


def body(notice: NoticeRow) -> str:
    return editable_text(document_from_json(notice.document))


@pytest.mark.parametrize("kind", KINDS)
def test_another_day_alone_is_no_change(ledger: Ledger, kind: NoticeKind) -> None:
    work(ledger)
    assert beside(ledger, drafted(ledger, kind)) == Compared(since=TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_refreshing_what_nobody_edited_leaves_no_difference(ledger: Ledger, kind: NoticeKind) -> None:
    work(ledger)
    notice = drafted(ledger, kind)
    complete_milestone(ledger, "2-1", Completion(LATER, "验收报告"), LATER)
    before = beside(ledger, notice).changes
    assert before
    assert not [one for one in before if not one.records and "其余" not in one.was], "which record made it"
    done = refresh(ledger, notice, LATER)
    assert (done.changes, done.merged.kept, done.merged.both) == (before, 0, ())
    assert beside(ledger, notice) == Compared(since=LATER)
    units = () if kind is NoticeKind.CIRCULAR else (UNIT,)
    anew = compose(ledger.connection, NoticeRequest(kind, LATER, units)).document
    assert document_from_json(done.notice.document) == anew
    assert done.notice.document == done.notice.composed


def test_every_change_is_named_with_its_place_values_and_records(ledger: Ledger) -> None:
    notice = drafted(ledger)
    done = format_id(complete_milestone(ledger, "2-1", Completion(LATER, "验收报告"), LATER))
    late = format_id(extend_milestone(ledger, "22-1", date(2027, 3, 1), "会议纪要", LATER))
    first, gone, other = beside(ledger, notice).changes
    assert (first.place, first.was, first.now) == (
        "正文第1段",
        "你单位牵头的下列13个节点均已逾期",
        "你单位牵头的下列11个节点均已逾期",
    )
    assert set(first.records) == {done, late}
    assert (gone.place, gone.now, gone.records) == ("表1，少了一行", "", (done,))
    assert gone.was.startswith("2｜") and "启动数据产权确权登记工作" in gone.was
    assert "2024年12月31日" in gone.was
    assert (other.place, other.records) == ("表1，少了一行", (late,))


def test_a_deadline_that_moved_to_today_is_a_change(ledger: Ledger) -> None:
    extend_milestone(ledger, "22-1", TODAY, "会议纪要", TODAY)
    notice = drafted(ledger, NoticeKind.REMINDER)
    moved = format_id(extend_milestone(ledger, "22-1", LATER, "又一次会议", LATER))
    found = [one for one in beside(ledger, notice).changes if one.place.endswith("时限")]
    assert [(one.was, one.now) for one in found] == [("2026年11月22日", "2026年11月25日")]
    assert moved in found[0].records


def test_a_draft_of_a_past_day_stays_as_of_it(ledger: Ledger) -> None:
    notice = drafted(ledger, as_of=TODAY - timedelta(days=20))
    complete_milestone(ledger, "2-1", Completion(LATER, "验收报告"), LATER)
    assert beside(ledger, notice).changes == ()
    assert refresh(ledger, notice, LATER).notice.as_of == TODAY - timedelta(days=20)


def test_a_paper_that_has_nothing_to_say_any_more_is_one_change(ledger: Ledger) -> None:
    request = NoticeRequest(NoticeKind.REMINDER, TODAY, ("市通管办",))
    notice = keep_draft(ledger, compose(ledger.connection, request), TODAY)
    for one in ("45-1", "45-2"):
        complete_milestone(ledger, one, Completion(LATER, "核查", 9000.0), LATER)
    (gone,) = beside(ledger, notice).changes
    assert gone.place == "整份文书" and "没有需要催办的事项" in gone.now
    with pytest.raises(HuaianError, match="没有需要催办的事项"):
        refresh(ledger, notice, LATER)


def test_a_changed_draft_is_issued_only_with_an_explicit_yes_which_is_recorded(ledger: Ledger) -> None:
    notice = drafted(ledger)
    complete_milestone(ledger, "2-1", Completion(LATER, "验收报告"), LATER)
    changes = beside(ledger, notice).changes
    with pytest.raises(FiguresChanged, match="下列13个节点均已逾期，现在是你单位牵头的下列12个节点均已逾期"):
        issue(ledger, notice, LATER)
    with pytest.raises(FiguresChanged):
        issue(ledger, notice, LATER, changes[1:])  # there is more now than was accepted
    issue(ledger, notice, LATER, changes)
    row = read_notice(ledger.connection, notice)
    assert (row.state, row.changed) == ("issued", changes)


def test_what_is_unchanged_is_issued_without_a_question(ledger: Ledger) -> None:
    notice = drafted(ledger)
    issue(ledger, notice, LATER)
    assert read_notice(ledger.connection, notice).changed == ()


def test_what_was_written_by_hand_is_kept_and_both_are_shown_where_both_changed(ledger: Ledger) -> None:
    notice = drafted(ledger)
    edit(ledger, notice, "均已逾期。", "均已逾期，请高度关注。\n这一段是手写的。")
    complete_milestone(ledger, "2-1", Completion(LATER, "验收报告"), LATER)
    (first, _) = beside(ledger, notice).changes
    assert first.place == "正文第1段（已手改）"
    done = refresh(ledger, notice, LATER)
    text = body(done.notice)
    assert "【手改的】" in text and "13个节点均已逾期，请高度关注。" in text
    assert "【重拟的】" in text and "12个节点均已逾期。" in text
    assert "\n这一段是手写的。\n" in text and done.merged.kept == 1
    with pytest.raises(HuaianError, match="还没有选定：正文第1段、正文第2段"):
        issue(ledger, notice, LATER)
    chosen = refresh(ledger, notice, LATER, anew_alone)
    text = body(chosen.notice)
    assert "【" not in text.replace("【表1】", "") and "这一段是手写的。" in text
    issue(ledger, notice, LATER)


def test_a_figure_that_was_mended_by_hand_is_no_change(ledger: Ledger) -> None:
    notice = drafted(ledger)
    edit(ledger, notice, "13个节点", "12个节点")
    complete_milestone(ledger, "2-1", Completion(LATER, "验收报告"), LATER)
    assert [one.place for one in beside(ledger, notice).changes] == ["表1，少了一行"]


def test_a_draft_of_an_older_program_says_so_and_is_refreshed(ledger: Ledger) -> None:
    composed = compose(ledger.connection, NoticeRequest(NoticeKind.REMINDER, TODAY, (UNIT,)))
    notice = keep_draft(ledger, replace(composed, request=None, up_to=""), TODAY)
    edit(ledger, notice, "均已逾期", "均已逾期，请高度关注")
    refused = beside(ledger, notice).refusal
    assert refused is not None and "旧版程序" in refused.message and "刷新" in refused.way_out
    done = refresh(ledger, notice, LATER)
    assert "均已逾期，请高度关注" in body(done.notice) and "截至2026年11月25日" in body(done.notice)
    assert beside(ledger, notice) == Compared(since=LATER)


@pytest.mark.parametrize(
    ("request_", "period"),
    [
        (NoticeRequest(NoticeKind.CIRCULAR, date(2026, 9, 28)), Period(date(2026, 7, 1), date(2026, 9, 30))),
        (NoticeRequest(NoticeKind.CIRCULAR, date(2026, 10, 1)), None),
        (NoticeRequest(NoticeKind.CIRCULAR, date(2026, 9, 28), as_of=date(2026, 9, 1)), None),
        (NoticeRequest(NoticeKind.REMINDER, date(2026, 9, 28)), None),
    ],
)
def test_a_quarter_that_is_over_stays_the_quarter(request_: NoticeRequest, period: Period | None) -> None:
    again = renewed(request_, date(2026, 10, 8))
    assert (again.period, again.today, again.as_of) == (period, date(2026, 10, 8), request_.as_of)
