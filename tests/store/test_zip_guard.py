"""Packed files from outside: what is wrong with them is found before a parser sees them."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from huaian_tui.store.zip_guard import Kind, Limits, Problem, ZipRefused, check_zip, read_bounded

MAIN = "main.xml"
SMALL = Limits(file_bytes=10_000, members=5, unpacked_bytes=1_000_000, ratio=100)


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def problem(data: bytes, kind: Kind = Kind(MAIN), limits: Limits = SMALL) -> Problem:  # noqa: B008 - frozen
    with pytest.raises(ZipRefused) as refused:
        check_zip(data, limits, kind)
    return refused.value.problem


def lying(data: bytes, size: int) -> bytes:
    """The same archive whose headers say that the member has one byte."""
    return data.replace(struct.pack("<I", size), struct.pack("<I", 1))


def test_an_archive_of_its_kind_passes() -> None:
    check_zip(packed({MAIN: b"<x/>", "a.bin": b"x" * 500}), SMALL, Kind(MAIN))
    check_zip(packed({"MAIN.XML": b"<x/>"}), SMALL, Kind(MAIN, any_case=True))
    check_zip(packed({MAIN: b"<!DOCTYPE x>"}), SMALL, Kind(MAIN, entities=True))


def test_it_may_grow_more_while_it_is_small() -> None:
    grown = packed({MAIN: b"0" * 500_000})
    assert len(grown) * SMALL.ratio < 500_000
    assert problem(grown) is Problem.UNPACKS_TOO_LARGE
    check_zip(grown, Limits(unpacked_bytes=1_000_000, free_bytes=500_000), Kind(MAIN))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Problem.DAMAGED),
        (b"PK\x03\x04 broken", Problem.DAMAGED),
        (packed({MAIN: b"abc" * 1000})[:-30], Problem.DAMAGED),
        (packed({MAIN: b"abc"}).replace(b"KLJ", b"KLI"), Problem.DAMAGED),
        (packed({"other.xml": b""}), Problem.NOT_OF_THIS_KIND),
        (packed({"MAIN.xml": b""}), Problem.NOT_OF_THIS_KIND),
        (packed({MAIN: b"", "sub/VBAproject.BIN": b""}), Problem.FORBIDDEN_MEMBER),
        (packed({MAIN: b""} | {f"{n}.xml": b"" for n in range(5)}), Problem.TOO_MANY_MEMBERS),
        (packed({MAIN: b"0" * 2_000_000}), Problem.UNPACKS_TOO_LARGE),
        (lying(packed({MAIN: b"0" * 2_000_000}), 2_000_000), Problem.UNPACKS_TOO_LARGE),
        (packed({MAIN: b"<!DOCTYPE x>"}), Problem.ENTITIES),
        (packed({MAIN: b"", "a.RELS": "<!DOCTYPE x>".encode("utf-16")}), Problem.ENTITIES),
    ],
)
def test_what_is_wrong_is_found(data: bytes, expected: Problem) -> None:
    assert problem(data, Kind(MAIN, forbidden="vbaproject.bin")) is expected


def test_an_encrypted_member_is_found() -> None:
    plain = packed({MAIN: b"<x/>"})
    local, central = plain.index(b"PK\x03\x04"), plain.index(b"PK\x01\x02")
    data = bytearray(plain)
    data[local + 6] |= 1
    data[central + 8] |= 1
    assert problem(bytes(data)) is Problem.ENCRYPTED


@pytest.mark.parametrize("before", range(65_520, 65_540))
def test_a_declaration_is_found_where_two_pieces_meet(before: int) -> None:
    data = packed({MAIN: b" " * before + b"<!DOCTYPE x>"})
    assert problem(data, limits=Limits(ratio=10_000)) is Problem.ENTITIES


def test_no_more_is_read_than_may_be(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * SMALL.file_bytes)
    assert len(read_bounded(path, SMALL)) == SMALL.file_bytes
    path.write_bytes(b"x" * (SMALL.file_bytes + 1))
    for wrong, expected in (
        (path, Problem.TOO_LARGE),
        (tmp_path / "no", Problem.MISSING),
        (tmp_path, Problem.UNREADABLE),
    ):
        with pytest.raises(ZipRefused) as refused:
            read_bounded(wrong, SMALL)
        assert refused.value.problem is expected
