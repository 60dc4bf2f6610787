"""An assumed date is said by its own convention, and a sentence explains only what stands in the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.milestones import (
    assumed_on_paper,
    basis_words,
    conventions_explained,
    due_on_paper,
    due_words,
    source_word,
)

YEAR = MilestoneState(
    id="2-1",
    task_no=2,
    title="启动登记",
    phrase="2024年启动数据产权确权登记工作",
    basis="原文只写“2024年”，按2024年12月31日计（假定，可改）",
    due=date(2024, 12, 31),
    assumed=True,
    stretch=False,
    target=None,
)


def of(basis: str, due: date, phrase: str = "") -> MilestoneState:
    return replace(YEAR, basis=basis, due=due, phrase=phrase)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (YEAR, "（按年底计）"),
        (of("原文写“每年”，每年一次，按当年12月31日计（假定，可改）", date(2025, 12, 31)), "（按年底计）"),
        (of("原文只写“2025年四季度”，按2025年12月31日计（假定，可改）", date(2025, 12, 31)), "（按季末计）"),
        (of("只写了季度，按季度最后一天", date(2025, 9, 30)), "（按季末计）"),
        (of("原文只写“2025年上半年”，按2025年6月30日计", date(2025, 6, 30)), "（按半年末计）"),
        (of("原文只写“2025年12月”，按2025年12月31日计", date(2025, 12, 31)), "（按月末计）"),
        (of("按惯例", date(2025, 12, 31), "2025年第四季度完成"), "（按季末计）"),
        (of("按惯例", date(2025, 12, 31), "2025年完成"), "（按年底计）"),
        (of("原文只写“2025年初”，按2025年3月31日计", date(2025, 3, 31)), "（假定）"),
        (replace(YEAR, assumed=False, due_decided=True), ""),
        (replace(YEAR, assumed=False), ""),
    ],
)
def test_each_convention_has_its_own_word(state: MilestoneState, said: str) -> None:
    assert assumed_on_paper(state) == said
    assert due_on_paper(state).endswith(f"日{said}")


def test_only_what_stands_there_is_explained() -> None:
    quarter = of("原文只写“2025年四季度”，按2025年12月31日计", date(2025, 12, 31))
    decided = replace(YEAR, assumed=False, due_decided=True)
    assert conventions_explained([decided]) == []
    assert conventions_explained([quarter, decided]) == ["方案只写季度的，时限按该季度最后一天计。"]
    assert conventions_explained([quarter, YEAR])[0] == "方案只写年份的，时限按当年12月31日计。"


def test_what_an_officer_decided_is_nowhere_called_assumed() -> None:
    decided = replace(YEAR, assumed=False, due_decided=True, basis="专题会议", phrase="")
    assert "假定" not in due_words(decided) + basis_words(decided) + source_word(decided)
