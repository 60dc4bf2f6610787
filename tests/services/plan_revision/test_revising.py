"""A plan revised by a text: what keeps its number, what ends, what is decided stays; and back again."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import FixedClock
from support.revised_plans import (
    REVISED,
    ROWS,
    new_plan,
    numbers,
    preview_here,
    revise,
    shown,
    table,
    with_row,
)

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone, set_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.plan_revision.accepting import revise_plan
from huaian_tui.services.plan_revision.taking_back import last_revision, take_back_revision
from huaian_tui.services.tasks import TaskChange, set_task
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.services.units import UnitChange, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.milestones import of_task, read_milestone
from huaian_tui.store.queries.notes import find_notes
from huaian_tui.store.queries.plans import read_plan_text, task_end
from huaian_tui.store.queries.revisions import revisions_of_plan, revisions_of_task
from huaian_tui.store.queries.task_refs import find_task
from huaian_tui.store.queries.tasks import read_task


@pytest.fixture
def plan(ledger: Ledger, clock: FixedClock) -> str:
    made = new_plan(ledger, clock.today)
    clock.advance(days=3)
    return made


def milestone_of(ledger: Ledger, number: int, today: date) -> str:
    (only,) = of_task(ledger.connection, today, number)
    return only.state.id


def test_the_same_text_changes_nothing_and_is_not_accepted(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    made = preview_here(ledger, plan, table(ROWS, "征求意见稿"))
    assert not made.changed and not made.unanswered
    with pytest.raises(HuaianError, match="没有变化"):
        revise_plan(ledger, made, clock.today)


def test_tasks_keep_their_numbers_for_life_and_the_past_its_text(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    before, known = shown(ledger.connection, plan), numbers(ledger.connection, plan)
    revise(ledger, plan, table(REVISED), clock.today)
    now = numbers(ledger.connection, plan)
    kept = {"1": "1", "3": "2", "4": "3", "6": "4", "7": "6"}
    assert {old: known[old] for old in kept} == {old: now[new] for old, new in kept.items()}
    assert not {now["5"], now["7"]} & set(known.values())
    assert read_task(ledger.connection, clock.today, now["1"]).task.text == "制定公共数据登记管理实施办法。"
    with closing(open_reader_as_of(ledger.path, clock.today - timedelta(days=1))) as then:
        assert shown(then, plan) == before
    with closing(open_reader_as_of(ledger.path, clock.today)) as today:
        assert shown(today, plan) == shown(ledger.connection, plan)
    assert not check_ledger(ledger.path).problems


def test_what_is_removed_or_merged_ends_and_says_into_what(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    known = numbers(ledger.connection, plan)
    revise(ledger, plan, table(REVISED), clock.today)
    assert task_end(ledger.connection, known["2"]) == (clock.today, "方案修订：新的文本没有这一项")
    assert task_end(ledger.connection, known["5"]) == (clock.today, "方案修订：并入第3项")
    now = numbers(ledger.connection, plan)
    (split,) = revisions_of_task(ledger.connection, now["5"])
    assert split.change == "由原第6项拆分"
    assert find_task(ledger.connection, "YC/5") == now["5"], "a number that was given on means who bears it"


def test_a_text_without_a_stage_revises_a_draft_into_the_issued_text(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    made = preview_here(ledger, plan, table(REVISED))
    assert made.new_stage == "印发稿" and any(where == "阶段" for where, _ in made.told)
    revise(ledger, plan, table(REVISED), clock.today)
    revision = revisions_of_plan(ledger.connection, plan)[0]
    assert (revision.old_stage, revision.new_stage) == ("征求意见稿", "印发稿")
    assert read_plan_text(ledger.connection, plan).file_name == "粘贴的文字"


def test_the_page_of_a_task_says_what_changed(ledger: Ledger, plan: str, clock: FixedClock) -> None:
    number = numbers(ledger.connection, plan)["3"]
    revise(ledger, plan, table(REVISED), clock.today)
    newest = read_task(ledger.connection, clock.today, number).revisions[0]
    assert newest.before == "培育数据商20家以上。"
    assert all(
        word in newest.change
        for word in ("改序号：第3项改为第2项", "“20”改为“30”", "市财政局", "减单位", "改指标")
    )


# ---------------------------------------------------------------------- what people decided stays


def test_a_date_that_an_officer_decided_stays_and_others_move_with_the_text(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    known = numbers(ledger.connection, plan)
    decided, other = (milestone_of(ledger, known[one], clock.today) for one in ("1", "4"))
    extend_milestone(ledger, decided, date(2026, 12, 15), "会议纪要", clock.today)
    revise(ledger, plan, table(REVISED), clock.today)
    state = read_milestone(ledger.connection, clock.today, decided).state
    assert (state.due, state.original_due) == (date(2026, 12, 15), date(2026, 7, 31))
    assert read_milestone(ledger.connection, clock.today, other).state.due == date(2026, 10, 31)


def test_what_the_text_drops_but_somebody_decided_stays_and_is_told(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    number = numbers(ledger.connection, plan)["7"]
    milestone = milestone_of(ledger, number, clock.today)
    complete_milestone(ledger, milestone, Completion(clock.today, "名单"), clock.today)
    text = table(with_row(6, "7\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t长期"), "征求意见稿")
    done = revise(ledger, plan, text, clock.today)
    assert any("保留" in words for _, words in done.told)
    assert read_milestone(ledger.connection, clock.today, milestone).state.completed_on == clock.today
    assert not preview_here(ledger, plan, text).changed, "what was kept is no difference the next time"


def test_what_nobody_decided_goes_with_the_text_and_is_told(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    number = numbers(ledger.connection, plan)["7"]
    row = "7\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t长期"
    done = revise(ledger, plan, table(with_row(6, row), "征求意见稿"), clock.today)
    assert of_task(ledger.connection, clock.today, number) == []
    assert any("随原文去掉" in words for _, words in done.told)


def test_records_on_a_task_that_ends_are_told_and_stay_readable(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    number = numbers(ledger.connection, plan)["2"]
    set_milestone(ledger, number, "办法报审", date(2026, 12, 1), "会议")
    add_note(ledger, NoteDraft(number, "现场查看", clock.today, ("市司法局",)), clock.today)
    done = revise(ledger, plan, table(REVISED), clock.today)
    (told,) = [words for which, words in done.told if which == "原第2项"]
    assert "办法报审" in told and "督查记录 1 条" in told
    assert len(find_notes(ledger.connection, task_no=number)) == 1
    page = read_task(ledger.connection, clock.today, number)
    assert page.ended_on == clock.today and page.events


def test_decisions_on_a_task_that_merges_are_told_with_the_way_on_and_not_repeated(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    rows = with_row(4, "5\t流通\t建设隐私计算公共服务节点3个。\t市大数据中心\t市数据局\t12月底前")
    merged = "3\t流通\t建设数据交易服务平台和隐私计算公共服务节点3个。\t市数据局\t市大数据中心\t10月底前"
    revise(ledger, plan, table(rows, "征求意见稿"), clock.today)
    number = numbers(ledger.connection, plan)["5"]
    today = clock.today
    (done,) = [row.state.id for row in of_task(ledger.connection, today, number) if row.state.target]
    complete_milestone(ledger, done, Completion(today, "验收报告", 3), today)
    set_milestone(ledger, number, "办法报审", date(2026, 12, 1), "会议")
    told = revise(ledger, plan, table(with_row(2, merged, REVISED)), today).told
    second, first = sorted(words for which, words in told if which == "原第5项")
    new = numbers(ledger.connection, plan)["3"]
    (counted,) = [one.state for one in of_task(ledger.connection, today, new) if one.state.target is not None]
    assert f"{today} 办结" in first
    assert f"milestone complete {counted.id} --date {today} --value 3 --basis" in first
    assert counted.completed_on is None, "nobody decided on the merged text"
    assert "YC/3" in second and "milestone set YC/3 --title “办法报审” --due 2026-12-01" in second
    assert read_milestone(ledger.connection, today, done).state.completed_on == today


# ---------------------------------------------------------------------- doubts


DOUBTFUL = "7\t安全\t组建网络与数据安全专家咨询委员会。\t市委网信办\t市科协\t4月底前"


def test_a_doubtful_match_is_asked_and_nothing_is_accepted_before(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    from huaian_tui.services.plan_revision.previewing import preview_revision

    made = preview_revision(ledger.connection, plan, table(with_row(6, DOUBTFUL), "征求意见稿"))
    (asked,) = [one for one in made.unanswered if one.kind == "match"]
    assert [one.key for one in asked.answers] == ["same", "apart"]
    with pytest.raises(HuaianError, match="1 处要确认"):
        revise_plan(ledger, made, clock.today)


@pytest.mark.parametrize("answer", ["same", "apart"])
def test_a_doubt_is_decided_by_its_answer(ledger: Ledger, plan: str, clock: FixedClock, answer: str) -> None:
    known = numbers(ledger.connection, plan)["7"]
    source = table(with_row(6, DOUBTFUL), "征求意见稿")
    revise(ledger, plan, source, clock.today, answers={"match-same-7-7": answer})
    assert (numbers(ledger.connection, plan)["7"] == known) is (answer == "same")
    assert (task_end(ledger.connection, known)[0] is None) is (answer == "same")


# ---------------------------------------------------------------------- back again


def test_taking_back_restores_all_that_lists_show(ledger: Ledger, plan: str, clock: FixedClock) -> None:
    before = shown(ledger.connection, plan)
    revise(ledger, plan, table(REVISED), clock.today)
    revision = last_revision(ledger.connection, plan)
    take_back_revision(ledger, revision, "看错了文件", clock.today)
    assert shown(ledger.connection, plan) == before
    assert not check_ledger(ledger.path).problems
    first, second, _ = revisions_of_plan(ledger.connection, plan)
    assert first.withdraws == second.revision and second.withdrawn
    with pytest.raises(HuaianError, match="撤销"):
        take_back_revision(ledger, second, "再一次", clock.today)


def test_the_same_text_is_accepted_again_after_it_was_taken_back(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    revise(ledger, plan, table(REVISED), clock.today)
    known = numbers(ledger.connection, plan)
    take_back_revision(ledger, last_revision(ledger.connection, plan), "看错了", clock.today)
    revise(ledger, plan, table(REVISED), clock.today)
    assert numbers(ledger.connection, plan) == known


def test_ctrl_z_takes_back_the_whole_action(ledger: Ledger, plan: str, clock: FixedClock) -> None:
    before, done = shown(ledger.connection, plan), len(ledger.written)
    revise(ledger, plan, table(REVISED), clock.today)
    records = ledger.written[done:]
    asked = undo_of(ledger.connection, records, clock.today)
    assert len(asked.lines) == 1 and "方案文本修订" in asked.lines[0]
    undo(ledger, records, "看错了", clock.today)
    assert shown(ledger.connection, plan) == before


def test_taking_back_is_refused_by_name_where_a_task_was_changed_since(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    revise(ledger, plan, table(REVISED), clock.today)
    number = numbers(ledger.connection, plan)["2"]
    set_task(ledger, number, TaskChange(level2="新的二级"), "会议", clock.today)
    with pytest.raises(HuaianError, match="第2项此后又改过"):
        take_back_revision(ledger, last_revision(ledger.connection, plan), "撤", clock.today)


def test_taking_back_is_refused_where_something_was_recorded_on_a_new_task(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    revise(ledger, plan, table(REVISED), clock.today)
    number = numbers(ledger.connection, plan)["7"]
    add_note(ledger, NoteDraft(number, "现场查看", clock.today, ("市财政局",)), clock.today)
    with pytest.raises(HuaianError, match="第7项由修订新增，此后已有记录"):
        take_back_revision(ledger, last_revision(ledger.connection, plan), "撤", clock.today)


def test_a_plan_that_changed_after_the_reading_is_not_overwritten(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    made = preview_here(ledger, plan, table(REVISED))
    set_task(
        ledger, numbers(ledger.connection, plan)["1"], TaskChange(level2="新的二级"), "会议", clock.today
    )
    with pytest.raises(HuaianError, match="方案刚被改过"):
        revise_plan(ledger, made, clock.today)


def test_a_closed_plan_is_not_revised(ledger: Ledger, plan: str, clock: FixedClock, tmp_path: Path) -> None:
    from huaian_tui.services.closing import Closing, close_plan

    close_plan(ledger, plan, clock.today, "会议", clock.today, Closing(reason="收官"))
    with pytest.raises(HuaianError, match="已收官"):
        preview_here(ledger, plan, table(REVISED))


NEW_UNIT = [*REVISED[:-1], "7\t安全\t出台政府采购数据服务指引。\t市新设中心\t市另设协会\t7月底前"]


def units_here(ledger: Ledger) -> set[str]:
    return {row[0] for row in ledger.connection.execute("SELECT id FROM unit")}


def test_units_that_came_only_with_a_revision_go_with_it(
    ledger: Ledger, plan: str, clock: FixedClock
) -> None:
    before = units_here(ledger)
    revise(ledger, plan, table(NEW_UNIT), clock.today)
    assert units_here(ledger) - before == {"市新设中心", "市另设协会"}
    take_back_revision(ledger, last_revision(ledger.connection, plan), "看错了", clock.today)
    assert units_here(ledger) == before
    again = revise(ledger, plan, table(NEW_UNIT), clock.today)
    assert set(again.new_units) == {"市新设中心", "市另设协会"} == units_here(ledger) - before
    assert not check_ledger(ledger.path).problems


def test_a_unit_that_something_else_names_by_now_stays(ledger: Ledger, plan: str, clock: FixedClock) -> None:
    before = units_here(ledger)
    revise(ledger, plan, table(NEW_UNIT), clock.today)
    set_unit(ledger, "市另设协会", UnitChange(note="民间组织"))
    take_back_revision(ledger, last_revision(ledger.connection, plan), "看错了", clock.today)
    assert units_here(ledger) - before == {"市另设协会"}
