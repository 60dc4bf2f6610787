"""Names in the shared folder: what is written is understood again, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaian_tui.exchange.folder.names import (
    SegmentName,
    hinted_segment,
    is_temporary,
    is_writer,
    key_file_name,
    parse_key,
    parse_segment,
    temporary_name,
)

HEX = st.text("0123456789abcdef", min_size=16, max_size=16)
NUMBER = st.integers(1, 10**12 - 1)
NAMES = st.builds(
    lambda origin, ends, head, sha: SegmentName(origin, min(ends), max(ends), head, sha),
    HEX,
    st.tuples(NUMBER, NUMBER),
    HEX,
    HEX,
)
GOOD = SegmentName("0123456789abcdef", 1, 20, "a" * 16, "b" * 16)


@given(NAMES)
def test_a_name_is_understood_again_and_every_system_takes_it(name: SegmentName) -> None:
    assert parse_segment(name.text) == hinted_segment(name.text) == name
    assert len(name.text) <= 80
    assert name.text.isascii() and name.text == name.text.lower() and " " not in name.text


@given(
    NAMES,
    st.sampled_from(
        [
            "{}.sync-conflict-20261128-205234-ZTWCWS5.hap",
            "副本 {} (2).hap",
            "{}-NSConflict-甲.hap",
            "{}-conflict.hap",
            "{} (冲突副本).hap",
            "{} (conflicted copy 2021-04-22 133143).hap",
            "{} (甲 的冲突副本 2026-11-30).hap",
            "{}-DESKTOP-7QK2.hap",
            "{}-电脑名.hap",
        ]
    ),
)
def test_a_renamed_file_still_says_what_it_was(name: SegmentName, form: str) -> None:
    other = form.format(name.text.removesuffix(".hap"))
    assert parse_segment(other) is None
    assert hinted_segment(other) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".hap",
        "heads.hap",
        GOOD.text.upper(),
        GOOD.text + " ",
        GOOD.text + "\n",
        GOOD.text.replace("-1-20-", "-20-1-"),
        GOOD.text.replace("-1-", "-0-"),
        GOOD.text.replace("-1-", "-01-"),
        GOOD.text.replace("-20-", "-²0-"),
        GOOD.text.replace("-20-", "-" + "9" * 13 + "-"),
        GOOD.text.replace("a" * 16, "g" * 16),
        "../" + GOOD.text,
        GOOD.text.removesuffix(".hap"),
    ],
)
def test_what_is_not_quite_a_name_is_none(name: str) -> None:
    assert parse_segment(name) is None


@settings(max_examples=40)
@given(st.text(max_size=90))
def test_any_text_is_looked_at_without_harm(text: str) -> None:
    for look in (parse_segment, hinted_segment, parse_key, is_writer, is_temporary):
        look(text)


def test_other_names() -> None:
    assert parse_key(key_file_name("0a1b2c3d")) == "0a1b2c3d"
    assert parse_key("key-0a1b2c3d (1).age") is None
    assert is_writer("0123456789abcdef") and not is_writer("0123456789ABCDEF") and not is_writer("..")
    name = temporary_name("0a1b")
    assert is_temporary(name)
    assert name.startswith("~") and name.endswith(".tmp"), "left alone by every engine that was looked at"
    assert not is_temporary(GOOD.text)
