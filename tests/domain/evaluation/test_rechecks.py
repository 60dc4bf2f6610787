"""销号抽查: the draw is the same everywhere, and the interval covers the truth."""

from __future__ import annotations

import random
from datetime import date

import pytest

from huaian_tui.domain.evaluation.rechecks import (
    Completed,
    Outcome,
    Risk,
    draw,
    held_share,
    names_document,
    risks_of,
    weight_of,
)

END = date(2026, 9, 30)


def test_the_sample_of_a_seed_is_the_one_that_was_drawn_once() -> None:
    weights = {f"2-{number}": 1 + number % 4 for number in range(30)}
    drawn = draw(weights, 6, "2026Q3")
    assert drawn == draw(dict(reversed(weights.items())), 6, "2026Q3")
    # What this seed gave when it was first drawn; every later version must give the same.
    assert list(drawn.chances) == ["2-11", "2-23", "2-16", "2-14", "2-13", "2-2"]
    assert list(draw(weights, 6, "2026Q4").chances) != list(drawn.chances)
    assert drawn.population == 30
    assert draw(weights, 30, "s").chances == dict.fromkeys(draw(weights, 99, "s").chances, 1.0)


def test_a_longer_sample_begins_with_the_shorter_one() -> None:
    weights = {str(number): 1 + number % 3 for number in range(50)}
    assert list(draw(weights, 20, "a").chances)[:8] == list(draw(weights, 8, "a").chances)


@pytest.mark.parametrize("of_risk", ["none", "more", "less"])
def test_the_interval_covers_the_truth_of_ten_per_cent_false_completions(of_risk: str) -> None:
    """1,000 ledgers of 240 completed items, 24 of them false; false ones are any, doubtful or plain ones."""
    covered, off = 0, 0.0
    for number in range(1000):
        chance = random.Random(1000 * number + len(of_risk))
        weights = {
            str(one): 1 + sum(chance.random() < share for share in (0.4, 0.3, 0.15, 0.1, 0.2))
            for one in range(240)
        }
        likely = {"none": 0, "more": 1, "less": -1}[of_risk]
        by_risk = sorted(
            weights, key=lambda one: chance.random() ** (1 / weights[one] ** likely), reverse=True
        )
        false = set(by_risk[:24])
        drawn = draw(weights, 30, f"seed {number}").chances
        found = held_share(
            [(drawn[one], Outcome.NOT_HELD if one in false else Outcome.HELD) for one in drawn], 240
        )
        assert found.share is not None and found.interval is not None
        covered += found.interval.holds(0.9)
        off += found.share - 0.9
    assert covered >= 930
    assert abs(off / 1000) < 0.01


def test_the_plain_share_of_a_weighted_sample_would_be_wrong() -> None:
    # Doubtful items were drawn three times as often; counted alike they would say 50 %.
    found = held_share([(0.6, Outcome.NOT_HELD)] * 5 + [(0.2, Outcome.HELD)] * 5, 100)
    assert found.share == pytest.approx(25 / (25 + 25 / 3))
    assert found.interval is not None and found.interval.holds(0.75) and found.effective < 10


def test_what_was_not_checked_counts_as_nothing_and_is_told() -> None:
    results = [(0.5, Outcome.HELD)] * 4 + [(0.5, Outcome.UNCHECKED), (0.5, None)]
    few = held_share(results, 40)
    assert (few.drawn, few.checked, few.unchecked, few.share, few.interval) == (6, 4, 1, None, None)
    enough = held_share([*results, (0.5, Outcome.NOT_HELD)], 40)
    assert enough.share == pytest.approx(0.8)
    # All items drawn and all looked at: the share is known.
    whole = held_share([(1.0, Outcome.HELD)] * 3 + [(1.0, Outcome.NOT_HELD)], 4)
    assert whole.share == 0.75 and whole.interval == (0.75, 0.75)


def test_each_reason_makes_an_item_weigh_one_more() -> None:
    plain = Completed("2-1", 2, date(2026, 9, 1), "《关于启用平台的通知》", True, False, ("市财政局",))
    assert risks_of(plain, END, frozenset()) == ()
    worst = plain._replace(basis="已完成", met=False, own_report=True, completed_on=date(2026, 9, 26))
    assert risks_of(worst, END, frozenset({"市财政局"})) == tuple(Risk)
    assert weight_of(tuple(Risk)) == 6
    assert Risk.LAST_DAYS not in risks_of(plain._replace(completed_on=date(2026, 9, 25)), END, frozenset())


def test_a_document_is_named_by_its_title_its_number_or_its_kind() -> None:
    assert all(
        map(names_document, ("淮数〔2026〕3号", "市政府第5号文", "会议纪要", "《办法》已印发", "验收报告"))
    )
    assert not any(map(names_document, ("", "已完成", "销号", "单位自报", "电话了解")))
