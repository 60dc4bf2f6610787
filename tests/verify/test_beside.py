"""The verifier beside a pack: its own bytes, nothing overwritten, none beside what it cannot read."""

from __future__ import annotations

import sys
from pathlib import Path

from support import children
from support.cli import Program
from support.exchange import Laptop
from support.verifier import FIGURES, VERIFIER

from huaian_tui.exchange.packs.verifier_beside import write_verifier


def test_it_lies_beside_a_pack_without_a_passphrase_and_runs_there(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "张三")
    program, folder = Program(laptop.path, "2026-11-22", "张三"), tmp_path / "外出"
    folder.mkdir()
    made = program.json("pack", "export", str(folder / "包.gz"), "--no-passphrase")
    assert made["verifier"] == str(folder / "verify.py")
    assert (folder / "verify.py").read_bytes() == VERIFIER.read_bytes()
    assert (folder / "verify_figures.py").read_bytes() == FIGURES.read_bytes()
    ran = children.run(
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
    assert children.run([*asked, "2026-9-5"], capture_output=True, check=False).returncode == 2
    assert children.run([*asked, "2026-09-05"], capture_output=True, check=False).returncode == 0


def test_one_that_is_there_is_left_and_another_file_is_not_overwritten(tmp_path: Path) -> None:
    first = write_verifier(tmp_path)
    assert write_verifier(tmp_path) == first == tmp_path / "verify.py"
    first.write_text("别人的文件", encoding="utf-8")
    assert write_verifier(tmp_path) == tmp_path / "verify(2).py"
    assert first.read_text(encoding="utf-8") == "别人的文件"


def run(folder: Path, *arguments: object) -> tuple[int, str]:
    """The verifier as its users run it, in ``folder``: exit code, all that it says."""
    started = [sys.executable, *map(str, arguments)]
    ended = children.run(started, cwd=folder, capture_output=True, check=False, env={"PYTHONUTF8": "1"})
    return ended.returncode, (ended.stdout + ended.stderr).decode("utf-8")


def test_both_files_bear_one_number_beside_others_of_their_names(tmp_path: Path) -> None:
    """An older verifier beside an older pack: neither calls the other's half."""
    (tmp_path / "verify_figures.py").write_text("raise SystemExit('别人的')", encoding="utf-8")
    started = write_verifier(tmp_path)
    assert started == tmp_path / "verify(2).py" and write_verifier(tmp_path) == started
    assert {one.name for one in tmp_path.iterdir()} == {
        "verify_figures.py",
        "verify(2).py",
        "verify_figures(2).py",
    }
    assert run(tmp_path, started.name, "self-test") == (0, "全部相符\n")


def test_without_the_half_that_recounts_nothing_is_said_to_match(seeded_file: Path, tmp_path: Path) -> None:
    """Words and exit code say that the figures were not looked at; one from elsewhere is never taken."""
    laptop = Laptop(seeded_file, tmp_path, "张三")
    elsewhere, folder = tmp_path / "别处", tmp_path / "外出"
    elsewhere.mkdir(), folder.mkdir()
    program = Program(laptop.path, "2026-11-22", "张三")
    program.json("pack", "export", str(folder / "包.gz"), "--no-passphrase")
    (folder / "verify_figures.py").rename(elsewhere / "verify_figures.py")
    script = (
        f"import sys; sys.path.insert(0, {str(elsewhere)!r}); sys.argv[1:1] = ['verify.py']; del sys.argv[0]"
    )
    script += "; import runpy; runpy.run_path('verify.py', run_name='__main__')"
    for code, said in (run(folder, "verify.py", "包.gz"), run(folder, "-c", script, "包.gz")):
        assert code == 3 and "没有重算：旁边没有 verify_figures.py\n" in said
        assert said.endswith("没有不符；数没有重算\n") and "全部相符" not in said and "截至" not in said
        assert "开头：已签名" in said
    assert run(folder, "verify.py", "self-test")[0] == 3
    (folder / "verify_figures.py").write_text("1 +", encoding="utf-8")
    code, said = run(folder, "verify.py", "包.gz")
    assert code == 2 and "verify_figures.py 不完好" in said and "Traceback" not in said
