"""Personal settings: kept whole, read with patience, nothing of others lost."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.store.keep import preferences, private_files
from huaian_tui.store.keep.locations import preferences_file
from huaian_tui.store.keep.preferences import read_preferences, read_with_problem, remember, write_preference


def test_what_is_written_is_read_again_and_the_other_keys_stay(config_folder: Path) -> None:
    path = preferences_file()
    assert path.parent == config_folder and read_with_problem(path) == ({}, "")
    write_preference(path, "theme", "huaian-light")
    write_preference(path, "guide", True)
    write_preference(path, "theme", None)
    assert read_preferences(path) == {"guide": True}
    assert [one.name for one in config_folder.iterdir()] == ["preferences.json"]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(config_folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "data", [b"{", b"[1]", b"\xff\xfe", b'"theme"', b"[" * 100_000, b" " * (preferences.MOST_BYTES + 1)]
)
def test_a_file_that_cannot_be_read_counts_as_empty_and_is_put_aside(
    config_folder: Path, data: bytes
) -> None:
    config_folder.mkdir(parents=True)
    path = preferences_file()
    path.write_bytes(data)
    values, problem = read_with_problem(path)
    assert values == {} and "个人设置看不懂" in problem
    write_preference(path, "theme", "huaian-dark")
    assert read_with_problem(path) == ({"theme": "huaian-dark"}, "")
    assert path.with_name("preferences.json.unreadable").read_bytes() == data


def test_more_than_can_be_read_again_is_not_written(config_folder: Path) -> None:
    path = preferences_file()
    write_preference(path, "theme", "huaian-light")
    with pytest.raises(HuaianError, match="请删去不用的视图"):
        write_preference(path, "views", ["视" * preferences.MOST_BYTES])
    assert read_preferences(path) == {"theme": "huaian-light"}


def test_a_full_disk_leaves_what_was(config_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = preferences_file()
    write_preference(path, "theme", "huaian-dark")

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private_files, "sync_file", full)
    with pytest.raises(StoreRefused, match="个人设置没有存上"):
        write_preference(path, "theme", "huaian-light")
    assert remember(path, "theme", "huaian-light") is not None
    assert read_preferences(path) == {"theme": "huaian-dark"}
    assert [one.name for one in config_folder.iterdir()] == ["preferences.json"]
