"""Side files and folders of a ledger that lead elsewhere: not followed, not waited for, said clearly."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from conftest import FixedClock

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.doctor import diagnose
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.writing_now import describe_holder, holder_file
from huaian_tui.store.keep.backup import (
    backup_before,
    backup_folder,
    daily_backup,
    is_backed_up,
    list_backups,
)
from huaian_tui.store.keep.drafts import draft_folder, list_drafts, load_draft, save_draft
from huaian_tui.store.keep.last_check import LastCheck, checked_file, last_check, remember_check

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs symbolic links and pipes")

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "别处"
    folder.mkdir()
    (folder / "每日-2026-11-22.db").write_bytes(b"of somebody else")
    for day in range(1, 21):
        (folder / f"每日-2026-10-{day:02d}.db").write_bytes(b"of somebody else")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_backup_folder_that_is_a_link_is_not_followed(ledger_path: Path, elsewhere: Path) -> None:
    backup_folder(ledger_path).symlink_to(elsewhere)
    before = contents(elsewhere)
    makers: tuple[Callable[[], object], ...] = (
        lambda: daily_backup(ledger_path, TODAY),
        lambda: backup_before(ledger_path, "合并", NOON),
    )
    for make in makers:
        with pytest.raises(StoreRefused, match="链接") as refused:
            make()
        assert "huaian-tui backup" in refused.value.way_out
    assert list_backups(ledger_path) == [] and not is_backed_up(ledger_path, TODAY)
    assert contents(elsewhere) == before, "nothing written there, nothing rotated away"
    backup_folder(ledger_path).unlink()
    assert daily_backup(ledger_path, TODAY) is not None


def test_a_link_to_nothing_or_a_pipe_is_no_folder_either(ledger_path: Path, tmp_path: Path) -> None:
    backup_folder(ledger_path).symlink_to(tmp_path / "没有")
    with pytest.raises(StoreRefused, match="链接"):
        daily_backup(ledger_path, TODAY)
    assert not (tmp_path / "没有").exists()
    backup_folder(ledger_path).unlink()
    os.mkfifo(backup_folder(ledger_path))
    with pytest.raises(StoreRefused) as refused:
        daily_backup(ledger_path, TODAY)
    assert refused.value.way_out


def test_a_link_among_the_backups_is_neither_counted_nor_removed(ledger_path: Path, elsewhere: Path) -> None:
    folder = backup_folder(ledger_path)
    folder.mkdir(mode=0o700)
    (folder / "每日-2020-01-01.db").symlink_to(elsewhere / "每日-2026-11-22.db")
    made = daily_backup(ledger_path, TODAY)
    assert made is not None and list_backups(ledger_path) == [made.path]
    assert (folder / "每日-2020-01-01.db").is_symlink()


def test_doctor_names_a_backup_folder_that_is_a_link(ledger_path: Path, elsewhere: Path) -> None:
    backup_folder(ledger_path).symlink_to(elsewhere)
    assert "链接" in str(diagnose(ledger_path, NOON))


def test_drafts_do_not_go_where_a_link_leads(ledger_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "别人的"
    target.mkdir()
    (target / "note%3A1.json").write_text('{"text": "别人的"}', encoding="utf-8")
    draft_folder(ledger_path).symlink_to(target)
    with pytest.raises(StoreRefused, match="链接"):
        save_draft(ledger_path, "note:2", {"text": "我的"})
    assert list_drafts(ledger_path) == [] and len(list(target.iterdir())) == 1


@pytest.mark.timeout(60)
def test_a_pipe_in_the_place_of_a_side_file_is_not_waited_for(ledger_path: Path, clock: FixedClock) -> None:
    os.mkfifo(checked_file(ledger_path))
    os.mkfifo(holder_file(ledger_path))
    draft_folder(ledger_path).mkdir()
    os.mkfifo(draft_folder(ledger_path) / "note%3A1.json")
    assert last_check(ledger_path) is None and describe_holder(ledger_path) == ""
    assert load_draft(ledger_path, "note:1") is None and list_drafts(ledger_path) == []
    with Ledger(ledger_path, "张三", clock) as ledger:
        with pytest.raises(StoreRefused, match="不是普通文件"):  # nobody could hold the lock on writing
            add_note(ledger, NoteDraft(1, "进展", TODAY), TODAY)
        holder_file(ledger_path).unlink()
        add_note(ledger, NoteDraft(1, "进展", TODAY), TODAY)
    save_draft(ledger_path, "note:1", {"text": "我的"})
    assert load_draft(ledger_path, "note:1") == {"text": "我的"}
    remember_check(ledger_path, LastCheck(NOON, 1, 0))
    assert last_check(ledger_path) == LastCheck(NOON, 1, 0)
