"""The changes of a revision as they stand in a record, whatever stands there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huaian_tui.ledger.kinds.revisions import (
    MOST_CHANGES_CHARACTERS,
    RevisedTask,
    as_revised,
    changes_document,
    changes_of,
)

CHANGE = RevisedTask("merged", (4, 5), (4,), ("4", "5"), ("3",), "2项合为一项")


def test_changes_are_read_as_they_were_written() -> None:
    assert changes_of({"changes": changes_document([CHANGE])}) == (CHANGE,)
    assert changes_of({}) == ()


def test_of_a_list_beyond_all_bounds_the_details_are_left_out() -> None:
    many = [CHANGE._replace(detail="字" * 1000)] * (MOST_CHANGES_CHARACTERS // 500)
    document = changes_document(many)
    assert len(document) < MOST_CHANGES_CHARACTERS
    assert {one.detail for one in changes_of({"changes": document})} == {""}


@pytest.mark.parametrize(
    "rows",
    [1, {"a": 1}, [1], [["added"]], [["added", None, [], [], [], ""]], [["added", ["x"], [], [], [], ""]]],
)
def test_what_a_pack_brings_otherwise_is_left_out(rows: Any) -> None:
    assert changes_of({"changes": json.dumps({"changes": rows})}) == ()


def test_texts_of_a_pack_are_safe_to_show() -> None:
    rows = [["added", [], [1], [], ["1\x1b[31m"], "第一行\n第二行\x1b]0;x\x07"]]
    (one,) = changes_of({"changes": json.dumps({"changes": rows})})
    assert "\x1b" not in one.detail + one.new_no[0] and "\n" not in one.detail


def test_the_same_revision_reads_the_same_whoever_accepted_it() -> None:
    body = {"text": "内容", "revision": "r1", "basis": "甲", "file": {"name": "甲.docx", "sha256": "ab"}}
    other = body | {"basis": "乙", "file": {"name": "乙.docx", "sha256": "ab"}}
    assert as_revised(body) == as_revised(other) != as_revised(body | {"text": "别的"})
    assert as_revised({"basis": "甲"}) == {"basis": "甲"}
