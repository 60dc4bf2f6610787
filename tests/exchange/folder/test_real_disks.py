"""Disks that fill up, turn read-only or are pulled out, for real; skipped where nobody may mount one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import children
from support.shared_folders import Desk, LightLedger

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.folder import publishing


def done(*words: str) -> bool:
    try:
        return children.run(words, capture_output=True, seconds=60, check=False).returncode == 0
    except (OSError, AssertionError):
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "U 盘"
    place.mkdir()
    if not done("mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)):
        pytest.skip("no disk may be mounted here")
    try:
        yield place
    finally:
        done("umount", "-l", str(place))


def desk(number: int, folder: Path) -> Desk:
    one = Desk(LightLedger(number), folder)
    one.ledger.write([f"{number} 第一条"])
    return one


def test_a_disk_that_is_full_turns_read_only_and_is_pulled_out_loses_nothing(disk: Path) -> None:
    ours, theirs = desk(1, disk), desk(2, disk)
    where = ours.sync(0).device
    theirs.sync(1)
    filler = disk / "照片.jpg"
    with pytest.raises(OSError, match="space"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    ours.ledger.write(["满了以后"])
    refused = ours.sync(2).write_refused
    assert refused is not None and "空间不足" in refused.message
    filler.unlink()

    assert done("mount", "-o", "remount,ro", str(disk))
    ours.ledger.write(["只读以后"])
    refused = ours.sync(3).write_refused
    assert refused is not None and "只读" in refused.message
    assert done("mount", "-o", "remount,rw", str(disk))
    for now, one in enumerate((ours, theirs), start=4):
        one.sync(now)
    assert ours.ledger.chains == theirs.ledger.chains

    assert done("umount", "-l", str(disk))
    with pytest.raises(StoreRefused, match="空的"):
        ours.sync(6, device=where)
    assert not list(disk.iterdir()), "nothing is written to where the disk was"


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_share_that_knows_no_flushing_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def unknown(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(publishing.os, "fsync", unknown)
    publishing.publish(tmp_path / "a.hap", b"x")
    assert (tmp_path / "a.hap").read_bytes() == b"x" and len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_fails_while_it_flushes_keeps_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(publishing.os, "fsync", failing)
    with pytest.raises(OSError, match="Input"):
        publishing.publish(tmp_path / "a.hap", b"x")
    assert not list(tmp_path.iterdir())
