"""The office's limit for tasks of plans (方案交办时限): how it is written, and what it gives."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.office import check_profile_value, unset_words
from huaian_tui.domain.rules.task_limit import check_task_limit, limit_from

DAY = date(2025, 3, 5)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "kept", "due", "every", "rule"),
    [
        ("６０ 天", "60天", date(2025, 5, 4), "", "60天，自2025-03-05的次日起算"),
        ("20工作日内", "20工作日内", date(2025, 4, 2), "", "20个工作日，自2025-03-05的次日起算"),
        ("每季度末。", "每季度末", None, "quarter", "每季度末，按每期最后一天计"),
        ("每月", "每月", None, "month", "每月，按每期最后一天计"),
        ("12月31日", "12月31日", date(2025, 12, 31), "", "12月31日，即2025-12-31"),
        ("2025-06-30", "2025-06-30", date(2025, 6, 30), "", "2025-06-30，即2025-06-30"),
    ],
)
def test_days_periods_and_a_day_are_read_and_the_rule_is_said(
    typed: str, kept: str, due: date | None, every: str, rule: str
) -> None:
    assert check_task_limit(typed) == kept == check_profile_value("task_limit", typed)
    found = limit_from(kept, DAY)
    assert found is not None and found[:3] == (due, every, rule)


def test_nothing_is_no_limit() -> None:
    assert check_task_limit(" ") == "" and limit_from("", DAY) is None
    assert "不提出时限" in unset_words("task_limit")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20日", "分不清"),
        ("0天", "1 到 366"),
        ("400个工作日", "1 到 366"),
        ("长期", "没有期限"),
        ("定期", "看不懂"),
        ("尽快", "看不懂“尽快”"),
        ("[red]5天", "看不懂"),
        ("2月30日", "看不懂"),
    ],
)
def test_what_cannot_be_read_is_refused_with_examples(typed: str, said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        check_task_limit(typed)
    assert said in refused.value.one_line() and "每季度末" in refused.value.way_out
    assert refused.value.field == "task_limit"
