"""Wordings of tasks, notes, forecasts, re-checks and plans, each at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.answers.forks import BranchRow, ForkRow
from huaian_tui.domain.answers.notes import NoteRow, OtherNote
from huaian_tui.domain.answers.notices import ChangeRow
from huaian_tui.domain.answers.task_rows import UnitSlotRow
from huaian_tui.domain.evaluation.forecasts import Forecast, Score
from huaian_tui.domain.evaluation.intervals import Interval
from huaian_tui.domain.evaluation.rechecks import HeldShare
from huaian_tui.domain.words.answers import reminder_words
from huaian_tui.domain.words.due_sources import source_words, with_source, without_source
from huaian_tui.domain.words.forecasts import (
    all_words,
    forecast_words,
    reason_word,
    recorded_told,
    recorded_words,
    score_words,
)
from huaian_tui.domain.words.forks import fork_words, settled_words, state_words
from huaian_tui.domain.words.notes import problem_words, solved_problem, solved_words
from huaian_tui.domain.words.notices import change_words
from huaian_tui.domain.words.plans import beyond_words
from huaian_tui.domain.words.rechecks import share_words
from huaian_tui.domain.words.tasks import on_withdrawn_words, slot_words
from huaian_tui.domain.words.verdicts import Verdict

DAY = date(2026, 11, 30)
SLOT = UnitSlotRow("lead", "市数据局", "市数据局", False, "")

SLOTS = [
    (SLOT, "市数据局"),
    (UnitSlotRow("lead", "数据局", "市数据局", False, "简称"), "数据局（按市数据局）"),
    (UnitSlotRow("lead", "市科技局等单位", "市科技局", True, ""), "市科技局等单位"),
    (UnitSlotRow("lead", "数据局", "u1", False, "", "市数据局", now="市数字局"), "数据局（现称市数字局）"),
    (UnitSlotRow("lead", "市数据局", "u1", False, "", "市数据局", now="市数据局"), "市数据局"),
    (
        UnitSlotRow("lead", "市数据局", "u1", False, "", "市数据局", holder="u2", now="市乙局"),
        "市数据局（现由市乙局承担）",
    ),
    (UnitSlotRow("lead", "市数据局", "u1", False, "", "市数据局", holder="u1"), "市数据局"),
]


@pytest.mark.parametrize(("slot", "words"), SLOTS)
def test_a_unit_of_a_task_stands_as_printed_with_what_it_is_now(slot: UnitSlotRow, words: str) -> None:
    assert slot_words(slot) == words


def note(problem: str, *solved_by: OtherNote) -> NoteRow:
    return NoteRow(
        b"1", 2, DAY, "张三", "", "", (), "", "", problem, "", None, False, False, solved_by=solved_by
    )


def test_an_earlier_problem_is_cut_after_forty_characters() -> None:
    for number, end in ((39, ""), (40, ""), (41, "..")):
        told = solved_problem(OtherNote(b"1", DAY, "尚" * number))
        assert told == f"2026-11-30 {'尚' * min(number, 40)}{end}"
    assert solved_problem(OtherNote(b"1", DAY, "接口\n 未统一")) == "2026-11-30 接口 未统一"


def test_a_solved_problem_is_marked_with_the_first_note_that_found_it_so() -> None:
    solver = OtherNote(b"2", date(2026, 11, 20), "")
    opened, solved = note("接口未统一"), note("接口未统一", solver, OtherNote(b"3", DAY, ""))
    assert (solved_words(opened), problem_words(opened), opened.open_problem) == ("", "接口未统一", True)
    assert (solved_words(solved), problem_words(solved), solved.open_problem) == (
        "已解决（2026-11-20 督查）",
        "（已解决）接口未统一",
        False,
    )
    assert note(" ").open_problem is False


LATE = Forecast(Verdict.LIKELY_LATE, 0.724, 0.31, (), 60, 23, 15)


def test_a_forecast_says_how_likely_why_and_of_how_many() -> None:
    told = "可能逾期（可能性72%，2026-11-30推算）"
    alike = "（类似情形 23 例，未按期 15 例）"
    assert forecast_words(LATE, (), DAY) == told + alike
    assert forecast_words(LATE, ("甲", "乙"), DAY) == f"{told}：甲；乙{alike}"
    unknown = LATE._replace(verdict=Verdict.UNKNOWN, likelihood=None)
    assert forecast_words(unknown, ("甲",), DAY) == "不足以判断（类似情形不足 5 例，2026-11-30推算）"
    assert all_words(LATE) == "不论情形的 60 例，未按期 31%"
    assert all_words(LATE._replace(cases=0)) == ""


def test_recorded_forecasts_are_told() -> None:
    assert recorded_words(DAY, "likely_late", 0.7) == "2026-11-30 记为可能逾期（可能性70%）"
    assert recorded_words(DAY, "newer", 0.7) == "2026-11-30 记为newer（可能性70%）"
    assert recorded_told(3, 0, 0) == "已记下 3 个节点的预测"
    assert recorded_told(3, 2, 1) == "已记下 3 个节点的预测；本月已记过 2 个；不足以判断 1 个，没有记"
    assert (reason_word("slipped"), reason_word("newer")) == ("已延期过", "newer")


SCORES = [
    (Score(4, 1, None, None, None, ()), ["已到期的预测 4 条，不足 5 条：不足以判断。"]),
    (
        Score(9, 3, 0.2, 0.25, 0.2, ()),
        [
            "已到期的预测 9 条，未按期 3 条。",
            "Brier 分数 0.200，总体比例的 0.250。",
            "比只说总体比例好 20.0%。",
        ],
    ),
    (
        Score(9, 3, 0.3, 0.25, -0.2, (), left_out=2),
        [
            "已到期的预测 9 条，未按期 3 条。",
            "Brier 分数 0.300，总体比例的 0.250。",
            "比只说总体比例差 20.0%。",
            "另有 2 条的可能性不在 0 到 1 之间，不是本程序写的，没有计入；可以撤回。",
        ],
    ),
    (
        Score(9, 0, 0.0, 0.0, None, ()),
        [
            "已到期的预测 9 条，未按期 0 条。",
            "Brier 分数 0.000，总体比例的 0.000。",
            "结果全都一样，无从比较。",
        ],
    ),
    (
        Score(9, 3, 0.25, 0.25, 0.0, ()),
        [
            "已到期的预测 9 条，未按期 3 条。",
            "Brier 分数 0.250，总体比例的 0.250。",
            "比只说总体比例好 0.0%。",
        ],
    ),
]


@pytest.mark.parametrize(("found", "told"), SCORES)
def test_a_score_is_said_against_the_share_of_all(found: Score, told: list[str]) -> None:
    assert score_words(found) == told


RECHECKS = [
    (HeldShare(10, 3, 1, 0, None, None, 0), ["属实 3，不属实 1，未查 6；已查的不足 5 个，不推算比例。"]),
    (
        HeldShare(10, 6, 2, 1, 0.75, Interval(0.4, 0.93), 8),
        [
            "属实 6，不属实 2，无法核实 1，未查 1；推算全部办结节点的属实比例 75%（95%区间 40%—93%）。",
            "按抽中的机会加权，风险高的多抽不压低比例；无法核实和未查的不计入。",
        ],
    ),
    (HeldShare(8, 6, 2, 0, 0.75, Interval(0.75, 0.75), 8), ["属实 6，不属实 2；全部查过，属实比例 75%。"]),
]


@pytest.mark.parametrize(("found", "told"), RECHECKS)
def test_a_recheck_says_what_was_looked_at_and_what_follows(found: HeldShare, told: list[str]) -> None:
    assert share_words(found) == told


def test_a_date_beyond_the_plan_is_said_with_the_way_out() -> None:
    end = date(2027, 12, 31)
    assert beyond_words(end, end) == beyond_words(None, end) == beyond_words(end, None) == ""
    told = "2028-01-01 晚于方案期末 2027-12-31，"
    assert beyond_words(date(2028, 1, 1), end) == f"{told}可在「方案」里延长"
    assert (
        beyond_words(date(2028, 1, 1), end, "2025")
        == f"{told}要延长：plan extend 2025 --to 2028-01-01 --basis 依据"
    )


def test_a_reminder_says_to_whom_what_is_missing_and_what_to_do() -> None:
    told = reminder_words(("市甲局", "市乙局"), DAY)
    assert told.startswith(
        "市甲局、市乙局：\n截至2026年11月30日，尚未收到贵单位重点任务反馈表。请尽快填报发回"
    )
    sent = reminder_words(("市甲局",), DAY, date(2026, 11, 1))
    assert "尚未收到贵单位2026年11月1日发出的重点任务反馈表。" in sent


def test_a_basis_keeps_where_its_date_comes_from_in_brackets() -> None:
    assert source_words("年底前", "60天") == "原文“年底前”"
    assert source_words("", "60天") == "按交办时限：60天"
    assert source_words("", "") == ""
    whole = with_source(" 会议决定 ", "原文“年底前”")
    assert (whole, without_source(whole)) == ("会议决定（原文“年底前”）", "会议决定")
    assert without_source("会议决定（按交办时限：60天）") == "会议决定"
    assert without_source("会议决定（口头）") == "会议决定（口头）"
    assert with_source("会议决定", "") == "会议决定"
    long = with_source("甲", "乙" * 121)
    assert long == f"甲（{'乙' * 119}…）" and len(with_source("甲", "乙" * 120)) == 123


def test_records_on_what_was_withdrawn_elsewhere_are_told_with_the_way_back() -> None:
    told = on_withdrawn_words("第2项", "建成平台", 3, ("甲", "2026-11-20", "0192-abcdefgh12345678"))
    assert told == (
        "第2项“建成平台”已由甲于 2026-11-20 撤回，另有写在它上面的 3 条记录，都留着但不列出；"
        "要恢复：record retract 12345678 --reason 理由。"
    )


def test_what_a_paper_says_otherwise_than_the_ledger_is_told_with_both_values() -> None:
    assert change_words(ChangeRow("第1段", "逾期3个", "逾期2个")) == "第1段：逾期3个，现在是逾期2个"
    assert change_words(ChangeRow("第1段", "逾期3个", "")) == "第1段：逾期3个，现在没有"
    assert change_words(ChangeRow("第1段", "", "逾期2个")) == "第1段：逾期2个"
    long = change_words(ChangeRow("甲", "乙" * 60, "丙" * 61))
    assert long == f"甲：{'乙' * 60}，现在是{'丙' * 60}…"


def test_a_fork_says_how_far_it_is_settled_and_whose_its_branches_are() -> None:
    ours = BranchRow(b"\x3f\x2a\x91\xc0\0", 4, ("张三", "乙"), "2026-11-20T", "2026-11-22T", "", True, False)
    theirs = BranchRow(b"\x01\x02\x03\x04", 1, (), "2026-11-21T", "2026-11-21T", "", False, True)
    fork = ForkRow(b"\xaa\xbb\xcc\xdd\xee", 7, b"", (ours, theirs), False, False, True)
    assert fork_words(fork) == (
        "来源 aabbccdd 自第 7 号起分叉（待核定）：3f2a91c0：4 条，张三、乙，2026-11-20 至 2026-11-22，计入；"
        "01020304：1 条，未署名，2026-11-21，不计，有签名"
    )
    told = "已核定：来源 aabbccdd 自第 7 号起以 "
    kept = "3f2a91c0 一支（4 条）为准"
    assert settled_words(fork, ours, exchanged=False) == (
        f"{told}{kept}，它本来就计入；另一支 1 条保留，不计入。"
    )
    assert settled_words(fork, ours, exchanged=True) == (
        f"{told}{kept}，换入计入的记录，全部重新汇总；另一支 1 条保留，不计入。"
    )
    assert settled_words(fork, theirs, exchanged=False) == (
        f"{told}01020304 一支（1 条）为准；它还不能计入：另一支有本来源的签名，或编号与别的记录相同。"
    )
    assert state_words(replace(fork, disputed=True)) == "各方核定不一致，待重新核定"
    assert state_words(replace(fork, open=False)) == "按签名取舍"
    assert state_words(replace(fork, open=False, disputed=True)) == "按签名取舍"
    assert state_words(replace(fork, open=False, settled=True)) == "已核定"
