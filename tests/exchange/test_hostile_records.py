"""Records made to harm, in packs that are otherwise right: refused in words, the ledger as it was."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.exchange import NOON, NOTE, Laptop, forged, record, record_id, refused

from huaian_tui.domain.words.forks import fork_words
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.store.engine.integrity import check_ledger


def decision(kind: str = "milestone_extend", **columns: Any) -> dict[str, Any]:
    body = columns.pop("body", {"due": "2027-01-01", "basis": "会议"})
    return record(1, body, kind=kind, task_no=2, milestone="2-1", occurred_on=None) | columns


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


FAR = record_id(NOON + timedelta(days=101 * 366)).hex()

RECORDS: dict[str, dict[str, Any]] = {
    "another plan": record(plan="another-plan"),
    "unknown task": record(task_no=61),
    "task zero": record(task_no=0),
    "negative task": record(task_no=-1),
    "task as text": record(task_no="1"),
    "task as a fraction": record(task_no=1.0),
    "task as a boolean": record(task_no=True),
    "huge task": record(task_no=10**400),
    "no task": record(task_no=None),
    "negative seq": record(seq=-1),
    "seq zero": record(seq=0),
    "seq ahead": record(seq=2),
    "seq as text": record(seq="1"),
    "seq boolean": record(seq=True),
    "seq huge": record(seq=1 << 80),
    "id in the far future": record(id=FAR),
    "id at the end of time": record(id="ffffffffffff7fffbfffffffffffffff"),
    "id of version 4": record(id="01a20394f7324000bff2554c6139bb0d"),
    "id of another variant": record(id="01a20394f7327000fff2554c6139bb0d"),
    "id too short": record(id="01"),
    "id with blanks": record(id=" " * 32),
    "id as a number": record(id=5),
    "unknown unit": record(body=NOTE | {"units": ["../../etc/passwd"]}),
    "units as text": record(body=NOTE | {"units": "市财政局"}),
    "units not text": record(body=NOTE | {"units": [1]}),
    "empty text": record(body=NOTE | {"text": "  "}),
    "text too long": record(body=NOTE | {"text": "x" * 20_001}),
    "text a number": record(body=NOTE | {"text": 1}),
    "text missing": record(body={"units": []}),
    "escape sequence": record(body=NOTE | {"text": "\x1b]52;c;c2VjcmV0\x07"}),
    "bidi": record(body=NOTE | {"text": "\u202e反"}),
    "lone surrogate": record(body=NOTE | {"text": "\ud800"}),
    "lone surrogate in a key": record(body=NOTE | {"\udfff": 1}),
    "lone surrogate in an unknown kind": record(body={"a": "\ud800"}, kind="future"),
    "NaN": record(body=NOTE | {"more": float("nan")}),
    "infinity": record(body=NOTE | {"more": float("inf")}),
    "huge number": record(body=NOTE | {"more": 10**300}),
    "huge number in an unknown kind": record(body={"n": 10**300}, kind="future"),
    "deep JSON": record(body=NOTE | {"more": nested(40)}),
    "deep JSON in an unknown kind": record(body={"n": nested(400)}, kind="future"),
    "control character in an unknown kind": record(body={"n": "\x00"}, kind="future"),
    "body a list": record(body=[1]),
    "body a text": record(body="{}"),
    "body null": record(body=1),
    "kind with a path": record(kind="../note"),
    "kind in capitals": record(kind="NOTE"),
    "kind empty": record(kind=""),
    "kind long": record(kind="a" * 41),
    "kind a statement": record(kind="note'; DROP TABLE record; --"),
    "day that is none": record(occurred_on="2026-02-30"),
    "day in another form": record(occurred_on="20261120"),
    "day with full-width digits": record(occurred_on="２０２６-11-20"),
    "no day": record(occurred_on=None),
    "day in the year 9999": record(occurred_on="9999-12-31"),
    "moment that is none": record(recorded_at="2026-11-22T25:00:00.000+08:00"),
    "moment in another zone": record(recorded_at="2026-11-22T12:00:00.000+00:00"),
    "moment as a number": record(recorded_at=0),
    "officer with a line end": record(officer="张\n三"),
    "officer with an escape": record(officer="\x1b[31m张三"),
    "officer too long": record(officer="张" * 101),
    "officer as a list": record(officer=["张三"]),
    "follow-up that is no day": record(body=NOTE | {"follow_up": "明天"}),
    "follow-up a number": record(body=NOTE | {"follow_up": 20261201}),
    "ref too short": record(kind="retraction", body={"reason": "误"}, ref="ab"),
    "ref as a path": record(kind="retraction", body={"reason": "误"}, ref="../../../../../etc/passwd1234567"),
    "retraction of nothing": record(kind="retraction", body={"reason": "误"}),
    "correction of nothing": record(kind="correction", body=NOTE | {"reason": "误"}),
    "milestone of another task": decision(task_no=3),
    "milestone without a task": decision(task_no=None),
    "milestone with a path": decision(milestone="2-../../x"),
    "milestone like a view": decision(milestone="sqlite_master"),
    "due that is no day": decision(body={"due": "soon", "basis": "会议"}),
    "due a list": decision(body={"due": ["2027-01-01"], "basis": "会议"}),
    "no basis": decision(body={"due": "2027-01-01"}),
    "settles no ids": decision(body={"due": "2027-01-01", "basis": "会议", "settles": ["xyz"]}),
    "settles blanks": decision(body={"due": "2027-01-01", "basis": "会议", "settles": [" " * 32]}),
    "settles a number": decision(body={"due": "2027-01-01", "basis": "会议", "settles": 5}),
    "completion without a day": decision("milestone_complete", body={"basis": "验收"}),
    "completion with a huge value": decision(
        "milestone_complete", body={"basis": "验收", "value": 1e300}, occurred_on="2026-11-20"
    ),
    "completion with text as value": decision(
        "milestone_complete", body={"basis": "验收", "value": "4000"}, occurred_on="2026-11-20"
    ),
    "reading true": decision("reading", body={"value": True}, occurred_on="2026-11-20"),
    "a milestone set under a planned id": decision(
        "milestone_set", body={"title": "假", "due": "2027-01-01", "basis": "会议"}
    ),
    "a milestone set under another record's id": decision(
        "milestone_set",
        body={"title": "假", "due": "2027-01-01", "basis": "会议"},
        milestone=milestone_id_from_record(2, bytes(16)),
    ),
    "unknown deliverable": record(kind="deliverable", body={"deliverable": "99-z", "text": "稿"}),
    "deliverable of another task": record(
        kind="deliverable", body={"deliverable": "1-a", "text": "稿"}, task_no=2
    ),
    "notice with a deep document": record(
        kind="notice_draft",
        body={"kind": "circular", "title": "通报", "units": [], "document": json.dumps({"a": nested(300)})},
    ),
    "notice whose document is no JSON": record(
        kind="notice_draft", body={"kind": "circular", "title": "通报", "units": [], "document": "{"}
    ),
    "notice issued in no year": record(
        kind="notice_issue",
        ref="0" * 32,
        body={"code": "督", "year": 0, "serial": 1, "number": "1", "title": "通报", "document": "{}"},
    ),
    "self report half filled": record(
        kind="self_report", body={"unit": "市财政局"}, task_no=2, milestone="2-1"
    ),
    "setting without a value": record(kind="setting", body={"key": "office"}, task_no=None, occurred_on=None),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_was_never_typed_so_is_refused(name: str, ours: Laptop, tmp_path: Path) -> None:
    first = record(1)
    bad = RECORDS[name]
    error = refused(ours, forged(tmp_path / "包", bad))
    assert "第 1 号记录" in error.title
    # The same after a good one: all or nothing.
    if bad["seq"] is not True and bad["seq"] == 1:
        later = bad | {"seq": 2}
        if bad["id"] == first["id"]:
            later["id"] = record_id(NOON + timedelta(seconds=2), 2).hex()
        refused(ours, forged(tmp_path / "包", first, later))


def test_the_records_behind_the_corpus_are_good_ones(ours: Laptop, tmp_path: Path) -> None:
    """Each wrong record differs from one of these, so it is refused for what is wrong with it."""
    due = decision(seq=2, id=record_id(NOON + timedelta(seconds=2), 2).hex())
    assert ours.take(forged(tmp_path / "包", record(1), due)).new == 2
    assert check_ledger(ours.path).ok


def test_a_renumbered_chain_with_ids_backwards_is_refused(ours: Laptop, tmp_path: Path) -> None:
    pack = forged(tmp_path / "包", record(1, id=record(2)["id"]), record(2, id=record(1)["id"]))
    assert "编号不在前一条之后" in refused(ours, pack).message


def test_the_id_of_another_record_does_not_count_and_is_kept(ours: Laptop, tmp_path: Path) -> None:
    before = ours.records()
    result = ours.take(forged(tmp_path / "包", record(1, id=before[0][0].hex())))
    assert (result.new, result.set_aside) == (0, 1) and ours.records() == before
    (fork,) = result.forks
    assert "编号相同的记录" in fork_words(fork) and "已取舍" in fork_words(fork), "it is this laptop's own"


def test_nothing_of_a_pack_is_a_name_in_the_database(ours: Laptop, tmp_path: Path) -> None:
    """View-like names and statements are data: kept in a body of an unknown kind, run nowhere."""
    body = {"record": "CREATE VIEW record AS SELECT 1", "sqlite_master": "'; DROP TABLE record; --"}
    assert ours.take(forged(tmp_path / "包", record(1, body, kind="sqlite_master"))).new == 1
    assert check_ledger(ours.path).problems == ()


def test_a_clock_that_was_never_set_is_named(ours: Laptop, tmp_path: Path) -> None:
    pack = forged(tmp_path / "包", record(id=record_id(NOON + timedelta(days=5)).hex()))
    ours.moment = NOON.replace(year=2000)
    assert ours.look(pack).ahead == 1
    with pytest.raises(PackRefused, match="这台电脑的时钟慢了"):
        ours.take(pack)
    ours.moment = NOON.replace(year=1900)
    assert "请先核对时钟" in refused(ours, pack).message


def test_the_words_never_quote_what_was_in_the_pack(ours: Laptop, tmp_path: Path) -> None:
    for bad in (
        record(body=NOTE | {"text": 1, "units": ["机密"]}),
        record(body={"机密": "\x00"}, kind="future"),
        record(officer="机密\x1b"),
    ):
        assert "机密" not in refused(ours, forged(tmp_path / "包", bad)).one_line()
