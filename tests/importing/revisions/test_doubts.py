"""Doubtful matches are questions; what is answered of a pair is so."""

from __future__ import annotations

import pytest
from support.plan_drafts import from_text
from support.revised_plans import HEADS, ROWS, with_row

from huaian_tui.importing.revisions.doubts import (
    asked_pairs,
    decided_by,
    is_decision,
    questions_about,
)
from huaian_tui.importing.revisions.items import PlanItem, items_of
from huaian_tui.importing.revisions.matching import Decided, match_tasks

DOUBTFUL = "7\t安全\t组建网络与数据安全专家咨询委员会。\t市委网信办\t市科协\t4月底前"


def items(rows: list[str]) -> list[PlanItem]:
    return items_of(from_text("云川市2026年任务表\n" + "\n".join([HEADS, *rows])))


def asked(old: list[PlanItem], new: list[PlanItem], decided: Decided) -> list[str]:
    matching = match_tasks(old, new, decided)
    return [one.id for one in questions_about(old, new, asked_pairs(old, new, matching, decided))]


def test_what_is_sure_is_not_asked() -> None:
    assert asked(items(ROWS), items(ROWS), Decided()) == []


@pytest.mark.parametrize("answer", ["same", "apart"])
def test_a_doubtful_pair_is_asked_until_it_is_answered(answer: str) -> None:
    old, new = items(ROWS), items(with_row(6, DOUBTFUL))
    assert asked(old, new, Decided()) == ["match-same-7-7"]
    decided = decided_by({"match-same-7-7": answer})
    assert asked(old, new, decided) == []
    matched = {
        pair
        for match in match_tasks(old, new, decided).matches
        for pair in zip(match.old, match.new, strict=True)
    }
    assert ((6, 6) in matched) is (answer == "same")


def test_pairs_that_a_person_names_are_merged_and_split() -> None:
    old, new = items(ROWS), items([*ROWS[:3], *ROWS[5:]])
    matching = match_tasks(old, new, decided_by({"match-merged-4-1": "merged"}))
    assert [match.old for match in matching.matches if match.new == [0]] == [[0, 3]]
    back = match_tasks(new, old, decided_by({"match-split-1-4": "split"}))
    assert [match.new for match in back.matches if match.old == [0]] == [[0, 3]]


def test_only_answers_of_the_question_and_places_that_there_are_count() -> None:
    assert is_decision("match-same-7-7", "same", 7, 7) and is_decision("match-split-1-7", "apart", 7, 7)
    assert not is_decision("match-same-8-7", "same", 7, 7)
    assert not is_decision("match-same-7-7", "merged", 7, 7)
    assert not is_decision("match-same-0-7", "same", 7, 7)
    assert decided_by({"match-same-7-7": "merged", "another": "same"}) == Decided()
