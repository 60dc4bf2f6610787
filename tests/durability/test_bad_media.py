"""A full disk: nothing acknowledged is lost, the file stays whole, and it goes on once there is room."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support import children
from support.durability import note_texts

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.keep.backup import daily_backup, make_backup, restore
from huaian_tui.store.keep.drafts import load_draft, save_draft

TODAY = date(2026, 11, 22)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of three megabytes; skips where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir(mode=0o700)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mounted = children.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", str(place)])
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    yield place
    children.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take all room that is left."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return filler


def write_until_refused(path: Path, most: int = 2000) -> tuple[list[str], StoreRefused]:
    """Notes one after the other; those acknowledged, and the refusal."""
    written = []
    with Ledger(path, "张三", now) as ledger:
        for number in range(most):
            text = f"第{number}条" + "写" * 400
            try:
                add_note(ledger, NoteDraft(1, text, TODAY), TODAY)
            except StoreRefused as refused:
                return written, refused
            written.append(text)
    raise AssertionError("the disk was never full")


def test_a_full_disk_refuses_keeps_everything_and_goes_on_afterwards(
    small_disk: Path, seeded_file: Path
) -> None:
    path = small_disk / "台账.db"
    shutil.copyfile(seeded_file, path)
    save_draft(path, "note:1", {"text": "草稿"})
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * 1_000_000)
    written, refused = write_until_refused(path)
    assert "磁盘空间已满" in refused.one_line()
    assert note_texts(path) == dict.fromkeys(written, 1)
    assert check_ledger(path).problems == ()
    fill(small_disk / ".." / small_disk.name)
    with pytest.raises(StoreRefused, match="磁盘空间不足"):
        save_draft(path, "note:1", {"text": "新" * 9000})
    assert load_draft(path, "note:1") == {"text": "草稿"}
    for attempt in (
        lambda: make_backup(path, small_disk / "b.db"),
        lambda: daily_backup(path, TODAY),
    ):
        with pytest.raises(StoreRefused, match="空间不足"):
            attempt()
    assert not (small_disk / "b.db").exists()
    filler.unlink()
    with Ledger(path, "张三", now) as ledger:
        add_note(ledger, NoteDraft(2, "腾出空间之后", TODAY), TODAY)
    assert len(note_texts(path)) == len(written) + 1
    assert check_ledger(path).problems == ()


def test_a_restore_onto_a_full_disk_leaves_the_ledger(
    small_disk: Path, seeded_file: Path, tmp_path: Path
) -> None:
    path = small_disk / "台账.db"
    shutil.copyfile(seeded_file, path)
    source = tmp_path / "source.db"
    make_backup(path, source)
    with Ledger(path, "张三", now) as ledger:
        add_note(ledger, NoteDraft(2, "之后", TODAY), TODAY)
    fill(small_disk)
    with pytest.raises(StoreRefused, match="空间不足"):
        restore(path, source, now())
    assert set(note_texts(path)) == {"之后"}
    assert check_ledger(path).problems == ()


LIMITED = """
import resource, sys
from datetime import UTC, date, datetime
from pathlib import Path
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.backup import make_backup
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
path, limit = Path(sys.argv[1]), int(sys.argv[2])
with Ledger(path, "张三", lambda: datetime.now(UTC)) as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for number in range(400):
        try:
            add_note(ledger, NoteDraft(1, f"第{number}条" + "写" * 300, date(2026, 1, 1)), date(2026, 11, 22))
        except HuaianError as error:
            print("refused", error.one_line())
            break
        print("acknowledged", number)
try:
    make_backup(path, path.with_name("b.db"))
except HuaianError as error:
    print("no backup", error.one_line())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
@pytest.mark.parametrize("room", [0, 1, 4096, 5000, 60_000])
def test_a_file_that_may_not_grow_keeps_what_was_acknowledged(ledger_path: Path, room: int) -> None:
    limit = ledger_path.stat().st_size + room
    said = children.run(
        [sys.executable, "-c", LIMITED, str(ledger_path), str(limit)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    acknowledged = [line for line in lines if line.startswith("acknowledged")]
    assert any(line.startswith("refused") for line in lines)
    assert len(note_texts(ledger_path)) == len(acknowledged)
    assert check_ledger(ledger_path).problems == ()
