"""Default limits of matters: how they are written, which date they propose, and by which rule."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.office import check_profile_value, unset_words
from huaian_tui.domain.rules.matter_limits import check_limits, propose

LIMITS = "批示急件 5个工作日；批示 15天；会议纪要 20天"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (LIMITS, "批示急件5个工作日；批示15天；会议纪要20天"),
        ("会议纪要２０日，批示:15天\n批示急5工作日", "批示急件5个工作日；批示15天；会议纪要20天"),
        ("其他=366天；", "其他366天"),
        ("", ""),
    ],
)
def test_limits_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert check_limits(typed) == kept == check_limits(kept) == check_profile_value("matter_limits", typed)
    assert "不提出时限" in unset_words("matter_limits")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("批示", "看不懂“批示”"),
        ("批示0天", "写法不对"),
        ("批示367天", "写法不对"),
        ("指示5天", "来源是批示、会议纪要"),
        ("批示5小时", "写法不对"),
        ("批示5天；批示6天", "批示写了两次"),
        ("批示5天6天", "写法不对"),
        ("[red]批示5天", "写法不对"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(typed: str, said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        check_limits(typed)
    assert said in refused.value.one_line()


def test_a_limit_proposes_a_date_with_its_rule() -> None:
    day = date(2026, 3, 5)
    plain = propose(LIMITS, "批示", False, day)
    assert plain == (date(2026, 3, 20), "批示15天，自2026-03-05的次日起算")
    urgent = propose(LIMITS, "批示", True, date(2026, 3, 5))  # a Thursday
    assert urgent is not None
    assert (urgent.due, urgent.rule.partition("，")[0]) == (date(2026, 3, 12), "批示急件5个工作日")
    assert propose(LIMITS, "会议纪要", True, day) == propose(LIMITS, "会议纪要", False, day)
    assert propose(LIMITS, "来文", False, day) is None and propose("", "批示", False, day) is None


def test_working_days_pass_over_holidays_and_say_where_these_are_not_known() -> None:
    before_national_day = propose("批示2个工作日", "批示", False, date(2025, 9, 30))
    assert before_national_day is not None
    assert before_national_day.due == date(2025, 10, 10)
    far = propose("批示2个工作日", "批示", False, date(2090, 1, 2))
    assert far is not None and "只扣周末" in far.rule
