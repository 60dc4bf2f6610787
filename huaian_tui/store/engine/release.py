"""Which program this is: version, commit, schema; asked for rarely, so nothing here is loaded at a start."""

from __future__ import annotations

from pathlib import Path

from huaian_tui import __version__
from huaian_tui.store.engine.migrations import newest_version

UNKNOWN = "未知"


def commit() -> str:
    """The commit that the program was built from, ``+`` where files differed; 未知 without git.

    Built in at the build (``.ci/kit/build_hook.py``); in a checkout git is asked.
    """
    package = Path(__file__).resolve().parents[2]
    try:
        return (package / "commit.txt").read_text(encoding="ascii").strip() or UNKNOWN
    except (OSError, UnicodeError):
        return _of_checkout(package.parent)


def _of_checkout(root: Path) -> str:
    if not (root / ".git").exists():
        return UNKNOWN
    import subprocess

    command = ["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return UNKNOWN
    return f"{asked.stdout.strip()}（源码目录）"


def version_line() -> str:
    """``huaian-tui 0.2.0（提交 abc123，数据版本 19）``."""
    return f"huaian-tui {__version__}（提交 {commit()}，数据版本 {newest_version()}）"
