"""A list narrowed to a verdict shows exactly the milestones of which the forecast of one says it."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock
from support.cli import Program

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.words.paces import Pace
from huaian_tui.domain.words.verdicts import VERDICTS, VERDICTS_ASKED, Verdict
from huaian_tui.services.decisions import Completion, complete_milestones, extend_milestones, set_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.find_milestones import MilestoneFilter, find_milestones
from huaian_tui.store.queries.forecast_verdicts import verdicts
from huaian_tui.store.queries.forecasts import foresee
from huaian_tui.store.search.facet_counts import Asked, count_milestones
from huaian_tui.store.search.filters import Vocabulary, offers, pace_filter, verdict_filter
from huaian_tui.store.search.list_filters import milestone_filter

TODAY = date(2025, 11, 22)


@pytest.fixture
def program(ledger: Ledger, clock: FixedClock) -> Program:
    """Of the milestones of a year and a half some were done in time, some slipped, some were heard of."""

    def on(day: date) -> date:
        clock.go_to(day)
        return day

    today = on(date(2025, 2, 3))
    extend_milestones(ledger, ["2-3", "2-4"], date(2026, 1, 20), "批复", today)
    complete_milestones(ledger, {"2-1": Completion(date(2024, 12, 20), "验收")}, today)
    due = [set_milestone(ledger, task, "半年检查", date(2025, 6, 30), "会议") for task in range(10, 24)]
    today = on(date(2025, 6, 20))
    complete_milestones(ledger, {one: Completion(today, "验收") for one in due[:10]}, today)
    today = on(date(2025, 11, 20))
    set_milestone(ledger, 1, "中期检查", date(2026, 6, 30), "会议")
    for task in (22, 26):
        add_note(ledger, NoteDraft(task, "看了现场", today), today)
    return Program(ledger.path, today=on(TODAY).isoformat())


@pytest.mark.parametrize("day", [TODAY, date(2025, 6, 1), date(2024, 12, 1)])
def test_all_at_once_says_what_each_one_says(program: Program, ledger_path: Path, day: date) -> None:
    with closing(open_reader(ledger_path)) as now, closing(open_reader_as_of(ledger_path, day)) as then:
        for connection in (now, then):
            ids = [row for (row,) in connection.execute("SELECT id FROM milestone")]
            one_by_one = {one.milestone: one.forecast.verdict for one in foresee(connection, day, ids)}
            assert dict(verdicts(connection, day)) == one_by_one
        if day == TODAY:
            assert len(set(one_by_one.values())) > 1, "the cases tell the milestones apart"


def test_the_word_the_filter_the_option_and_the_count_list_the_same(
    program: Program, ledger_path: Path
) -> None:
    listed = [one["milestone"] for one in program.json("forecast", "list", "--likely", "--within", "3000")]
    assert listed
    for option in ("likely_late", "可能逾期"):
        found = program.json("milestone", "list", "--forecast", option)
        assert sorted(one["id"] for one in found) == sorted(listed)
    chosen = verdict_filter(Verdict.LIKELY_LATE)
    with closing(open_reader(ledger_path)) as reader:
        for wanted in (MilestoneFilter(text="可能逾期"), milestone_filter("", [chosen], finished=True)):
            assert sorted(find_milestones(reader, TODAY, wanted)) == sorted(listed)
        counts = dict(count_milestones(reader, TODAY, Asked("", "", (), (), ()), finished=True).values)
        assert counts[chosen] == len(listed)
        assert chosen not in dict(
            count_milestones(reader, TODAY, Asked("", "", (chosen,), (), ()), finished=True).values
        )
    with_others = program.json("milestone", "list", "--forecast", "可能逾期", "--light", "due_soon")
    assert {one["light"] for one in with_others} <= {"due_soon"} and len(with_others) < len(listed)
    assert program.json("forecast", "list", "--recorded") == []  # looking records nothing


def test_pace_is_counted_like_the_other_filters(program: Program, ledger_path: Path) -> None:
    program.text("reading", "add", "45-1", "--value", "1", "--date", "2025-11-01")
    with closing(open_reader(ledger_path)) as reader:
        assert len(find_milestones(reader, TODAY, MilestoneFilter(pace=Pace.BEHIND))) == 1
        for pace in (Pace.BEHIND, Pace.ON_PACE):
            asked = MilestoneFilter(pace=pace)
            number = len(find_milestones(reader, TODAY, asked))
            counts = dict(count_milestones(reader, TODAY, Asked("", "", (), (), ()), finished=True).values)
            assert counts.get(pace_filter(pace), 0) == number


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_asked_for_by_its_word_pinyin_and_initials(verdict: Verdict) -> None:
    for word in VERDICTS_ASKED[verdict]:
        assert verdict_filter(verdict) in offers(word, TODAY, Vocabulary(), list(_FACETS))
    assert search_key(VERDICTS[verdict]) == VERDICTS[verdict], "found as it is typed"


_FACETS = (verdict_filter(Verdict.UNKNOWN).facet,)


def test_one_milestone_says_likelihood_reasons_and_of_which_day(program: Program) -> None:
    likely = program.json("forecast", "list", "--likely", "--within", "3000")[0]
    shown = program.text("milestone", "show", likely["milestone"])
    assert f"可能逾期（可能性{100 * likely['likelihood']:.0f}%，2025-11-22推算）：{likely['why'][0]}" in shown
    program.text("forecast", "record", likely["milestone"])
    later = program.on("2025-12-02")
    assert "2025-11-22 记为可能逾期" in later.text("milestone", "show", likely["milestone"])
    told = later.json("milestone", "show", likely["milestone"])["forecast"]
    assert told["recorded"]["day"] == "2025-11-22" and told["now"]["milestone"] == likely["milestone"]
    assert "，结果未按期" in program.on("2027-01-05").text("milestone", "show", likely["milestone"])
