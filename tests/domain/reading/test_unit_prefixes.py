"""The prefix of a government is taken from the department before, never from a group."""

from __future__ import annotations

import pytest

from huaian_tui.domain.reading.unit_prefixes import bare_body, with_prefix


@pytest.mark.parametrize(
    ("previous", "before", "meant"),
    [
        ("市发改委", "市发改委", "市财政局"),
        ("", "市发改委", "市财政局"),
        ("", "", "财政局"),
        ("市有关部门", "市发改委", "财政局"),  # a group says nothing of the one behind it
        ("市直各部门", "市直各部门", "财政局"),
    ],
)
def test_a_department_has_the_prefix_of_the_one_before(previous: str, before: str, meant: str) -> None:
    assert with_prefix("财政局", previous, before) == meant


def test_a_party_body_keeps_the_party_of_its_neighbour_and_others_do_not() -> None:
    assert with_prefix("宣传部", "市委组织部", "") == "市委宣传部"
    assert with_prefix("财政局", "市委组织部", "") == "市财政局"


def test_what_bears_a_prefix_or_is_a_group_is_no_bare_body() -> None:
    assert bare_body("财政局")
    assert not bare_body("市财政局")
    assert not bare_body("各有关部门")
