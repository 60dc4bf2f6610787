"""Several merges of one sync told as one: nothing that a merge found is left out."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.exchange.folder.gathered import NOT_GATHERED, gathered, to_see_to
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.merge_summary import Conflict, Decision, DoubledNumber
from huaian_tui.exchange.merging.renumbering import Renumbered
from huaian_tui.exchange.trust.laptops import OtherLaptop

FORK = ForkRow(b"\1" * 32, 3, b"", (), settled=False, disputed=False, open=True)
FOUND: dict[str, Any] = {
    "new": 2,
    "known": 1,
    "officers": (("甲", 2),),
    "kinds": (("note", 2),),
    "numbers": (DoubledNumber("淮数督〔2026〕3号", ()),),
    "conflicts": (Conflict("2-1", 2, "登记", ()),),
    "decisions": (Decision("2-1", "甲", "办结"),),
    "resumed": True,
    "other_reference": True,
    "ahead": 2,
    "ahead_until": datetime(2026, 12, 1, tzinfo=UTC),
    "waiting": 1,
    "renumbered": (Renumbered(61, "批示", "交办〔2026〕3", "交办〔2026〕5"),),
    "units": ("市数据局",),
    "set_aside": 3,
    "forks": (FORK,),
    "unkept": "钥匙没有记下",
    "keys": ("认识的密钥的文件不见了",),
    "laptops": (OtherLaptop("甲", 2, "电脑 01234567"),),
}
OF_LISTS = frozenset({"tasks", "task_count", "settings", "reports", "codes", "withdrawn", "gone_plans"})
"""Made of rows that only a ledger makes; what sums them up is looked at by the flows."""


def test_every_field_of_a_merge_is_looked_at_here() -> None:
    assert {one.name for one in fields(MergeResult)} == {*FOUND, *OF_LISTS, *NOT_GATHERED}


@pytest.mark.parametrize("name", FOUND)
def test_what_one_of_several_merges_found_is_told(name: str) -> None:
    found = replace(MergeResult(), **{name: FOUND[name]})
    results = [MergeResult(), found] if name in ("waiting", "units") else [found, MergeResult()]
    whole = gathered(results)
    assert whole is not None and getattr(whole, name) == FOUND[name]


def test_records_of_one_laptop_are_summed() -> None:
    one = MergeResult(laptops=FOUND["laptops"])
    whole = gathered([one, one])
    assert whole is not None and [laptop.records for laptop in whole.laptops] == [4]


def test_records_alone_leave_nothing_to_see_to_and_the_rest_is_a_sentence_each() -> None:
    assert list(to_see_to(MergeResult(new=5, officers=(("甲", 5),)))) == []
    said = list(to_see_to(MergeResult(**FOUND)))
    assert len(said) == 5
    for words in (
        "冲突待核 1 项",
        "淮数督〔2026〕3号",
        "交办〔2026〕3号改为交办〔2026〕5号",
        "分叉",
        "不见了",
    ):
        assert sum(words in one for one in said) == 1
    many = MergeResult(numbers=tuple(DoubledNumber(f"{n}号", ()) for n in range(7)))
    assert list(to_see_to(many)) == ["文号重复：0号、1号、2号 等 7 个，请给后印发的那份改号"]
