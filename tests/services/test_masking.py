"""What the file for who helps says of a ledger full of private text: how things stand, and none of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock
from support.cli import Program
from support.hostile import HOSTILE

from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.services.doctor import LABELS, diagnose, word
from huaian_tui.services.health.advice import advise
from huaian_tui.services.health.masking import Mask
from huaian_tui.services.health.report import names_in, report_text
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.locations import keys_file

TODAY = date(2026, 11, 22)
PRIVATE = (
    "秘不示人",
    "李四",
    "王五",
    "赵六",
    "淮数督",
    "13900001111",
    "市数据局",
    "甲案",
    "卷宗",
    "钱七",
    "lisi",
)


@pytest.fixture
def private_ledger(ledger_path: Path, tmp_path: Path, clock: FixedClock) -> Path:
    """Below a stick and a folder with names of people, with blanks, and with hostile notes in it."""
    folder = tmp_path / "media" / "lisi" / "王五的U盘" / "甲案 卷宗（钱七）"
    folder.mkdir(parents=True)
    path = folder / "李四.db"
    path.write_bytes(ledger_path.read_bytes())
    with Ledger(path, "赵六某", clock) as ledger:
        for text in ("秘不示人 13900001111", *(one for one in HOSTILE if clean_text(one).strip())):
            add_note(ledger, NoteDraft(3, text, TODAY, problem="秘不示人"), TODAY)
    program = Program(path, "2026-11-22", "赵六某")
    program.text("setting", "set", "code", "淮数督")
    return path


def written(path: Path, tmp_path: Path) -> str:
    """The report as the command writes it."""
    target = tmp_path / "报修.txt"
    Program(path, "2026-11-22", "赵六某").run("doctor", "--report", str(target))
    return target.read_text(encoding="utf-8")


def test_nothing_private_is_in_the_report(private_ledger: Path, tmp_path: Path) -> None:
    file = keys_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("李四的电话 13900001111\n", encoding="utf-8")
    text = written(private_ledger, tmp_path)
    assert not [one for one in PRIVATE if one in text], text
    assert "写法不对" in text and "记录数" in text
    assert re.search(r"台账文件：.*/media/〔\d+〕/〔\d+〕/〔\d+〕/〔\d+〕\.db\n", text), "its shape is told"


@pytest.mark.parametrize("what", ["damaged", "newer", "no ledger", "gone"])
def test_nor_where_the_ledger_cannot_be_read(private_ledger: Path, tmp_path: Path, what: str) -> None:
    if what == "damaged":
        data = bytearray(private_ledger.read_bytes())
        data[4096:40960] = b"\xff" * 36864
        private_ledger.write_bytes(data)
    elif what == "newer":
        data = bytearray(private_ledger.read_bytes())
        data[60:64] = (99).to_bytes(4, "big")  # user_version
        private_ledger.write_bytes(data)
    elif what == "no ledger":
        private_ledger.write_bytes("李四".encode() * 5000)
    else:
        private_ledger.unlink()
    text = written(private_ledger, tmp_path)
    assert not [one for one in PRIVATE if one in text], text
    assert "【要处理的】" in text and text.count("〔") > 4


def test_what_a_failed_sync_and_one_who_writes_say_is_masked(private_ledger: Path, clock: FixedClock) -> None:
    found = diagnose(private_ledger, clock())
    said = "没有读到；/mnt/王五 的盘/共享 文件夹/a.json：赵六某的电脑写的；请再试。"
    found["exchange"] = (
        "",
        {**found["exchange"][1], "sync_folder": "/mnt/王五 的盘/共享 文件夹", "sync_failed": said},
    )
    found["ledger"] = ("", {**found["ledger"][1], "problem": "赵六某（电脑 lisi-PC，进程 7）正在写入"})
    names = names_in(private_ledger)
    text = report_text(found.values(), LABELS.__getitem__, word, advise(found, TODAY), clock(), names)
    assert not [one for one in PRIVATE if one in text], text
    assert "正在写入" in text and "没有读到；/mnt/〔" in text and ".json：〔姓名〕的电脑写的" in text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (r"D:\张三\台账.db：没有权限", r"D:\〔1〕\台账.db：没有权限"),
        ("ValueError at store/engine/fold.py:88 < cli/root.py:12", None),
        ("输出编码：utf-8；每日-2026-11-22.db", None),
        ("/usr/lib/python3.12/site-packages/huaian_tui/documents/fonts", None),
        ("见 /srv/a b/c", "见 /srv/〔1〕 b/c"),  # blanks: only where the folder is known
        ("看 /mnt/x/y 和 /mnt/x/z", "看 /mnt/〔1〕/〔2〕 和 /mnt/〔1〕/〔3〕"),
        (
            "huaian-tui restore，/mnt/x/台账.db.backups 里的",
            "huaian-tui restore，/mnt/〔1〕/台账.db.backups 里的",
        ),
    ],
)
def test_parts_of_paths_are_numbered_and_other_words_stay(text: str, masked: str | None) -> None:
    assert Mask([])(text) == (masked or text)


def test_a_folder_that_begins_like_the_home_is_not_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/li")
    monkeypatch.setenv("USERPROFILE", "/home/li")
    assert Mask([])("/home/liming/a.db；/home/li/a.db") == "/home/〔1〕/〔2〕.db；~/〔2〕.db"
