"""A program that is killed anywhere while it publishes never leaves a wrong file under a final name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from support.stopped_programs import Files, Looks, can_stop_at_calls, place, stopped_at_calls

from huaian_tui.exchange.folder.names import HEADS, ROOT, SegmentName, is_temporary, parse_segment
from huaian_tui.exchange.folder.publishing import write_all

ME = "a" * 16
CALLS = "write,fsync,rename,renameat,renameat2,mkdir,unlink,ftruncate"
OLD, NEW = b"old heads" * 40, b"new heads" * 50


def segment(first: int, last: int, fill: bytes) -> tuple[str, bytes]:
    data = fill * 200_000
    return SegmentName(ME, first, last, "b" * 16, hashlib.sha256(data).hexdigest()[:16]).text, data


SMALL, LARGE = segment(1, 5, b"s"), segment(1, 9, b"l")
REPLACED = SMALL[0], LARGE[0]


@pytest.mark.slow
@pytest.mark.skipif(not can_stop_at_calls(), reason="strace is not installed, or may not trace here")
def test_no_file_is_ever_wrong_under_its_final_name(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    write_all(folder, ME, [SMALL, (HEADS, OLD)], [])
    states = list[Files]()
    looks = Looks(folder, states.append)
    stopped_at_calls(lambda: write_all(folder, ME, [LARGE, (HEADS, NEW)], [REPLACED]), CALLS, 1, looks)
    assert looks.times > 8, "so many calls it takes at least"
    seen = set[tuple[str, ...]]()
    for number, files in enumerate(states):
        seen.add(looked_at(files))
        left = place(files, tmp_path / f"left-{number}")  # whoever comes after the kill makes it right
        assert write_all(left, ME, [LARGE, (HEADS, NEW)], [REPLACED]) in ([SMALL[0]], [])
        assert {path.name for path in (left / ROOT / ME).iterdir() if not is_temporary(path.name)} == {
            LARGE[0],
            HEADS,
        }
    assert len(seen) >= 4, "before, the large one beside the small one, the new heads, the small one gone"


def looked_at(files: Files) -> tuple[str, ...]:
    """The final names of one state, each of which is right in itself; something holds all records always."""
    final = {Path(name).name: data for name, data in files.items() if not is_temporary(Path(name).name)}
    assert final[HEADS] in (OLD, NEW)
    assert SMALL[0] in final or LARGE[0] in final
    for name, data in final.items():
        if name != HEADS:
            parsed = parse_segment(name)
            assert parsed is not None and hashlib.sha256(data).hexdigest()[:16] == parsed.sha
    return (*sorted(final), final[HEADS][:3].decode())
