"""The form that units fill: columns, and the sums by which a changed cell is known."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.feedback_layout import (
    FormFacts,
    answer_column,
    column_name,
    known_columns,
    lock_of,
    locked_heads,
    locks_from,
)


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_excel_names_them(column: int, name: str) -> None:
    assert column_name(column) == name


def test_a_form_over_several_plans_has_the_plan_before_the_task() -> None:
    one = ["序号", "节点编号", "重点任务", "节点", "角色", "完成时限", "状态", "量化指标", "已知情况"]
    assert [head for head, _ in known_columns(several=False)] == one
    assert [head for head, _ in known_columns(several=True)] == [*one[:2], "方案", *one[2:]]
    assert locked_heads(several=False) == [one[0], *one[2:]]
    assert locked_heads(several=True) == ["序号", "方案", *one[2:]]
    assert (answer_column("progress"), answer_column("phone")) == (9, 16)
    assert answer_column("progress", several=True) == 10


def test_a_sum_forgets_blanks_and_nothing_else() -> None:
    assert lock_of("市 数据局\n牵头") == lock_of("市数据局牵头") == "361102af"
    assert lock_of("市数据局牵头") != lock_of("市数据局")
    assert len(lock_of("\ud800")) == 8
    assert locks_from("a1,b2") == ("a1", "b2")


def test_a_form_says_whether_it_is_over_several_plans() -> None:
    facts = FormFacts("f", 1, ("2025",), "市甲局", date(2026, 11, 1), ())
    assert not facts.several
    assert FormFacts("f", 2, ("2025", "2026"), "市甲局", date(2026, 11, 1), ()).several
