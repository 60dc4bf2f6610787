"""What is proposed for a task without a date: its text first, then the limit; what is not sure says why."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.rules.assigning import Proposed, Span, propose
from huaian_tui.domain.rules.task_limit import limit_from
from huaian_tui.domain.words.due_sources import with_source, without_source

TODAY = date(2025, 1, 15)
ONE_YEAR = Span(2025, date(2025, 1, 1), date(2025, 12, 31))
TWO_YEARS = Span(2024, date(2024, 1, 1), date(2025, 12, 31))
ENDLESS = Span(2025, None, None)
QUARTERS = tuple(date(2025, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)))


def one(text: str, span: Span = ONE_YEAR, limit: str = "") -> Proposed:
    (found,) = propose(text, span, limit_from(limit, TODAY), TODAY)
    return found


def test_a_date_of_the_text_comes_first_and_quotes_its_phrase() -> None:
    found = one("建立制度，6月底前出台管理办法。", limit="60天")
    assert (found.days, found.every, found.sure) == ((date(2025, 6, 30),), "", True)
    assert "6月底前" in found.phrase and found.source == f"原文“{found.phrase}”" and found.rule == ""
    assert found.typed == "2025-06-30" and not found.assumed


def test_a_period_of_the_text_gives_a_day_each_while_the_plan_runs() -> None:
    found = one("每季度通报一次质量情况。", limit="60天")
    assert (found.days, found.every, found.typed, found.sure) == (QUARTERS, "quarter", "每季度末", True)


@pytest.mark.parametrize(
    ("text", "typed", "days"),
    [("每月报送进展。", "每月末", 12), ("每半年通报一次。", "每半年末", 2), ("每年通报一次。", "每年末", 1)],
)
def test_each_period_is_typed_by_its_word(text: str, typed: str, days: int) -> None:
    found = one(text)
    assert (found.typed, len(found.days)) == (typed, days)


def test_a_period_of_a_plan_without_an_end_has_no_days_and_says_why() -> None:
    found = one("每月报送进展。", ENDLESS)
    assert (found.days, found.remarks[-1]) == ((), "方案没有期末，每月末不知道设到哪一天")


def test_several_dates_of_one_text_are_proposed_each() -> None:
    found = propose("6月底前完成摸底，12月底前建成平台。", ONE_YEAR, None, TODAY)
    assert [one.days for one in found] == [(date(2025, 6, 30),), (date(2025, 12, 31),)]
    assert len({one.title for one in found}) == 2


def test_a_bare_year_is_assumed_and_may_be_taken() -> None:
    found = one("2025年启动登记工作。")
    assert (found.days, found.assumed, found.sure) == ((date(2025, 12, 31),), True, True)


def test_a_phrase_whose_date_stands_before_it_quotes_its_sentence() -> None:
    found = one("做好培育。到2025年，培育机构20家以上。")
    assert (found.days, found.sure) == ((date(2025, 12, 31),), True)
    assert (found.title, found.phrase) == ("培育机构20家以上", "到2025年，培育机构20家以上")


def test_without_a_date_the_limit_proposes_and_says_its_rule() -> None:
    found = one("推进数据资产登记。", limit="60天")
    assert (found.days, found.sure, found.phrase) == ((date(2025, 3, 16),), True, "")
    assert found.source == "按交办时限：60天，自2025-01-15的次日起算"
    assert one("推进数据资产登记。", limit="每季度末").days == QUARTERS


def test_without_text_and_limit_nothing_is_proposed() -> None:
    found = one("推进数据资产登记。")
    assert (found.days, found.source, found.typed, found.sure) == ((), "", "", False)
    assert found.title == "推进数据资产登记"


@pytest.mark.parametrize(
    ("text", "span", "limit", "said"),
    [
        ("1月10日前报送方案。", ONE_YEAR, "", "2025-01-10 已过 5 天，设了即为逾期"),
        ("2026年6月底前建成平台。", ONE_YEAR, "", "2026-06-30 晚于方案期末 2025-12-31"),
        ("2024年底前建成平台。", ONE_YEAR, "", "2024-12-31 早于方案起始日 2025-01-01"),
        ("6月底前建成平台。", TWO_YEARS, "", "没有写年份的按2024年理解"),
        ("推进登记。", ONE_YEAR, "366天", "2026-01-16 晚于方案期末"),
        ("推进登记。", ENDLESS, "每月", "方案没有期末，每月末不知道设到哪一天"),
        ("推进登记。", Span(2024, None, date(2025, 1, 20)), "每季度末", "此后没有每季度末"),
        ("定期出具评估报告。", ONE_YEAR, "60天", "没有说明多久一次"),
        ("常态化开展调查。", ONE_YEAR, "60天", "原文写“常态化”，没有期限"),
        ("汛前完成排查。", ONE_YEAR, "60天", "“汛前”是哪一天"),
    ],
)
def test_what_has_to_be_looked_at_is_said_and_never_sure(
    text: str, span: Span, limit: str, said: str
) -> None:
    found = one(text, span, limit)
    assert not found.sure and any(said in remark for remark in found.remarks), found


def test_a_written_year_is_sure_in_a_plan_of_two_years() -> None:
    assert one("2025年6月底前建成平台。", TWO_YEARS).sure


def test_a_period_answers_how_often() -> None:
    found = one("定期出具评估报告。", limit="每季度末")
    assert found.sure and found.title == "定期出具评估报告"


def test_the_source_stands_with_the_basis_and_is_taken_off_again() -> None:
    ways = (("6月底前建成平台。", ""), ("推进登记。", "每季度末"), ("推进登记。", "20个工作日"))
    for text, limit in ways:
        found = one(text, limit=limit)
        basis = with_source("专题会议纪要（第3期）", found.source)
        assert basis == f"专题会议纪要（第3期）（{found.source}）"
        assert without_source(basis) == "专题会议纪要（第3期）"
    for plain in ("专题会议纪要（第3期）", "", "（原文“甲”）"):
        assert without_source(plain) == with_source(plain, "") == plain
    assert len(with_source("纪要", f"原文“{'长' * 300}”")) < 150
