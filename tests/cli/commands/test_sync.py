"""``sync`` as officers type it: two laptops and a folder, in words and as JSON."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.quick_sealing import seal_quickly

from huaian_tui.exchange.folder import publishing
from huaian_tui.exchange.folder.names import ROOT
from huaian_tui.store.keep.locations import CONFIG_VARIABLE


class Laptops:
    """Two officers' programs, each on a machine of its own."""

    def __init__(self, seeded: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.share = folder / "共享"
        self.share.mkdir()
        self._folder, self._patch, self._seeded = folder, patch, seeded
        self.words = folder / "口令.txt"
        self.words.write_text("一二三四五六七八\n", encoding="utf-8")

    def of(self, officer: str) -> Program:
        home = self._folder / officer
        if not home.exists():
            home.mkdir()
            shutil.copyfile(self._seeded, home / "台账.db")
        self._patch.setenv("XDG_DATA_HOME", str(home / "data"))
        self._patch.setenv(CONFIG_VARIABLE, str(home / "config"))
        return Program(home / "台账.db", officer=officer)

    def joined(self, officer: str) -> str:
        return self.of(officer).text("sync", str(self.share), "--passphrase-file", str(self.words))


@pytest.fixture
def laptops(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laptops:
    seal_quickly(monkeypatch)
    return Laptops(seeded_file, tmp_path, monkeypatch)


def note(program: Program, text: str) -> None:
    program.text("note", "add", "12", "--text", text, "--unit", "市财政局")


def test_two_officers_are_in_step(laptops: Laptops) -> None:
    first = laptops.joined("甲")
    assert "已设好同步文件夹" in first and "已设办公室口令" in first and "没有新的" in first
    note(laptops.of("甲"), "现场查看")
    assert "本机的新记录已送出" in laptops.of("甲").text("sync")
    second = laptops.joined("乙")
    assert "已加入同步文件夹" in second and "收到 1 条记录" in second and "任务：第12项 1 条" in second
    assert "甲" in second and "今天" in second
    note(laptops.of("乙"), "又去看")
    laptops.of("乙").text("sync")
    told = laptops.of("甲").json("sync")
    assert (told["new"], told["written"], told["joined"], told["sealed"]) == (1, 0, "before", True)
    assert told["merge"]["officers"] == ["乙"]
    assert [(one["officer"], one["lacks"], one["ahead"]) for one in told["laptops"]] == [("乙", 0, 0)]
    listed = laptops.of("甲").text("note", "list")
    assert "现场查看" in listed and "又去看" in listed


def test_status_needs_no_folder(laptops: Laptops) -> None:
    assert "sync 文件夹" in laptops.of("甲").refused("sync", "status")
    laptops.joined("甲")
    laptops.joined("乙")
    note(laptops.of("甲"), "一")
    laptops.of("甲").text("sync")
    shutil.rmtree(laptops.share)
    told = laptops.of("甲").text("sync", "status")
    assert "（加密）" in told and "本机的新记录已送出" in told
    refused = laptops.of("甲").refused("sync")
    assert "同步文件夹不在" in refused and "U 盘" in refused
    told = laptops.of("甲").text("sync", "status")
    assert "上次成功同步" in told and "没有同步成：" in told and "插上 U 盘" in told
    assert laptops.of("甲").json("sync", "status")["written"] == 1


def test_without_a_seal_it_is_said_what_that_means(laptops: Laptops) -> None:
    told = laptops.of("甲").text("sync", str(laptops.share), "--no-seal")
    assert "没有加密" in told and "认不出文件夹是不是网盘" in told
    refused = laptops.of("乙").refused("sync", str(laptops.share), "--passphrase-file", str(laptops.words))
    assert "--no-seal" in refused
    both = ("sync", str(laptops.share), "--no-seal", "--passphrase-file", str(laptops.words))
    laptops.of("乙").refused(*both, code=2)


def test_nobody_can_type_a_passphrase_where_there_is_no_terminal(laptops: Laptops) -> None:
    assert "--passphrase-file" in laptops.of("甲").refused("sync", str(laptops.share))
    assert list(laptops.share.iterdir()) == []
    laptops.words.write_text("短", encoding="utf-8")
    refused = laptops.of("甲").refused("sync", str(laptops.share), "--passphrase-file", str(laptops.words))
    assert "口令太短" in refused and list(laptops.share.iterdir()) == []


def test_a_new_passphrase(laptops: Laptops) -> None:
    laptops.joined("甲")
    laptops.joined("乙")
    laptops.words.write_text("新的口令一二三四", encoding="utf-8")
    told = laptops.of("甲").text("sync", "rotate", "--passphrase-file", str(laptops.words))
    assert "请告诉在用的同事新口令" in told
    note(laptops.of("甲"), "以后")
    laptops.of("甲").text("sync")
    locked = laptops.of("乙").run("sync")
    assert locked.code == 1 and "没有的办公室钥匙" in locked.out and "换过口令" in locked.err
    learnt = laptops.of("乙").text("sync", "--passphrase-file", str(laptops.words))
    assert "已记下新的办公室口令" in learnt and "收到 1 条记录" in learnt


def test_leaving(laptops: Laptops) -> None:
    laptops.joined("甲")
    told = laptops.of("甲").text("sync", "leave")
    assert "已退出同步" in told and "sync rotate" in told
    assert "还没有同步文件夹" in laptops.of("甲").refused("sync")


def test_a_folder_that_cannot_be_written_is_said_and_what_came_stays(
    laptops: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptops.joined("甲")
    laptops.joined("乙")
    note(laptops.of("甲"), "一")
    laptops.of("甲").text("sync")
    note(laptops.of("乙"), "二")
    mode = (laptops.share / ROOT).stat().st_mode
    monkeypatch.setattr(
        publishing, "publish", lambda path, data: (_ for _ in ()).throw(PermissionError(13, "no"))
    )
    monkeypatch.setattr(
        "huaian_tui.exchange.folder.shared.answer_of",
        lambda module, given, **options: answered_here(given),
    )
    ended = laptops.of("乙").run("sync")
    assert ended.code == 1 and "收到 1 条记录" in ended.out
    assert "没有送出本机的记录" in ended.err and "没有写入权限" in ended.err
    assert "没有写入权限" in laptops.of("乙").text("sync", "status")
    assert (laptops.share / ROOT).stat().st_mode == mode


def answered_here(given: bytes) -> bytes:
    """The child's work in this process, with its way to refuse."""
    from huaian_tui.domain.errors import StoreRefused
    from huaian_tui.exchange.folder.folder_child import done
    from huaian_tui.store.apart import ChildRefused

    try:
        return done(given)
    except StoreRefused as refused:
        raise ChildRefused(refused.title, refused.message, refused.way_out) from None


def test_damaged_files_are_named(laptops: Laptops) -> None:
    laptops.joined("甲")
    note(laptops.of("甲"), "一")
    laptops.of("甲").text("sync")
    (file,) = (laptops.share / ROOT).rglob("*-*-*-*-*.hap")
    file.write_bytes(file.read_bytes()[:-20])
    told = laptops.joined("乙")
    assert file.name in told and "没有传完，或已损坏" in told and "还差 1 条没有到" in told


def test_a_ledger_in_the_folder_is_refused(laptops: Laptops) -> None:
    program = laptops.of("甲")
    refused = program.refused("sync", str(program.path.parent), "--passphrase-file", str(laptops.words))
    assert "台账不能放在同步文件夹里" in refused and "--db" in refused


def bring_back_what_was_not_synced(program: Program, pack: Path) -> None:
    """As docs/同步.md says: out of the ledger that restoring kept."""
    (kept,) = program.path.parent.glob("台账-恢复前-*.db")
    assert "已导出" in Program(kept, officer=program.officer).text("pack", "export", str(pack))
    assert "新增 1 条记录" in program.text("pack", "import", str(pack))
    assert "少了记录" not in program.text("check")


def test_a_restored_backup_says_that_the_next_sync_brings_what_it_lacks(
    laptops: Laptops, tmp_path: Path
) -> None:
    program = laptops.of("甲")
    note(program, "备份以前")
    program.text("backup", str(tmp_path / "备份.db"))
    note(program, "备份以后")
    program.text("check")
    alone = program.run("restore", str(tmp_path / "备份.db")).err
    assert "请向同事要数据包合并" in alone and "sync" not in alone
    bring_back_what_was_not_synced(program, tmp_path / "留存.jsonl.gz")
    note(program, "又写")
    laptops.joined("甲")
    program.text("check")
    kept = program.run("restore", str(tmp_path / "备份.db")).err
    assert "下次同步会从同步文件夹取回" in kept and "huaian-tui sync" in kept
    assert "下次同步会从同步文件夹取回" in program.text("check")
    assert "下次同步会从同步文件夹取回" in program.text("doctor")
    assert program.json("sync")["new"] >= 1


def test_only_the_child_asks_the_folder(laptops: Laptops, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead share would keep whoever asks: the command itself does not, not even to see what is there."""
    asked, whole = list[str](), os.stat

    def stat(path: Any, **options: Any) -> Any:
        asked.append(str(path))
        return whole(path, **options)

    monkeypatch.setattr(os, "stat", stat)
    laptops.joined("甲")
    assert not [one for one in asked if one.startswith(str(laptops.share))] and asked


def test_a_place_that_is_none_is_refused(laptops: Laptops) -> None:
    word = ("--passphrase-file", str(laptops.words))
    assert "没有写路径" in laptops.of("甲").refused("sync", "", *word)
    assert "没有这个用户的主目录" in laptops.of("甲").refused("sync", "~nobody-of-that-name/x", *word)


def test_it_is_not_done_in_the_past(laptops: Laptops) -> None:
    laptops.joined("甲")
    assert "--as-of" in laptops.of("甲").refused("--as-of", "2025-01-01", "sync")


def test_the_real_passphrase_and_the_real_child(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, children_started_anew: None
) -> None:
    """Once without stand-ins: scrypt around the key, programs of their own for the folder."""
    real = Laptops(seeded_file, tmp_path, monkeypatch)
    real.joined("甲")
    note(real.of("甲"), "一")
    real.of("甲").text("sync")
    assert "收到 1 条记录" in real.joined("乙")
