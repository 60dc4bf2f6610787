"""A corpus of packs made to harm: each is refused in words, and the ledger is as it was, byte for byte."""

from __future__ import annotations

import gzip
import os
import random
import struct
import sys
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support import children
from support.exchange import (
    NOON,
    ORIGIN,
    Laptop,
    chained,
    forged,
    record,
    refused,
    write_pack,
    write_raw,
)

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.merging.merge import merge, preview
from huaian_tui.exchange.packs import pack_format, record_read
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.packs.pack_read import open_pack

TODAY = date(2026, 11, 22)


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
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.exchange.merging.merge import merge
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.store.engine.append import Ledger
moment = datetime(2026, 11, 22, tzinfo=SHANGHAI)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with Ledger(Path(sys.argv[1]), "x", lambda: moment) as ledger:
        merge(ledger, [open_pack(Path(sys.argv[2]))], moment)
except HuaianError as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, error.one_line())
"""


def zeros(count: int, character: bytes = b"x") -> bytes:
    """A gzip member of so many bytes that never stands in memory: one packed MiB again and again."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = character * ((1 << 20) // len(character))
    first, again = (compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    times, crc = count >> 20, 0
    for _ in range(times):
        crc = zlib.crc32(piece, crc)
    end = b"\x03\x00" + struct.pack("<LL", crc, times * len(piece) & 0xFFFFFFFF)
    return first + again * (times - 1) + end


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
    ended = children.run(
        [sys.executable, "-c", BOMB, str(ours.path), str(pack)], capture_output=True, text=True, seconds=60
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
    monkeypatch.setattr(record_read, "MOST_BODY_CHARACTERS", 500)
    refused(ours, forged(tmp_path / "包", record(1, {"a": "x" * 600}, kind="future")))
    monkeypatch.setattr(pack_format, "MOST_LINE_BYTES", 700)
    refused(ours, forged(tmp_path / "包", record(1, {"a": "x" * 600}, kind="future")))


def test_opening_alone_trusts_nothing(tmp_path: Path) -> None:
    pack = open_pack(good(tmp_path))
    assert (pack.header.records, pack.header.origins[0].id) == (3, ORIGIN)
    with pytest.raises(HuaianError):
        open_pack(tmp_path / "没有")
