"""The commit is baked into what is built from a checkout, and said; where nobody knows it, that is said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import build_hook
import pytest
from click.testing import CliRunner
from support import children

from huaian_tui import __version__
from huaian_tui.cli.root import cli
from huaian_tui.store.engine import release
from huaian_tui.store.engine.migrations import newest_version


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "init.defaultBranch=main"]
    children.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_the_hook_names_the_commit_and_that_files_differ(tmp_path: Path) -> None:
    assert build_hook.commit_of(tmp_path) is None
    (tmp_path / "inner").mkdir()
    git(tmp_path, "init")
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-m", "one")
    clean = build_hook.commit_of(tmp_path)
    assert clean is not None and re.fullmatch("[0-9a-f]{12}", clean)
    (tmp_path / "a").write_text("2")
    assert build_hook.commit_of(tmp_path) == f"{clean}+"
    assert build_hook.commit_of(tmp_path / "inner") is None, "an sdist that is unpacked in some checkout"


def test_the_version_says_commit_and_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "huaian_tui"
    monkeypatch.setattr(release, "__file__", str(package / "store" / "engine" / "release.py"))
    (package / "store" / "engine").mkdir(parents=True)
    assert release.commit() == "未知"
    (package / "commit.txt").write_text("0123456789ab+\n", encoding="ascii")
    said = CliRunner().invoke(cli, ["--version"]).output
    assert said == f"huaian-tui {__version__}（提交 0123456789ab+，数据版本 {newest_version()}）\n"
