"""Two children touch a shared folder at most, also those that cannot be ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import children

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.folder import few_at_once
from huaian_tui.exchange.folder.few_at_once import MOST
from huaian_tui.exchange.folder.shared import SharedFolder
from huaian_tui.store.keep.locations import data_folder

_HOLDER = """
import sys
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.folder.few_at_once import hold_one
try:
    hold_one(sys.argv[1], float(sys.argv[2]))
except StoreRefused as refused:
    print("refused", refused.message, flush=True)
else:
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path, wait: float = 0.0) -> Iterator[str]:
    """A process that holds a lock of a folder while this lasts; what it says at first."""
    words = [sys.executable, "-c", _HOLDER, str(folder), str(wait)]
    pipe = subprocess.PIPE
    with children.Child(words, stdin=pipe, stdout=pipe, env=os.environ, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        yield process.stdout.readline()
        process.stdin.close()


def test_the_third_is_told_and_comes_in_when_one_has_ended(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        with holder(tmp_path) as second, holder(tmp_path) as third:
            assert first == second == "held\n" and third.startswith("refused 前两次")
            with holder(tmp_path / "another") as elsewhere:
                assert elsewhere == "held\n"
            with pytest.raises(StoreRefused, match="没有回应") as refused:
                SharedFolder(tmp_path, seconds=3.0).look("", {})
            assert "照常可用" in refused.value.way_out
        with holder(tmp_path, 300.0) as again:
            assert again == "held\n"
    SharedFolder(tmp_path).look("", {})


def test_one_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    for _ in range(MOST + 1):
        words = [sys.executable, "-c", _HOLDER, str(tmp_path), "300"]
        with children.Child(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "held\n"
            process.kill()


def test_where_there_are_no_locks_nobody_is_kept_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_folder().mkdir(parents=True, exist_ok=True)
    (data_folder() / "syncing").write_text("no folder")
    few_at_once.hold_one(str(tmp_path), 0.0)
