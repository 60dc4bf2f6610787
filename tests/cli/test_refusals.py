"""What cannot be done: exit 1 with one Chinese line, exit 2 with the usage, exit 70 for a bug."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from support.cli import Program

from huaian_tui.cli.commands import overdue
from huaian_tui.cli.root import cli
from huaian_tui.store.keep import bug_log


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("task", "61"), "本方案的序号为 1 到 60"),
        (("task", "0"), "没有序号为 0 的任务"),
        (("note", "list", "99"), "本方案的序号为 1 到 60"),
        (("milestone", "list", "99"), "本方案的序号为 1 到 60"),
        (("unit", "市"), "可指多个单位；市数据局、市发改委"),
        (("unit", "财证局"), "没有找到单位“财证局”"),
        (("unit", "　"), "没有写单位"),
        (("tasks", "--unit", "火星办"), "没有找到单位“火星办”"),
        (("milestone", "show", "2-9"), "没有编号为“2-9”的节点"),
        (("milestone", "complete", "99-1", "--basis", "x"), "没有编号为“99-1”的节点"),
        (("milestone", "complete", "2-1", "--basis", "x", "--date", "2025-01-16"), "不能晚于今天"),
        (("milestone", "complete", "2-1", "--basis", "x", "--date", "2020-01-01"), "早于方案起始日"),
        (("milestone", "complete", "2-1", "--basis", " "), "办结依据没有填写"),
        (("milestone", "extend", "2-1", "--due", "2019-01-01", "--basis", "x"), "早于方案起始日"),
        (("milestone", "extend", "2-1", "--due", "每年", "--basis", "x"), "这是周期"),
        (("milestone", "reopen", "2-1", "--basis", "x"), "没有办结也没有中止"),
        (("milestone", "set", "99", "--title", "a", "--due", "+5", "--basis", "x"), "没有序号为 99"),
        (("milestone", "set", "7", "--title", "a", "--due", "2025-02-30", "--basis", "x"), "没有看懂"),
        (("reading", "add", "2-1", "--value", "3"), "没有量化指标"),
        (("reading", "add", "22-1", "--value", "9" * 40), "数值太大"),
        (("reading", "add", "22-1", "--value", "98%"), "不是一个数"),
        (("reading", "add", "22-1", "--value", "-5"), "不是一个数"),
        (("reading", "add", "22-1", "--value", "nan"), "不是一个数"),
        (("reading", "add", "22-1", "--value", "6²"), "不是一个数"),
        (("milestone", "complete", "2-1", "--basis", "x", "--value", "7"), "没有量化指标"),
        (("deliverable", "add", "99-a", "--text", "x"), "没有编号为“99-a”的成果"),
        (("note", "add", "2", "--text", ""), "进展情况没有填写"),
        (("note", "add", "2", "--text", "x", "--date", "明天"), "督查日期不能晚于今天"),
        (("note", "add", "2", "--text", "x", "--date", "2019-05-01"), "督查日期早于方案起始日"),
        (("note", "add", "2", "--text", "x", "--date", "某天"), "没有看懂"),
        (("note", "add", "2", "--text", "x", "--follow-up", "昨天"), "回访日期早于督查日期"),
        (("note", "add", "2", "--text", "字" * 20_001), "共20001个字符，最多20000个"),
        (("note", "add", "2", "--text", "x", "--unit", "火星办"), "没有找到单位"),
        (("note", "show", "abc"), "不是督查记录的编号"),
        (("note", "show", "abcdef12"), "没有编号为“abcdef12”的督查记录"),
        (("setting", "set", "colour", "red"), "没有“colour”这项设置"),
        (("--today", "某天", "overdue"), "没有看懂"),
        (("overdue", "--as-of", "0001-01-01"), "没有看懂"),
    ],
)
def test_refused_with_one_chinese_line(program: Program, words: tuple[str, ...], said: str) -> None:
    line = program.refused(*words)
    assert said in line
    assert line.count("\n") == 1 and line.endswith("。\n")
    assert program.json("check")["records"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("task",), "出错：缺少参数“序号”。"),
        (("task", "abc"), "出错：参数“序号”的值不对：序号是数字"),
        (("task", "2", "3"), "出错：多出参数：3"),
        (("tasks", "--unti", "czj"), "出错：没有 --unti 这个选项；相近的有：--unit。"),
        (("tasks", "--light", "红"), "出错：选项 --light 的值不对：可选 overdue（逾期）"),
        (("tasks", "--role", "lead"), "出错：--role 要与 --unit 同用。"),
        (("tasks", "--unit"), "出错：选项 --unit 后面缺少值。"),
        (("tasks", "--json=1"), "出错：选项 --json 后面不带值。"),
        (("taks",), "出错：没有“taks”这个命令；可用的有：tasks"),
        (("note", "ad"), "出错：没有“ad”这个命令；可用的有：add"),
        (("note", "add", "2"), "出错：缺少选项 --text。"),
        (("overdue", "--within", "-3"), "出错：选项 --within 的值不对：天数是 0 到 3660 的整数。"),
        (("task", "6²"), "出错：参数“序号”的值不对"),
        (("task", "12345678901"), "出错：参数“序号”的值不对"),
    ],
)
def test_wrong_usage_shows_the_usage_in_chinese(program: Program, words: tuple[str, ...], said: str) -> None:
    lines = program.refused(*words, code=2).splitlines()
    assert lines[0].startswith("用法：huaian-tui")
    assert "--help 查看说明" in lines[1]
    assert lines[-1].startswith(said)


def _pages() -> list[list[str]]:
    """The words of every command, those of groups too."""
    found: list[list[str]] = [[]]
    for words in found:
        command = cli
        context = click.Context(cli)
        for word in words:
            command = command.get_command(context, word)  # type: ignore[union-attr, assignment]
            context = click.Context(command, parent=context)
        if isinstance(command, click.Group):
            found += [[*words, name] for name in command.list_commands(context)]
    return found


@pytest.mark.parametrize("words", _pages(), ids=" ".join)
def test_every_help_page_is_chinese_and_fits_80_columns(words: list[str]) -> None:
    from huaian_tui.domain.text.hygiene import cell_width

    result = CliRunner().invoke(cli, [*words, "--help"])
    assert result.exit_code == 0
    assert result.stdout.startswith("用法：huaian-tui")
    for english in ("Usage", "Options", "Commands", "Show this", "[required]", "TEXT", "default"):
        assert english not in result.stdout
    assert max(cell_width(line) for line in result.stdout.splitlines()) <= 80


def test_a_group_without_a_command_shows_its_help(program: Program) -> None:
    lines = program.refused("milestone", code=2).splitlines()
    assert lines[0].startswith("用法：huaian-tui milestone") and "命令：" in lines


def test_the_terminal_program_is_not_started_into_a_pipe(program: Program) -> None:
    assert "终端程序要在终端窗口里打开" in program.refused()


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "a.db"
    text.write_text("不是数据库" * 100, encoding="utf-8")
    assert "不是台账文件" in Program(text).refused("tasks")
    foreign = tmp_path / "b.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE t (a)")
    assert "这是别的程序的数据库" in Program(foreign).refused("tasks")
    assert "是文件夹" in Program(tmp_path).refused("tasks")
    assert "是文件夹" in Program(tmp_path).refused("check")
    assert "不存在" in Program(tmp_path / "none.db").refused("check")
    assert not (tmp_path / "none.db").exists()


def test_a_ledger_of_a_newer_version_is_refused(program: Program) -> None:
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute("PRAGMA user_version=999")
    assert "较新版本" in program.refused("tasks")
    assert "较新版本" in program.refused("note", "add", "2", "--text", "x")
    health = program.run("doctor", "--json")
    assert health.code == 1 and "较新版本" in health.json["ledger"]["problem"]
    assert health.json["advice"][0]["grade"] == "stops" and health.json["advice"][0]["way_out"]


@pytest.mark.parametrize("version", [0, -3])
def test_a_ledger_whose_version_was_taken_away_is_refused(program: Program, version: int) -> None:
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute(f"PRAGMA user_version={version}")
    for words in (("tasks",), ("init",), ("note", "add", "2", "--text", "x")):
        assert "表结构被改动过" in program.refused(*words), words
    ended = program.run("check")
    assert ended.code == 1 and "表结构与程序不符" in ended.out


def test_check_tells_what_was_changed_behind_its_back(program: Program) -> None:
    program.text("note", "add", "2", "--text", "进展")
    with closing(sqlite3.connect(program.path, isolation_level=None)) as connection:
        trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'record_never_changes'")
        (sql,) = trigger.fetchone()
        connection.execute("DROP TRIGGER record_never_changes")
        connection.execute("UPDATE record SET body = replace(body, '进展', '退展')")
        connection.execute(sql)  # else the missing trigger alone would be told
    ended = program.run("check", "--json")
    assert ended.code == 1 and ended.json["ok"] is False
    assert any("与校验值不符" in problem for problem in ended.json["problems"])
    text = program.run("check")
    assert text.code == 1 and "与校验值不符" in text.out


def test_a_bug_is_told_by_place_and_never_by_contents(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("记录里的秘密")

    monkeypatch.setattr(overdue, "overdue_ids", broken)
    monkeypatch.setattr(bug_log, "log_folder", lambda: tmp_path / "log")
    line = program.refused("overdue", code=70)
    assert line.startswith("程序内部出错；ValueError at cli/test_refusals.py:")
    log = (tmp_path / "log" / bug_log.LOG_NAME).read_text(encoding="utf-8")
    assert "ValueError at" in log and "overdue.py:" in log
    assert "秘密" not in log and "秘密" not in line and line.count("\n") == 1
    monkeypatch.setattr(bug_log, "log_folder", lambda: program.path / "no folder")
    assert "日志没有写成" in program.refused("overdue", code=70)
