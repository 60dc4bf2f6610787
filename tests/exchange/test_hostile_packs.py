"""A corpus of packs made to harm: each is refused in words, and the ledger is as it was, byte for byte."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange_support import (
    NOON,
    NOTE,
    ORIGIN,
    Laptop,
    chained,
    forged,
    record,
    record_id,
    write_pack,
    write_raw,
)

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.identity import milestone_id_from_record
from huaian_tui.exchange import pack_format
from huaian_tui.exchange.merge import merge, preview
from huaian_tui.exchange.pack_format import PackRefused
from huaian_tui.exchange.pack_read import open_pack
from huaian_tui.store.changes.notes import NoteDraft, add_note
from huaian_tui.store.check import check_ledger

TODAY = date(2026, 11, 22)


@pytest.fixture
def ours(seeded_file: Path, tmp_path: Path) -> Laptop:
    laptop = Laptop(seeded_file, tmp_path, "张三")
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, "自己的", TODAY), TODAY))
    return laptop


def refused(laptop: Laptop, pack: Path) -> PackRefused:
    """Both ways in refuse it and leave the file as it is; the words are fit to be shown."""
    before = laptop.path.read_bytes()
    with pytest.raises(PackRefused) as caught:
        laptop.take(pack)
    assert laptop.path.read_bytes() == before
    try:
        seen = laptop.look(pack)
    except PackRefused as at_once:
        assert at_once.one_line() == caught.value.one_line()
    else:
        assert [one.error.one_line() for one in seen.refusals] == [caught.value.one_line()]
        assert (seen.new, seen.refused > 0) == (0, True)
    assert laptop.path.read_bytes() == before
    line = caught.value.one_line()
    assert caught.value.title and caught.value.way_out
    assert line.isprintable() and len(line) < 400, line
    return caught.value


def decision(kind: str = "milestone_extend", **columns: Any) -> dict[str, Any]:
    body = columns.pop("body", {"due": "2027-01-01", "basis": "会议"})
    return record(1, body, kind=kind, task_no=2, milestone="2-1", occurred_on=None) | columns


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


FAR = record_id(NOON + timedelta(days=21 * 366)).hex()

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


def change(key: str, value: Any) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda origins: [origins[0] | {key: value}, *origins[1:]]


def one_more(**values: Any) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda origins: [*origins, origins[0] | values]


HEADERS: dict[str, dict[str, Any]] = {
    "not a pack": {"format": "other"},
    "newer format": {"version": 2},
    "newer schema": {"schema": 10_000},
    "no schema": {"schema": None},
    "schema true": {"schema": True},
    "schema zero": {"schema": 0},
    "another plan": {"plan": "other"},
    "plan with an escape": {"plan": "\x1b[2J"},
    "no reference": {"reference": ""},
    "officer a number": {"officer": 1},
    "officer with a line end": {"officer": "a\nb"},
    "created never": {"created_at": "yesterday"},
    "too many records claimed": {"records": 3},
    "too few claimed": {"records": 1},
    "negative records": {"records": -1},
    "records beyond all bounds": {"records": 10**9},
    "records as text": {"records": "2"},
    "wrong sum": {"sha256": "ab" * 32},
    "sum that is none": {"sha256": "x"},
    "origins a number": {"origins": 1},
    "origins empty": {"origins": []},
    "origins too many": {"origins": [{}] * 3000},
    "origin as text": {"origins": ["x"]},
    "wrong head": {"origins": change("head", "ab" * 32)},
    "origin with a path": {"origins": change("id", "../../../../../etc/passwd")},
    "origin twice": {"records": 4, "origins": one_more()},
    "range backwards": {"records": 0, "origins": change("first", 9)},
    "first zero": {"records": 3, "origins": change("first", 0)},
    "negative first": {"origins": change("first", -1)},
    "gap": {"origins": lambda one: [one[0] | {"first": 2, "last": 3, "before": "cd" * 32}]},
    "endless range": {"records": 1 << 39, "origins": change("last", 1 << 39)},
    "before the first": {"origins": change("before", "cd" * 32)},
    "other origin": {"origins": change("id", "cd" * 16)},
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_does_not_hold_is_refused(name: str, ours: Laptop, tmp_path: Path) -> None:
    error = refused(ours, forged(tmp_path / "包", record(1), record(2), **HEADERS[name]))
    if name.startswith("newer"):
        assert "较新版本" in error.title and "升级" in error.way_out


LINES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a line that is no JSON": lambda lines: [b"{", lines[1]],
    "an empty line": lambda lines: [b"", lines[1]],
    "a list": lambda lines: [b"[]", lines[1]],
    "deep beyond the parser": lambda lines: [b"[" * 200_000, lines[1]],
    "deep objects": lambda lines: [b'{"a":' * 100_000, lines[1]],
    "digits without end": lambda lines: [lines[0].replace(b'"task_no": 1', b'"task_no": ' + b"9" * 10_000)],
    "an exponent without end": lambda lines: [lines[0].replace(b'"task_no": 1', b'"task_no": 1e999999999')],
    "NaN as a column": lambda lines: [lines[0].replace(b'"task_no": 1', b'"task_no": NaN')],
    "a key twice with another value": lambda lines: [
        lines[0].replace(b'"body"', b'"task_no": 3, "body"'),
        lines[1],
    ],
    "a body key twice": lambda lines: [lines[0].replace(b'"units"', b'"text": "x", "units"')],
    "a key too many": lambda lines: [lines[0].replace(b'"seq": 1', b'"seq": 1, "rid": 1')],
    "a key too few": lambda lines: [lines[0].replace(b'"ref": null, ', b"")],
    "no UTF-8": lambda lines: [lines[0].replace(b'"kind"', b'"ki\xffnd"')],
    "UTF-16": lambda lines: [lines[0].decode().encode("utf-16"), lines[1]],
    "a changed word": lambda lines: [lines[0], lines[1].replace(b'"task_no": 1', b'"task_no": 2')],
    "exchanged lines": lambda lines: lines[::-1],
    "the same line twice": lambda lines: [lines[0], lines[0]],
    "a missing line": lambda lines: lines[:1],
    "a line too many": lambda lines: [*lines, lines[1]],
}


@pytest.mark.parametrize("name", LINES)
def test_lines_that_are_not_the_records_are_refused(name: str, ours: Laptop, tmp_path: Path) -> None:
    lines, head = chained([record(1), record(2)])
    assert LINES[name](list(lines)) != lines
    changed = LINES[name](list(lines))
    # The header agrees with the lines, as far as a forger can make it.
    pack = write_pack(tmp_path / "包", changed, head, origins=change("last", len(changed)))
    if name == "a key twice with another value":
        assert ours.take(pack).new == 2  # the last one counts, and it is what was hashed: harmless
        assert [one[7] for one in ours.records()] == [1, 1, 1]
        return
    error = refused(ours, pack)
    assert "号记录" in error.title or "损坏" in error.title


def test_a_renumbered_chain_with_ids_backwards_is_refused(ours: Laptop, tmp_path: Path) -> None:
    pack = forged(tmp_path / "包", record(1, id=record(2)["id"]), record(2, id=record(1)["id"]))
    assert "编号不在前一条之后" in refused(ours, pack).message


def test_the_id_of_another_record_is_refused(ours: Laptop, tmp_path: Path) -> None:
    taken = ours.records()[0][0].hex()
    assert "编号与另一条记录相同" in refused(ours, forged(tmp_path / "包", record(1, id=taken))).title


def test_records_forged_under_our_own_origin_are_refused(ours: Laptop, tmp_path: Path) -> None:
    origin = ours.records()[0][1]
    lines, head = chained([record(1), record(2)], origin)
    pack = write_pack(tmp_path / "包", lines, head, origins=change("id", origin.hex()))
    assert "本台账的第 1 号记录有两个不同的版本" in refused(ours, pack).title


def test_nothing_of_a_pack_is_a_name_in_the_database(ours: Laptop, tmp_path: Path) -> None:
    """View-like names and statements are data: kept in a body of an unknown kind, run nowhere."""
    body = {"record": "CREATE VIEW record AS SELECT 1", "sqlite_master": "'; DROP TABLE record; --"}
    assert ours.take(forged(tmp_path / "包", record(1, body, kind="sqlite_master"))).new == 1
    assert check_ledger(ours.path).problems == ()


# ------------------------------------------------------------------ files


def good(tmp_path: Path, count: int = 3) -> Path:
    return forged(tmp_path / "好", *(record(number) for number in range(1, count + 1)))


def test_a_flipped_bit_anywhere_is_refused_or_harmless(ours: Laptop, tmp_path: Path) -> None:
    data = good(tmp_path).read_bytes()
    dice = random.Random(11)
    pack = tmp_path / "包"
    harmless = 0
    with ours.ledger() as ledger:
        for place in range(len(data)):
            flipped = bytearray(data)
            flipped[place] ^= 1 << dice.randrange(8)
            pack.write_bytes(flipped)
            try:
                seen = preview(ledger, [open_pack(pack)], NOON)
            except PackRefused:
                continue
            if seen.refusals:
                continue
            harmless += 1
            assert (seen.new, seen.officers) == (3, (("外人", 3),)), place
    assert harmless <= 14  # flags, time and system in the two gzip headers mean nothing here


def test_a_truncated_file_is_refused_wherever_it_ends(ours: Laptop, tmp_path: Path) -> None:
    data = good(tmp_path).read_bytes()
    pack = tmp_path / "包"
    with ours.ledger() as ledger:
        for end in range(len(data)):
            pack.write_bytes(data[:end])
            with pytest.raises(PackRefused):
                merge(ledger, [open_pack(pack)], NOON)
    assert len(ours.records()) == 1


def test_what_is_appended_is_refused(ours: Laptop, tmp_path: Path) -> None:
    data = good(tmp_path).read_bytes()
    pack = tmp_path / "包"
    for more in (b"\x00", b"x", gzip.compress(b"x\n"), data):
        pack.write_bytes(data + more)
        refused(ours, pack)


def test_other_files_are_refused(ours: Laptop, tmp_path: Path) -> None:
    pack = tmp_path / "包"
    for data in (b"", b"\x1f\x8b", b"SQLite format 3\x00", b"PK\x03\x04", "文字".encode(), os.urandom(1000)):
        pack.write_bytes(data)
        refused(ours, pack)
    write_raw(pack, b"{}\n")
    refused(ours, pack)
    write_raw(pack, b"no line end")
    refused(ours, pack)
    refused(ours, tmp_path)
    refused(ours, tmp_path / "没有")
    refused(ours, ours.path)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices have names there")
def test_devices_and_pipes_are_not_read(ours: Laptop, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    refused(ours, tmp_path / "管道")
    refused(ours, Path("/dev/zero"))


def test_a_file_that_is_too_large_is_not_read_to_its_end(
    ours: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_format, "MOST_FILE_BYTES", 1000)
    (tmp_path / "包").write_bytes(b"\x1f\x8b" + bytes(2000))
    assert "太大" in refused(ours, tmp_path / "包").title


BOMB = """
import resource, sys
from datetime import datetime
from pathlib import Path
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.identity import SHANGHAI
from huaian_tui.exchange.merge import merge
from huaian_tui.exchange.pack_read import open_pack
from huaian_tui.store.ledger import Ledger
moment = datetime(2026, 11, 22, tzinfo=SHANGHAI)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with Ledger(Path(sys.argv[1]), "x", lambda: moment) as ledger:
        merge(ledger, [open_pack(Path(sys.argv[2]))], moment)
