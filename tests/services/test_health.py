"""What ``doctor`` advises, mends and writes down for who helps."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program

from huaian_tui.documents import fonts
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.doctor import LABELS, diagnose
from huaian_tui.services.health import terminal
from huaian_tui.services.health.advice import Facts, Grade, advise, can_work
from huaian_tui.services.health.papers import faces, looks
from huaian_tui.store.keep.last_check import LastCheck, remember_check

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)
WELL: Facts = {
    "versions": ("", {"search": True, "sqlite": "3.46"}),
    "ledger": (
        "",
        {
            "problem": None,
            "damaged": False,
            "backups": 1,
            "backup_folder": "/a/台账.db.backups",
            "newest_backup": "每日-2026-11-22.db",
            "exists": True,
            "data_version": 20,
            "newest_data_version": 20,
            "clock": "正常",
            "database": "/台账/a.db",
            "writable": True,
            "file_readable": True,
            "file_writable": True,
            "modes_count": True,
            "mode": "0600",
            "folder_mode": "0700",
            "folder_shared": False,
            "replicated_by": None,
            "free": 1 << 40,
            "records": 5,
            "backup_due": False,
            "newest_backup_day": "2026-11-22",
            "last_check_day": "2026-11-20",
            "last_check_problems": 0,
            "seen_further": None,
        },
    ),
    "exchange": (
        "",
        {
            "others": 0,
            "forks": 0,
            "keys_lost": None,
            "last_pack_in": None,
            "last_pack_out": None,
            "sync_folder": None,
            "sync_last": None,
            "sync_failed": None,
        },
    ),
    "places": (
        "",
        {
            "keys_problems": None,
            "keys": "keys.toml",
            "data_folder": "/数据",
            "data_writable": True,
            "config_folder": "/设置",
            "config_writable": True,
        },
    ),
    "papers": ("", {"typesets": True, "stand_ins": 0, "missing_fonts": 0, "looks": "全部用公文规定的字体"}),
    "terminal": (
        "",
        {
            "stdout_is_terminal": True,
            "columns": 120,
            "rows": 40,
            "doubtful_width": 1,
            "colours": "真彩色",
            "stdout_encoding": "UTF-8",
            "input_method": "fcitx",
        },
    ),
}
"""A computer on which nothing is to be done."""


def with_facts(part: str, **changed: object) -> Facts:
    """The same computer with other facts in one part."""
    return {**WELL, part: ("", {**WELL[part][1], **changed})}


def test_where_all_is_well_nothing_is_advised() -> None:
    assert advise(WELL, TODAY) == []


@pytest.mark.parametrize(
    ("part", "changed", "grade", "words"),
    [
        ("versions", {"search": False}, Grade.STOPS, "FTS5"),
        ("papers", {"typesets": False}, Grade.MEND, "PDF"),
        ("ledger", {"problem": "文件损坏。"}, Grade.STOPS, "文件损坏。处理前"),
        ("ledger", {"problem": "坏了", "damaged": True}, Grade.STOPS, "每日-2026-11-22.db"),
        ("ledger", {"problem": "坏了", "damaged": True, "backups": 0}, Grade.STOPS, "没有自动备份，请找"),
        ("ledger", {"problem": "由较新的程序写成"}, Grade.STOPS, "确认是文件坏了，才用备份"),
        (
            "ledger",
            {"problem": "别的程序的", "mode": "0644", "folder_mode": "0755"},
            Grade.STOPS,
            "别的程序的",
        ),
        ("ledger", {"free": 0, "backup_due": True, "newest_backup_day": None}, Grade.STOPS, "备份到别的磁盘"),
        ("ledger", {"last_check_day": "2050-03-01"}, Grade.KNOW, "比今天还晚：当时的电脑时钟不对"),
        ("ledger", {"backup_due": True, "newest_backup_day": "2050-03-01"}, Grade.MEND, "比今天还晚"),
        ("exchange", {"others": 1, "last_pack_out": "2050-03-01 09:00"}, Grade.KNOW, "比今天还晚"),
        ("exchange", {"sync_folder": "/a", "sync_last": "2050-03-01 09:00"}, Grade.KNOW, "比今天还晚"),
        ("papers", {"missing_fonts": 5, "looks": "仿宋没有字体"}, Grade.MEND, "仿宋没有字体。请用安装包"),
        ("ledger", {"problem": "不能打开", "file_readable": False}, Grade.STOPS, "先不要用备份恢复"),
        (
            "ledger",
            {"problem": "不能打开", "file_readable": False, "writable": False},
            Grade.STOPS,
            "没有权限读",
        ),
        ("ledger", {"exists": False}, Grade.KNOW, "打开程序就会建立"),
        ("ledger", {"data_version": 16}, Grade.KNOW, "旧版程序打不开"),
        ("ledger", {"clock": "电脑时钟早于记录"}, Grade.MEND, "校准"),
        ("ledger", {"writable": False}, Grade.STOPS, "/台账 写不进去，只能查看，不能记录"),
        ("ledger", {"file_writable": False}, Grade.STOPS, "/台账/a.db 是只读的，只能查看，不能记录"),
        ("ledger", {"writable": False, "data_version": 16}, Grade.STOPS, "16 不能升级到 20，打不开"),
        (
            "ledger",
            {"writable": False, "exists": False, "file_writable": None, "folder_mode": "0555"},
            Grade.STOPS,
            "还没有台账，放它的文件夹 /台账 写不进去，建不了",
        ),
        (
            "ledger",
            {"writable": False, "backup_due": True, "newest_backup_day": None, "last_check_day": None},
            Grade.STOPS,
            "只能查看",
        ),
        ("ledger", {"replicated_by": "坚果云"}, Grade.MEND, "huaian-tui sync"),
        ("ledger", {"mode": "0644"}, Grade.MEND, "--mend"),
        ("ledger", {"folder_mode": "0755"}, Grade.MEND, "--mend"),
        ("ledger", {"folder_mode": "0775", "folder_shared": True}, Grade.KNOW, "单独的文件夹"),
        ("ledger", {"free": 100 << 20}, Grade.MEND, "100 MB"),
        ("ledger", {"free": 1 << 20}, Grade.STOPS, "清理磁盘"),
        ("ledger", {"backup_due": True, "newest_backup_day": None}, Grade.MEND, "没有自动备份"),
        ("ledger", {"backup_due": True, "newest_backup_day": "2026-11-14"}, Grade.MEND, "2026-11-14"),
        ("ledger", {"seen_further": "来源 00010203 到过第 9 号"}, Grade.MEND, "到过第 9 号"),
        ("ledger", {"last_check_problems": 2}, Grade.MEND, "2 处问题"),
        ("ledger", {"last_check_day": None, "last_check_problems": None}, Grade.KNOW, "还没有检查过"),
        ("ledger", {"last_check_day": "2026-10-22"}, Grade.KNOW, "2026-10-22"),
        ("exchange", {"others": 1}, Grade.KNOW, "没有给过"),
        (
            "exchange",
            {"others": 1, "forks": 0, "keys_lost": None, "last_pack_out": "2026-10-01 09:00"},
            Grade.KNOW,
            "2026-10-01",
        ),
        ("exchange", {"sync_folder": "/a", "sync_last": "2026-11-14 09:00"}, Grade.KNOW, "2026-11-14"),
        ("exchange", {"sync_folder": "/a"}, Grade.KNOW, "还没有同步成过"),
        (
            "exchange",
            {"sync_folder": "/a", "sync_last": "2026-11-22 09:00", "sync_failed": "文件夹不在；接上再试。"},
            Grade.MEND,
            "没有同步成：文件夹不在；接上再试。处理后",
        ),
        ("places", {"keys_problems": "nix"}, Grade.MEND, "nix"),
        ("places", {"data_writable": False}, Grade.MEND, "/数据 写不进去：本机和同事的密钥记不住"),
        ("places", {"config_writable": False}, Grade.MEND, "/设置 写不进去：个人设置、视图、同步存不住"),
        ("papers", {"stand_ins": 2, "looks": "仿宋用随带的字体代替"}, Grade.KNOW, "装上"),
        ("terminal", {"columns": 79}, Grade.MEND, "79 列"),
        ("terminal", {"doubtful_width": 2}, Grade.MEND, "--ascii"),
        ("terminal", {"colours": "无颜色"}, Grade.KNOW, "没有颜色"),
        ("terminal", {"stdout_encoding": "gbk"}, Grade.KNOW, "gbk"),
        ("terminal", {"input_method": "没有找到"}, Grade.KNOW, "输入法"),
    ],
)
def test_each_finding_says_what_is_so_and_what_to_do(
    part: str, changed: Mapping[str, Any], grade: Grade, words: str
) -> None:
    findings = advise(with_facts(part, **changed), TODAY)
    assert [one.grade for one in findings] == [grade]
    assert words in findings[0].line and findings[0].way_out
    assert can_work(findings) is (grade is not Grade.STOPS)


def test_an_office_in_step_through_a_folder_is_not_told_to_carry_packs() -> None:
    synced = {"others": 2, "sync_folder": "/a", "sync_last": "2026-11-21 09:00"}
    assert advise(with_facts("exchange", **synced), TODAY) == []


def test_what_was_done_lately_is_not_advised() -> None:
    exchanged = {
        "others": 2,
        "forks": 0,
        "keys_lost": None,
        "last_pack_in": "2026-11-20",
        "last_pack_out": "2026-11-01 10:00",
    }
    assert advise(with_facts("exchange", **exchanged), TODAY) == []
    assert advise(with_facts("ledger", backup_due=True, newest_backup_day="2026-11-15"), TODAY) == []
    old = {"backup_due": False, "newest_backup_day": "2025-01-01"}
    assert advise(with_facts("ledger", **old), TODAY) == [], "nothing was recorded since"


def test_every_fact_has_a_label(ledger_path: Path) -> None:
    for _, part in diagnose(ledger_path, NOW).values():
        assert set(part) <= set(LABELS)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_mend_does_what_can_be_done_and_says_it(ledger_path: Path) -> None:
    program = Program(ledger_path, "2026-11-22")
    program.text("note", "add", "2", "--text", "看了")
    ledger_path.chmod(0o644)
    ledger_path.parent.chmod(0o755)
    remember_check(ledger_path, LastCheck(datetime.now(SHANGHAI) - timedelta(days=40), 0, 0))
    before = program.json("doctor")
    assert {one["grade"] for one in before["advice"]} == {"mend", "know"}
    said = program.json("doctor", "--mend")
    assert [line[:4] for line in said["mended"]] == ["已收回权", "已备份到", "已检查，"]
    assert (said["ledger"]["mode"], said["ledger"]["folder_mode"], said["ledger"]["backups"]) == (
        "0600",
        "0700",
        1,
    )
    rest = [one["what"] for one in said["advice"]]
    assert not [one for one in rest if "权限" in one or "备份" in one or "检查" in one]
    assert program.json("doctor", "--mend")["mended"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_mend_takes_no_folder_from_those_who_use_it_too(ledger_path: Path) -> None:
    (ledger_path.parent / "同事的表.xlsx").write_bytes(b"x")
    ledger_path.parent.chmod(0o775)
    ledger_path.chmod(0o644)
    said = Program(ledger_path, "2026-11-22").json("doctor", "--mend")
    assert "它的权限没有改" in said["mended"][0]
    assert (said["ledger"]["mode"], said["ledger"]["folder_mode"]) == ("0600", "0775")
    assert Program(ledger_path, "2026-11-22").json("doctor", "--mend")["mended"] == []


def test_the_report_holds_no_contents_and_no_name_of_the_user(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    program = Program(ledger_path, "2026-11-22", "甲某某")
    program.text("note", "add", "2", "--text", "秘不示人")
    target = tmp_path / "报修.txt"
    assert "没有台账内容" in program.text("doctor", "--report", str(target))
    text = target.read_text(encoding="utf-8")
    assert "秘不示人" not in text and "甲某某" not in text and str(tmp_path) not in text
    assert "【要处理的】" in text and "【版本】" in text and "~" in text
    assert "报修文件没有写成" in program.refused("doctor", "--report", str(target))
    assert target.read_text(encoding="utf-8") == text
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o600


def test_advice_alone_leaves_the_facts_out(ledger_path: Path) -> None:
    said = Program(ledger_path).text("doctor", "--advice")
    assert "【版本】" not in said and ("要处理的" in said or "没有要处理的" in said)


def test_a_ledger_that_cannot_be_opened_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    ended = Program(path).run("doctor")
    assert ended.code == 1 and "不能工作" in ended.out


def test_faces_say_which_are_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    lent = fonts.font_shelf(include_system=False)
    monkeypatch.setattr("huaian_tui.services.health.papers.font_shelf", lambda: lent)
    found = faces()
    assert found is not None and all(one.stand_in and "随带代用" in one.said for one in found)
    assert "仿宋（正文）" in looks() and "小标宋" in looks()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERM": "dumb"}, "无颜色"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "无颜色"),
        ({"TERM": "xterm-256color"}, "256 色"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "真彩色"),
        ({"TERM": "linux"}, "16 色"),
    ],
)
def test_colours_of_the_terminal(environment: dict[str, str], said: str) -> None:
    assert terminal.colours(environment) == said


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system brings its own")
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERM": "linux"}, "没有：文字控制台"),
        ({"TERM": "xterm", "SSH_CONNECTION": "1"}, "远程登录"),
        ({"TERM": "xterm", "DISPLAY": ":0", "XMODIFIERS": "@im=fcitx"}, "fcitx"),
        ({"TERM": "xterm", "DISPLAY": ":0"}, "没有找到"),
    ],
)
def test_input_method_of_the_terminal(environment: dict[str, str], said: str) -> None:
    assert terminal.input_method(environment).startswith(said)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize(("answer", "width"), [(b"\x1b[5;2R", 1), (b"\x1b[5;3R", 2), (b"x\x1b[5;9R", None)])
def test_the_width_is_what_the_terminal_answers(answer: bytes, width: int | None) -> None:
    ours, theirs = os.openpty()
    try:
        os.write(ours, answer)
        assert terminal._asked(theirs, theirs) == width
        written = b""  # what was answered too early comes back first, as terminals echo it
        while not written.endswith(b"\r\x1b[K"):
            written += os.read(ours, 100)
        assert terminal.DOUBTFUL.encode() + b"\x1b[6n" in written
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("exists", [True, False], ids=["with a ledger", "without one"])
def test_of_a_home_that_cannot_be_written_one_thing_is_said(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exists: bool
) -> None:
    """Not that it cannot be written and that the program will make a ledger, a backup or a note there."""
    path = ledger_path if exists else tmp_path / "家" / "台账.db"
    asked = os.access
    monkeypatch.setattr(os, "access", lambda at, mode, **more: not mode & os.W_OK and asked(at, mode, **more))
    findings = advise(diagnose(path, NOW), TODAY)
    (said,) = (one for one in findings if one.grade is not Grade.KNOW)
    assert said.grade is Grade.STOPS and "写不进去" in said.what and "--db" in said.way_out
    assert not [one for one in findings if "建立" in one.way_out or "检查台账" in one.way_out or one.mend]


def test_faces_without_a_font_are_not_called_official(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lent = fonts.font_shelf(include_system=False)
    monkeypatch.setattr(type(lent), "families", lambda self, face: [])
    monkeypatch.setattr("huaian_tui.services.health.papers.font_shelf", lambda: lent)
    assert looks().startswith("仿宋（正文）、小标宋") and looks().endswith("没有字体，这些字印不出来")
    part = diagnose(tmp_path / "a.db", NOW)["papers"][1]
    assert part["missing_fonts"] == 5 and part["stand_ins"] == 0


def test_the_clock_is_looked_at_before_there_is_a_ledger(tmp_path: Path) -> None:
    found = diagnose(tmp_path / "a.db", datetime(2001, 3, 1, 10, tzinfo=SHANGHAI))
    assert "早于本程序的发布日" in str(found["ledger"][1]["clock"])
    assert not (tmp_path / "a.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a link")
def test_a_link_to_nowhere_is_no_ledger_that_opening_makes(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.symlink_to(tmp_path / "gone" / "a.db")
    ended = Program(path).run("doctor", "--advice")
    assert ended.code == 1 and "指向的文件不在" in ended.out and "就会建立" not in ended.out


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_no_mode_is_changed_of_what_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes("别的程序的文件".encode() * 1000)
    path.chmod(0o644)
    program = Program(path)
    said = program.run("doctor", "--mend", "--advice").out
    assert path.stat().st_mode & 0o777 == 0o644 and "--mend" not in said and "。。" not in said
    below = Program(path / "b.db")
    assert "权限 0644" not in below.run("doctor", "--mend", "--advice").out
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_newer_ledger_is_not_to_be_replaced_by_a_backup(ledger_path: Path) -> None:
    data = bytearray(ledger_path.read_bytes())
    data[60:64] = (99).to_bytes(4, "big")  # user_version
    ledger_path.write_bytes(data)
    said = Program(ledger_path).run("doctor", "--advice").out
    assert "请升级 huaian-tui" in said and "最近的备份恢复" not in said
