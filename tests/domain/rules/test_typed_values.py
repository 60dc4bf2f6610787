"""Values of targets as people type them."""

from __future__ import annotations

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.typed_values import read_value


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("4200", "个", 4200),
        ("4200个", "个", 4200),
        ("4,200 个", "个", 4200),
        ("４２００", "个", 4200),
        ("４，２００", "个", 4200),
        ("98.5", "%", 98.5),
        ("98.5%", "%", 98.5),
        ("９８.５％", "%", 98.5),
        ("1.2万", "", 12_000),
        ("1.2万个", "个", 12_000),
        ("3亿", "", 300_000_000),
        ("0", "家", 0),
        (" 20 家 ", "家", 20),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, unit: str, value: float) -> None:
    assert read_value(typed, unit) == value


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "约20",
        "20多",
        "20-30",
        "20—30",
        "-5",
        "4,20",
        "1e3",
        "nan",
        "inf",
        "20家",
        "二十",
        "2 0 0家",
        "[/]",
        "²",
    ],
)
def test_what_is_no_number_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_value(typed, "个")
    assert refused.value.field == "value"
    assert refused.value.way_out


@pytest.mark.parametrize(
    ("unit", "way_out"),
    [
        ("", "请只填数字，如 4200 或 1.2万"),
        ("个", "请只填数字，如 4200 或 4200个"),
        ("%", "请只填数字，如 4200 或 98.5%"),
    ],
)
def test_the_way_out_shows_a_number_with_the_unit_that_is_asked_for(unit: str, way_out: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_value("约四千", unit)
    assert (refused.value.title, refused.value.message) == ("“约四千”不是一个数", "数值要能与指标比较")
    assert refused.value.way_out == way_out


def test_a_number_too_large_to_compare_is_refused() -> None:
    with pytest.raises(InputRefused, match="太大") as refused:
        read_value("99999999999亿")
    assert (refused.value.message, refused.value.way_out) == ("最大 1,000,000,000,000,000", "请核对位数")


@pytest.mark.parametrize("typed", ["1200000", "1200000/1200001"])
def test_a_large_whole_is_told_with_all_its_digits(typed: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_value(typed, "%", whole=1234567)
    assert "1234567" in refused.value.message and "/1234567" in refused.value.way_out
