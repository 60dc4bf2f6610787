"""A ledger in a folder that a program replicates is found by what such programs leave there."""

from __future__ import annotations

from pathlib import Path

import pytest

from huaian_tui.services.health.shared_folder import replicated_by


@pytest.mark.parametrize(
    "sign, program",
    [
        (".stfolder", "Syncthing"),
        (".dropbox.cache", "Dropbox"),
        (".sync_0a1b2c.db", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        ("huaian-sync-1", "huaian-tui sync"),
    ],
)
def test_what_programs_leave_is_seen_in_every_folder_above(tmp_path: Path, sign: str, program: str) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    ledger = tmp_path / "a" / "b" / "台账.db"
    assert replicated_by(ledger) is None
    (tmp_path / "a" / sign).touch()
    assert replicated_by(ledger) == program


@pytest.mark.parametrize(
    "name, program",
    [
        ("OneDrive - 督查办", "OneDrive"),
        ("我的坚果云", "坚果云"),
        ("NutStore", "坚果云"),
        ("WPS云盘", "WPS 云盘"),
    ],
)
def test_how_such_folders_are_called(tmp_path: Path, name: str, program: str) -> None:
    assert replicated_by(tmp_path / name / "督查" / "台账.db") == program
    assert replicated_by(tmp_path / f"不是{name}" / "台账.db") is None
