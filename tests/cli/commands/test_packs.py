"""``pack`` as a person or a script runs it."""

from __future__ import annotations

import gzip
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pexpect
import pytest
from support.cli import Program
from support.exchange import forged, record, record_id
from support.quick_sealing import QUICKLY
from support.terminal import exit_code

from huaian_tui.ledger.identity import SHANGHAI

SECRET = " ".join(("四个", "词", "的", "口令"))


@pytest.fixture
def colleague(seeded_file: Path, tmp_path: Path) -> Program:
    """乙's laptop."""
    path = tmp_path / "乙.db"
    shutil.copyfile(seeded_file, path)
    return Program(path, officer="乙")


def test_a_pack_goes_from_one_laptop_to_the_other(
    program: Program, colleague: Program, tmp_path: Path
) -> None:
    colleague.text("note", "add", "1", "--text", "看了现场")
    colleague.text("milestone", "extend", "2-1", "--due", "2027-02-01", "--basis", "纪要")
    program.text("milestone", "extend", "2-1", "--due", "2027-01-01", "--basis", "会议")
    pack = tmp_path / "包.jsonl.gz"
    ended = colleague.run("pack", "export", str(pack), "--json")
    assert (ended.code, ended.json["records"], ended.json["encrypted"]) == (0, 2, False)
    assert "没有加口令" in ended.err
    tried = program.json("pack", "import", str(pack), "--dry-run")
    assert (tried["new"], tried["known"], tried["refused"]) == (2, 0, 0)
    done = program.json("pack", "import", str(pack))
    assert done == tried
    assert done["officers"] == ["乙"]
    assert [one["milestone"] for one in done["conflicts"]] == ["2-1"]
    assert {side["officer"] for side in done["conflicts"][0]["sides"]} == {"张三", "乙"}
    again = program.json("pack", "import", str(pack), str(pack))
    assert (again["new"], again["known"], again["conflicts"], again["officers"]) == (0, 4, [], [])
    assert [one["text"] for one in program.json("note", "list")] == ["看了现场"]
    assert program.run("check").code == 0


def test_the_words_say_who_what_and_which_conflicts(
    program: Program, colleague: Program, tmp_path: Path
) -> None:
    colleague.text("milestone", "cancel", "2-1", "--basis", "不再办")
    program.text("milestone", "extend", "2-1", "--due", "2027-01-01", "--basis", "会议")
    pack = tmp_path / "包"
    assert "1 条记录" in colleague.text("pack", "export", str(pack), "--no-passphrase")
    assert "将新增 1 条" in program.text("pack", "import", "--dry-run", str(pack))
    said = program.text("pack", "import", str(pack))
    assert "新增 1 条" in said and "乙 1 条" in said and "冲突待核 1 项" in said and "不再办" in said
    assert "冲突待核" in program.text("milestone", "list", "2")


def test_records_of_a_clock_that_is_ahead_ask_for_a_yes(program: Program, tmp_path: Path) -> None:
    years_on = datetime.now(SHANGHAI) + timedelta(days=5 * 365 + 3)
    pack = forged(tmp_path / "快了", record(id=record_id(years_on).hex()))
    tried = program.json("pack", "import", "--dry-run", str(pack))
    assert (tried["new"], tried["ahead"], tried["ahead_until"][:10]) == (1, 1, f"{years_on:%Y-%m-%d}")
    assert "晚 5 年" in program.text("pack", "import", "--dry-run", str(pack))
    said = program.refused("pack", "import", str(pack))
    assert "时间在将来" in said and "--accept-ahead" in said
    assert program.json("note", "list") == []
    done = program.json("pack", "import", "--accept-ahead", str(pack))
    assert (done["new"], done["ahead"]) == (1, 1)
    assert program.json("pack", "import", str(pack))["ahead"] == 0, "known already"
    today = f"{datetime.now(SHANGHAI):%Y-%m-%d}"
    assert len(program.json("--as-of", today, "note", "list")) == 1


def test_a_backup_is_made_before_a_merge(program: Program, colleague: Program, tmp_path: Path) -> None:
    colleague.text("note", "add", "1", "--text", "看了现场")
    colleague.text("pack", "export", str(tmp_path / "包"))
    program.json("pack", "import", str(tmp_path / "包"), "--dry-run")
    assert not list(program.path.parent.rglob("*合并前*.db"))
    program.json("pack", "import", str(tmp_path / "包"))
    assert len(list(program.path.parent.rglob("*合并前*.db"))) == 1


