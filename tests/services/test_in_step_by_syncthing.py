"""Two officers for a day over two real Syncthings: late, away, conflicting copies, a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.quick_sealing import seal_quickly
from support.sync_offices import Officer
from support.syncthing import SyncthingPair, installed, wait_for

from huaian_tui.exchange.folder.names import HEADS, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason="Syncthing is not installed (apt-get install syncthing)"),
]


def test_a_day_of_two_officers(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal_quickly(monkeypatch)
    one, two = (Officer(seeded_file, tmp_path, name, monkeypatch) for name in ("甲", "乙"))
    with SyncthingPair(tmp_path / "syncthing") as pair:
        here, there = pair.first, pair.second
        one.note("早上")
        one.sync(here.folder, "一二三四五六七八")
        pair.exchange()
        assert two.sync(there.folder, "一二三四五六七八").report.new == 1
        two.note("上午")
        two.sync()
        pair.exchange()
        assert one.sync().report.new == 1

        there.stop()  # away over noon, both write on
        for number in range(3):
            one.note(f"中午 {number}")
            one.sync()
        two.note("在外面")
        two.sync()
        there.start()
        pair.meet()
        pair.exchange()
        assert (one.sync().report.new, two.sync().report.new) == (1, 3)

        # Somebody renames one as engines do on a conflict, and lays something of his own beside it.
        folder = next(path for path in (there.folder / ROOT).iterdir() if (path / HEADS).exists())
        two.note("下午")
        two.sync()
        own = there.folder / ROOT / two.sync().kept.origins[0][:16]
        newest = max(own.glob("*-*.hap"), key=lambda path: path.stat().st_mtime_ns)
        newest.rename(own / f"{newest.stem}.sync-conflict-20261128-205234-ZTWCWS5.hap")
        (folder / "说明.txt").write_text("这是什么？", encoding="utf-8")
        pair.exchange()
        found = one.sync()
        assert found.report.new == 1 and found.report.foreign == 1
        for officer in (two, one, two):
            officer.sync()
            pair.exchange()
        assert one.sync().report.new == two.sync().report.new == 0
        assert one.laptop.everything() == two.laptop.everything()
        before = here.contents()
        for officer in (one, two):
            officer.sync()
        pair.exchange()
        assert here.contents() == before, "nothing new changes no file"


def test_a_conflict_copy_that_syncthing_makes_harms_nothing(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_quickly(monkeypatch)
    one, two = (Officer(seeded_file, tmp_path, name, monkeypatch) for name in ("甲", "乙"))
    with SyncthingPair(tmp_path / "syncthing") as pair:
        one.sync(pair.first.folder, "一二三四五六七八")
        pair.exchange()
        pair.second.stop()  # both change one file while apart, as only a fault of an engine would
        heads = min((pair.first.folder / ROOT).rglob(HEADS))
        heads.write_bytes(heads.read_bytes() + b"first")
        pair.first.scan()
        there = pair.second.folder / heads.relative_to(pair.first.folder)
        there.write_bytes(there.read_bytes() + b"second")
        pair.second.start()
        pair.meet()
        wait_for(lambda: any("sync-conflict" in path for path in pair.first.contents()), "no conflict copy")
        pair.exchange()
        two.sync(pair.second.folder, "一二三四五六七八")
        two.note("有冲突副本以后写的")
        two.sync()
        pair.exchange()
        report = one.sync().report
        assert report.new == 1 and not report.forks
        assert all("sync-conflict" in file.path for file in report.not_taken)
