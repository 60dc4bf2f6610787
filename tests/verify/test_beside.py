"""The verifier beside a pack: its own bytes, nothing overwritten, none beside what it cannot read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.cli import Program
from support.exchange import Laptop
from support.verifier import VERIFIER

from huaian_tui.exchange.packs.verifier_beside import write_verifier


def test_it_lies_beside_a_pack_without_a_passphrase_and_runs_there(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "张三")
    program, folder = Program(laptop.path, "2026-11-22", "张三"), tmp_path / "外出"
    folder.mkdir()
    made = program.json("pack", "export", str(folder / "包.gz"), "--no-passphrase")
    assert made["verifier"] == str(folder / "verify.py")
    assert (folder / "verify.py").read_bytes() == VERIFIER.read_bytes()
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", "包.gz"], cwd=folder, capture_output=True, check=False
    )
    assert ran.returncode == 0 and "全部相符" in ran.stdout.decode("utf-8"), ran.stderr
    other = tmp_path / "不要"
    other.mkdir()
    without = program.json("pack", "export", str(other / "包.gz"), "--no-passphrase", "--no-verifier")
    assert without["verifier"] is None and [one.name for one in other.iterdir()] == ["包.gz"]


def test_a_day_that_is_not_written_in_full_is_refused() -> None:
    """As text 2026-9-5 comes after 2026-11-30: what was recorded until then would be counted."""
    asked = [sys.executable, "-I", str(VERIFIER), "self-test", "--at"]
    assert subprocess.run([*asked, "2026-9-5"], capture_output=True, check=False).returncode == 2
    assert subprocess.run([*asked, "2026-09-05"], capture_output=True, check=False).returncode == 0


def test_one_that_is_there_is_left_and_another_file_is_not_overwritten(tmp_path: Path) -> None:
    first = write_verifier(tmp_path)
    assert write_verifier(tmp_path) == first == tmp_path / "verify.py"
    first.write_text("别人的文件", encoding="utf-8")
    assert write_verifier(tmp_path) == tmp_path / "verify(2).py"
    assert first.read_text(encoding="utf-8") == "别人的文件"
