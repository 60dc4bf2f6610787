"""Where the program is on this computer, which versions of it, and how one of them is asked.

Only the standard library of Python 3.11 and later; these files go into the kit and stay with the program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

WINDOWS = sys.platform == "win32"


class KitRefused(Exception):
    """Something that an officer can mend: what happened, why, what to do, each a line."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of the program: ``versions/NAME`` and which of them is used."""

    folder: Path

    @property
    def versions(self) -> Path:
        """One folder a version."""
        return self.folder / "versions"

    @property
    def upgrades(self) -> Path:
        """What was backed up before which upgrade."""
        return self.folder / "upgrades.json"

    def named(self, which: str) -> str | None:
        """The version that ``current`` or ``previous`` names; None without one that is there."""
        try:
            name = (self.folder / f"{which}.txt").read_text(encoding="utf-8").strip()
        except OSError:
            return None
        return name if name and (self.versions / name / "kit.json").is_file() else None

    def name(self, which: str, version: str | None) -> None:
        """Write which version is ``current`` or ``previous``, in one step."""
        path = self.folder / f"{which}.txt"
        if version is None:
            path.unlink(missing_ok=True)
            return
        fresh = path.with_suffix(".new")
        fresh.write_text(version + "\n", encoding="utf-8")
        os.replace(fresh, path)

    def facts(self, version: str) -> dict[str, object]:
        """What the kit said of a version: program, commit, schema, day."""
        return json.loads((self.versions / version / "kit.json").read_text(encoding="utf-8"))

    def read_upgrades(self) -> list[dict[str, str]]:
        """The upgrades so far, oldest first."""
        try:
            return json.loads(self.upgrades.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []

    def add_upgrade(self, entry: dict[str, str]) -> None:
        """Note one more."""
        text = json.dumps([*self.read_upgrades(), entry], ensure_ascii=False, indent=1)
        self.upgrades.write_text(text, encoding="utf-8")


def default_home() -> Home:
    """The place that needs no administrator: of this user alone."""
    if WINDOWS:
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Home(Path(base) / "Programs" / "huaian-tui")
    return Home(Path.home() / ".local" / "opt" / "huaian-tui")


def python_of(version_folder: Path) -> Path:
    """The interpreter that a version runs in: its own copy, or that of its venv."""
    candidates = (
        ("python/python.exe", "Scripts/python.exe") if WINDOWS else ("python/bin/python3", "bin/python3")
    )
    for one in candidates:
        if (path := version_folder / one).exists():
            return path
    return version_folder / candidates[-1]


def ask(
    home: Home, version: str, *arguments: str, db: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of a version of the program, on the officer's ledger or that file."""
    command = [str(python_of(home.versions / version)), "-I", "-X", "utf8", "-m", "huaian_tui"]
    if db is not None:
        command += ["--db", str(db)]
    return subprocess.run(  # noqa: S603
        [*command, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def ledger_of(home: Home, version: str) -> tuple[Path, bool]:
    """The officer's ledger as that version finds it, and whether it is there."""
    found = ask(home, version, "doctor", "--json")
    try:
        part = json.loads(found.stdout)["ledger"]
        return Path(part["database"]), bool(part["exists"])
    except (ValueError, KeyError) as error:
        raise KitRefused(
            "查不到台账的位置\n"
            f"已安装的版本 {version} 没有回答：{found.stderr.strip()[:200]}\n"
            "请把这几行字交给维护人员；什么都没有改动"
        ) from error


def schema_of(ledger: Path) -> int:
    """The version of a ledger's tables, read from the file's head (SQLite's user_version); 0 for none."""
    try:
        with ledger.open("rb") as file:
            return int.from_bytes(file.read(64)[60:64], "big")
    except OSError:
        return 0