except HuaianError as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, error.one_line())
"""


def zeros(count: int, character: bytes = b"x") -> bytes:
    """A gzip member of so many bytes that never stands in memory."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = character * ((1 << 20) // len(character))
    parts = [compressor.compress(piece) for _ in range(count >> 20)]
    return b"".join(parts) + compressor.flush()


@pytest.mark.skipif(os.name != "posix", reason="memory is measured there")
@pytest.mark.parametrize("where", ["header", "one line", "line ends", "short lines"])
def test_a_bomb_is_refused_in_little_memory(ours: Laptop, tmp_path: Path, where: str) -> None:
    pack = tmp_path / "包"
    lines, head = chained([record(1)])
    write_pack(pack, lines, head, records=1_000_000, origins=change("last", 1_000_000))
    first = zlib.decompressobj(31)
    header = gzip.compress(first.decompress(pack.read_bytes()))
    size = 1 << 30
    pack.write_bytes(
        {
            "header": lambda: zeros(size),
            "one line": lambda: header + zeros(size),
            "line ends": lambda: header + zeros(size, b"\n"),
            "short lines": lambda: header + zeros(size, b"[]\n"),
        }[where]()
    )
    assert pack.stat().st_size < 16 << 20
    before = ours.path.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-c", BOMB, str(ours.path), str(pack)], capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    grown, _, said = ended.stdout.partition(" ")
    assert "损坏" in said or "号记录" in said, said
    assert int(grown) < 100 << 10, "KiB beyond the program itself"
    assert ours.path.read_bytes() == before


