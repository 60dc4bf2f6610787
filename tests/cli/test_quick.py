"""What is answered without Click is what Click's way answers; whatever is not plain goes that way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import children
from support.cli import Program

from huaian_tui.cli.quick import done_quickly
from huaian_tui.store.queries import units

HEAVY = {
    "click",
    "dataclasses",
    "inspect",
    "pydantic",
    "rich",
    "textual",
    "platformdirs",
    "hashlib",
    "difflib",
}
DAY = ["--today", "2026-11-22"]


@pytest.mark.parametrize("unit", ["市财政局", "czj", "涟水县", "caizhengju", "各县区人民政府"])
def test_a_unit_is_answered_as_by_the_command(
    unit: str, ledger_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert done_quickly(["--db", str(ledger_path), "unit", unit, "--json", *DAY])
    quick = capsys.readouterr()
    slow = Program(ledger_path, today="2026-11-22").run("unit", unit, "--json")
    assert (quick.out, quick.err) == (slow.out, slow.err)
    assert json.loads(quick.out)["name"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["unit", "市财政局"],
        ["unit", "--json"],
        ["unit", "市财政局", "--json", "--as-of", "2026-01-01"],
        ["unit", "市财政局", "--json", "--today", "下周五"],
        ["unit", "市财政局", "--json", "--today", "2026-02-30"],
        ["unit", "没有这个单位", "--json"],
        ["unit", "市", "--json"],
        ["unit", "市工信厅", "--json"],
        ["unit", "市财政局\n", "--json"],
        ["units", "--json"],
        ["--help"],
        [],
        ["--json"],
    ],
)
def test_the_rest_is_left_to_the_commands(
    arguments: list[str], ledger_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not done_quickly(["--db", str(ledger_path), *arguments])
    assert capsys.readouterr().out == ""


def test_a_ledger_that_is_not_there_is_left_to_the_first_start(tmp_path: Path) -> None:
    assert not done_quickly(["--db", str(tmp_path / "new.db"), "unit", "市财政局", "--json"])
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_ends_it_as_any_command(ledger_path: Path) -> None:
    words = [sys.executable, "-m", "huaian_tui", "--db", str(ledger_path), "unit", "市财政局", "--json"]
    with children.Child(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (141, b"")


def test_an_interrupt_ends_it_instead_of_asking_again(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(units, "resolve_unit", interrupted)
    with pytest.raises(SystemExit) as ended:
        done_quickly(["--db", str(ledger_path), "unit", "市财政局", "--json"])
    assert ended.value.code == 130