def test_a_damaged_pack_is_one_line_and_exit_1(program: Program, colleague: Program, tmp_path: Path) -> None:
    colleague.text("note", "add", "1", "--text", "看了现场")
    good, bad = tmp_path / "好", tmp_path / "坏"
    colleague.text("pack", "export", str(good))
    bad.write_bytes(good.read_bytes()[:-20])
    before = program.path.read_bytes()
    for words in ([str(bad)], [str(good), str(bad)], [str(bad), "--dry-run"], [str(tmp_path / "没有")]):
        ended = program.run("pack", "import", *words)
        assert ended.code == 1
        assert len(ended.err.splitlines()) == 1
        ended = program.run("pack", "import", *words, "--json")
        assert (ended.code, ended.json["refused"] > 0) == (1, True)
    assert program.path.read_bytes() == before


def test_since_and_wrong_usage(program: Program, tmp_path: Path) -> None:
    program.text("note", "add", "1", "--text", "看了现场")
    ended = program.json("pack", "export", str(tmp_path / "包"), "--since", "2024-01-01")
    assert (ended["since"], ended["records"]) == ("2024-01-01", 1)
    program.refused("pack", "export", str(tmp_path / "包"))
    program.refused("pack", "export", str(tmp_path / "包2"), "--since", "某天")
    program.refused("pack", "export", code=2)
    program.refused("pack", "import", code=2)
    program.refused(
        "pack", "export", str(tmp_path / "包3"), "--no-passphrase", "--passphrase-file", "x", code=2
    )
    assert not (tmp_path / "包3").exists()


@pytest.mark.usefixtures("sealed_quickly")
def test_a_passphrase_from_a_file(program: Program, colleague: Program, tmp_path: Path) -> None:
    colleague.text("note", "add", "1", "--text", "看了现场")
    pack, right, wrong = tmp_path / "包.age", tmp_path / "口令", tmp_path / "错"
    right.write_text(f"\ufeff{SECRET}\r\n第二行\n", encoding="utf-8")
    wrong.write_text(f"{SECRET}吗", encoding="utf-8")
    ended = colleague.run("pack", "export", str(pack), "--passphrase-file", str(right), "--json")
    assert (ended.code, ended.err, ended.json["encrypted"]) == (0, "", True)
    assert "口令不对" in program.refused("pack", "import", str(pack), "--passphrase-file", str(wrong))
    assert "--passphrase-file" in program.refused("pack", "import", str(pack))
    assert program.json("pack", "import", str(pack), "--passphrase-file", str(right))["new"] == 1
    for content in (b"", b"\n\xe5\x8f\xa3", b"\xff\xfe\xff", b"short"):
        wrong.write_bytes(content)
        program.refused("pack", "export", str(tmp_path / "新"), "--passphrase-file", str(wrong))
    program.refused("pack", "export", str(tmp_path / "新"), "--passphrase-file", str(tmp_path))
    assert not (tmp_path / "新").exists()


def test_a_notice_as_composed_arrives(program: Program, colleague: Program, tmp_path: Path) -> None:
    colleague.text("notice", "draft", "--kind", "circular")
    colleague.text("notice", "draft", "--kind", "reminder", "--unit", "市数据局")
    colleague.text("pack", "export", str(tmp_path / "包"))
    assert program.json("pack", "import", str(tmp_path / "包"))["new"] == 2
    shown = [one["title"] for one in program.json("notice", "list")]
    assert shown == [one["title"] for one in colleague.json("notice", "list")]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_in_a_terminal_the_passphrase_is_asked_for_and_never_shown(
    program: Program, colleague: Program, tmp_path: Path
) -> None:
    program.text("note", "add", "1", "--text", "看了现场")
    pack = tmp_path / "包.age"

    def start(path: Path, *words: str) -> pexpect.spawn:
        given = ["-X", "utf8", "-c", QUICKLY, "--db", str(path), "--officer", "张三", *words]
        return pexpect.spawn(sys.executable, given, encoding="utf-8", timeout=60, dimensions=(24, 100))

    seen = ""
    for path, words, answers in (
        (program.path, ("pack", "export", str(pack)), 2),
        (colleague.path, ("pack", "import", str(pack)), 1),
    ):
        child = start(path, *words)
        for _ in range(answers):
            child.expect("口令|再输入一次")
            assert child.waitnoecho(timeout=60)
            child.sendline(SECRET)
        assert exit_code(child) == 0, child.before
        seen += child.before
    assert SECRET not in seen
    assert pack.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert [one["text"] for one in colleague.json("note", "list")] == ["看了现场"]


def give_settings(colleague: Program, pack: Path) -> None:
    colleague.text("setting", "set", "联系电话", "0517-6666")
    colleague.text("setting", "set", "masthead", "淮安市数据局")
    colleague.text("setting", "set", "officer", "乙")
    colleague.text("pack", "export", str(pack))


