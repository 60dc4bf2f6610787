"""``backup``, ``restore``, ``check`` and the clock on the command line."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from support.cli import Program
from support.rewritten import rewritten_file
from support.terminal import exit_code

from huaian_tui.cli import invocation
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine import migrations as database
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.keep.backup_sum import sum_file
from huaian_tui.store.keep.private_files import sha256_of


def test_backup_and_restore(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    program.text("note", "add", "1", "--text", "第一条")
    made = program.json("backup", str(target))
    assert made["records"] == 1 and made["path"] == str(target) and made["bytes"] == target.stat().st_size
    assert len(made["sha256"]) == 64
    assert "已经存在" in program.refused("backup", str(target))
    program.text("note", "add", "1", "--text", "第二条")
    program.text("check")
    restored = program.json("restore", str(target))
    assert restored["records"] == 1
    assert program.json("doctor")["ledger"]["last_check"] is None
    assert Path(restored["kept_aside"]).is_file()
    assert [one["text"] for one in program.json("note", "list")] == ["第一条"]
    found = program.json("check")
    assert (found["ok"], found["records"], found["problems"]) == (True, 1, [])
    assert ["较旧的副本" in line for line in found["remarks"]] == [True], (
        "what came after the backup is missed"
    )
    again = program.run("restore", str(target))
    assert "1 条记录；原来的台账留存为" in again.out and "比这台电脑以前见过的少" in again.err
    assert "1 条记录，已核对" in program.text("backup", str(tmp_path / "c.db"))


def test_a_ledger_that_does_not_exist_is_neither_backed_up_nor_made(tmp_path: Path) -> None:
    program = Program(tmp_path / "nowhere.db")
    assert "没有可备份的台账" in program.refused("backup", str(tmp_path / "b.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_changed_backup_is_refused_in_one_line(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    program.text("backup", str(target))
    with target.open("ab") as file:
        file.write(b"x")
    said = program.refused("restore", str(target))
    assert "校验值" in said and said.count("\n") == 1


def test_a_wrong_clock_is_said_when_something_is_written(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invocation, "now", lambda: datetime(2020, 1, 1, 9, tzinfo=SHANGHAI))
    ended = program.run("note", "add", "1", "--text", "时钟不准")
    assert ended.code == 0 and "早于本程序的发布日" in ended.err and ended.err.count("\n") == 1
    assert program.run("note", "list").err == "", "reading says nothing"
    monkeypatch.setattr(invocation, "now", lambda: datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    assert program.run("note", "add", "1", "--text", "时钟已准").err == ""
    monkeypatch.setattr(invocation, "now", lambda: datetime(2026, 12, 20, 9, tzinfo=SHANGHAI))
    assert "早于台账里最新的记录" in program.run("note", "add", "1", "--text", "又不准").err


def test_doctor_names_the_backups_and_the_clock(program: Program) -> None:
    found = program.json("doctor")["ledger"]
    assert found["backups"] == 0 and found["backup_folder"].endswith("台账.db.backups")
    assert found["clock"]


def test_doctor_does_not_upgrade_an_older_ledger(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra, shipped = tmp_path / "900_more.sql", database.migrations()
    extra.write_text("CREATE TABLE more (x TEXT) STRICT;\n", encoding="utf-8")
    monkeypatch.setattr(database, "migrations", lambda: [*shipped, (900, extra)])
    found = program.json("doctor")["ledger"]
    assert (found["data_version"], found["backups"], found["problem"]) == (shipped[-1][0], 0, None)
    with closing(open_as_it_is(program.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (shipped[-1][0],)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_long_check_shows_a_bar_on_a_terminal_and_takes_it_away(program: Program) -> None:
    pexpect = pytest.importorskip("pexpect")
    script = (
        "import huaian_tui.cli.output.progress_bar as p; p.SHOWN_AFTER = 0.0\n"
        "import huaian_tui.store.engine.integrity as c; c._TICK_SECONDS = 0.001\n"
        "from huaian_tui.__main__ import main; main()"
    )
    child = pexpect.spawn(
        sys.executable,
        ["-c", script, "--db", str(program.path), "check"],
        env=os.environ | {"TERM": "xterm-256color"},
        encoding="utf-8",
        timeout=60,
    )
    child.expect("正在检查")
    child.expect("台账完好")
    assert exit_code(child) == 0
    assert "正在检查" not in program.run("check").err


def test_a_ledger_that_was_copied_to_another_machine_says_so_once(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = program.run("note", "add", "1", "--text", "原来的")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "另一台"))
    told = program.run("note", "add", "1", "--text", "同事写的")
    again = program.run("note", "add", "1", "--text", "同事又写的")
    assert [one.code for one in (first, told, again)] == [0, 0, 0]
    assert [one.err.count("另起来源编号") for one in (first, told, again)] == [0, 1, 0]
    assert program.run("check").code == 0


def test_a_rewritten_backup_is_refused_until_it_is_wanted(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    program.text("note", "add", "1", "--text", "张三的")
    assert program.json("backup", str(target))["signed"] is True
    assert "签名：签名相符" in Program(target).text("check")
    with closing(open_as_it_is(target)) as connection:
        (origin,) = connection.execute("SELECT id FROM origin WHERE mine = 1 AND private = 0").fetchone()
    rewritten_file(target, origin)
    sums = sum_file(target)
    lines = sums.read_text(encoding="utf-8").splitlines()
    sums.write_text(f"{sha256_of(target)}  {target.name}\n{lines[1]}\n", encoding="utf-8")
    checked = Program(target).run("check")
    assert checked.code == 1 and "签名不符" in checked.out and "台账完好" not in checked.out
    before = program.path.read_bytes()
    said = program.refused("restore", str(target))
    assert "签名不符" in said and "--despite-signature" in said
    assert program.path.read_bytes() == before
    restored = program.json("restore", str(target), "--despite-signature")
    assert restored["signature"]["state"] == "wrong" and Path(restored["kept_aside"]).is_file()