def test_too_much_content_is_refused_by_its_ratio(
    ours: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_format, "FREE_CONTENT_BYTES", 1000)
    monkeypatch.setattr(pack_format, "MOST_RATIO", 1)
    assert "大得不正常" in refused(ours, good(tmp_path, 50)).message


def test_a_body_beyond_its_bound_is_refused(
    ours: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_format, "MOST_BODY_CHARACTERS", 500)
    refused(ours, forged(tmp_path / "包", record(1, {"a": "x" * 600}, kind="future")))
    monkeypatch.setattr(pack_format, "MOST_LINE_BYTES", 700)
    refused(ours, forged(tmp_path / "包", record(1, {"a": "x" * 600}, kind="future")))


def test_a_clock_that_was_never_set_is_named(ours: Laptop, tmp_path: Path) -> None:
    ours.moment = NOON.replace(year=2000)
    assert "请先核对时钟" in refused(ours, good(tmp_path)).message


def test_the_words_never_quote_what_was_in_the_pack(ours: Laptop, tmp_path: Path) -> None:
    for bad in (
        record(body=NOTE | {"text": 1, "units": ["机密"]}),
        record(body={"机密": "\x00"}, kind="future"),
        record(officer="机密\x1b"),
    ):
        assert "机密" not in refused(ours, forged(tmp_path / "包", bad)).one_line()


def test_opening_alone_trusts_nothing(tmp_path: Path) -> None:
    pack = open_pack(good(tmp_path))
    assert (pack.header.records, pack.header.origins[0].id) == (3, ORIGIN)
    with pytest.raises(HuaianError):
        open_pack(tmp_path / "没有")