def test_settings_of_a_pack_are_named_and_taken_only_when_accepted(
    program: Program, colleague: Program, tmp_path: Path
) -> None:
    program.text("setting", "set", "phone", "0517-1001")
    pack = tmp_path / "包"
    give_settings(colleague, pack)
    tried = program.json("pack", "import", str(pack), "--dry-run")
    assert [(one["title"].partition("（")[0], one["present"], one["value"]) for one in tried["settings"]] == [
        ("发文机关标志", "", "淮安市数据局"),
        ("联系电话", "0517-1001", "0517-6666"),
    ]
    ended = program.run("pack", "import", str(pack))
    assert ended.code == 0
    for part in ("设置 2 项，没有采用", "setting adopt", "0517-1001 改为 0517-6666", "乙", "设置 3 条"):
        assert part in ended.out, part
    assert program.json("pack", "import", str(pack))["settings"] == tried["settings"]
    waiting = program.json("setting", "waiting")
    assert [one["refusal"] for one in waiting] == [None, None]
    assert "0517-6666" in program.text("setting", "waiting")
    assert program.run("setting", "adopt").code == 2
    assert program.run("setting", "adopt", "传真").code == 1
    adopted = program.text("setting", "adopt", "联系电话")
    assert "已采用：联系电话" in adopted and "现用机构：" in adopted and "改用" not in adopted
    assert "不采用：发文机关标志" in program.text("setting", "refuse", waiting[0]["id"][-8:])
    now = {one["key"]: one["value"] for one in program.json("setting", "list")}
    assert (now["phone"], now["masthead"], now["officer"]) == ("0517-6666", None, None)
    assert "没有待定的设置" in program.text("setting", "waiting")
    assert program.json("setting", "adopt", "--all")["adopted"] == []
    assert program.run("check").code == 0


def test_settings_can_be_taken_with_the_merge(program: Program, colleague: Program, tmp_path: Path) -> None:
    pack = tmp_path / "包"
    give_settings(colleague, pack)
    done = program.json("pack", "import", str(pack), "--with-settings")
    assert [one["value"] for one in done["adopted"]] == ["淮安市数据局", "0517-6666"]
    assert done["settings"] == []
    assert {one["key"]: one["value"] for one in program.json("setting", "list")}["phone"] == "0517-6666"
    assert program.json("pack", "import", str(pack), "--with-settings")["adopted"] == []


def test_a_number_that_two_laptops_gave_is_named(
    program: Program, colleague: Program, tmp_path: Path
) -> None:
    for one, due in ((program, "2027-01-01"), (colleague, "2027-02-01")):
        one.text("setting", "set", "code", "淮数督")
        one.text("milestone", "extend", "2-1", "--due", due, "--basis", "会议")
        drafted = one.json("notice", "draft", "--kind", "circular")
        one.text("notice", "issue", drafted[0]["id"] if isinstance(drafted, list) else drafted["id"])
    pack = tmp_path / "包"
    colleague.text("pack", "export", str(pack))
    done = program.json("pack", "import", str(pack), "--dry-run")
    assert [(one["number"], len(one["notices"])) for one in done["numbers"]] == [("淮数督〔2025〕1号", 2)]
    assert {side["kind_title"] for conflict in done["conflicts"] for side in conflict["sides"]} == {"延期"}
    said = program.text("pack", "import", str(pack))
    assert "文号重复 1 个" in said and "延期 " in said and "设置 1 条" in said


def test_settings_of_another_office_say_which_one_is_in_force(
    program: Program, colleague: Program, tmp_path: Path
) -> None:
    colleague.text("setting", "set", "office", "市财政局")
    colleague.text("setting", "set", "phone", "0517-6666")
    pack = tmp_path / "包"
    colleague.text("pack", "export", str(pack))
    here = "淮安市职能转变和数字政府建设领导小组办公室"
    said = program.text("pack", "import", str(pack))
    assert f"现用机构：{here}" in said and f"现用机构是{here}，改用该机构后才起作用" in said
    waiting = {one["key"].rpartition(":")[2]: one for one in program.json("setting", "waiting")}
    assert [waiting[key]["other_office"] for key in ("office", "phone")] == [False, True]
    one = program.text("setting", "adopt", "联系电话")
    assert f"现用机构：{here}；联系电话（" in one and "改用该机构后才起作用" in one
    both = program.text("setting", "adopt", "全部")
    assert "已采用：督查机构" in both and "现用机构：淮安市财政局。" in both
    assert {one["key"]: one["value"] for one in program.json("setting", "list")}["phone"] == "0517-6666"


def test_a_pack_goes_out_unsigned_when_that_is_wished(program: Program, tmp_path: Path) -> None:
    program.text("note", "add", "1", "--text", "看了")
    made = tmp_path / "一.jsonl.gz"
    ended = program.run("pack", "export", str(made), "--no-passphrase", "--unsigned")
    assert ended.code == 0 and "数据包没有签名" in ended.err
    assert b'"sender"' not in gzip.decompress(made.read_bytes())
