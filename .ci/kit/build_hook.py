"""Bakes the commit into what is built from a checkout: ``huaian-tui --version`` says which source it is.

In the wheel and the sdist as ``huaian_tui/commit.txt``. Without git nothing is baked (the program says 未知),
unless an sdist brings the file along.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface):  # type: ignore[type-arg]
    """One small file more in the archive; the checkout itself stays as it is."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file, except to an editable install, which asks git when it is asked."""
        commit = commit_of(Path(self.root))
        if version == "editable" or commit is None:
            return
        self._made = tempfile.TemporaryDirectory()
        path = Path(self._made.name) / "commit.txt"
        path.write_text(commit + "\n", encoding="ascii")
        build_data["force_include"][str(path)] = "huaian_tui/commit.txt"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the file away again."""
        if hasattr(self, "_made"):
            self._made.cleanup()


def commit_of(root: Path) -> str | None:
    """The checkout's commit, with ``+`` when files differ from it; None without git or a checkout."""
    if not (root / ".git").exists():
        return None
    try:
        commit = _git(root, "rev-parse", "--short=12", "HEAD").strip()
        changed = _git(root, "status", "--porcelain", "--untracked-files=no").strip()
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{commit}+" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), "-c", f"safe.directory={root}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
