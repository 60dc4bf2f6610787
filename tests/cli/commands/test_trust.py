"""``trust list|accept|revoke``: what each says, to people and to programs, and how each is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.cli import Program
from support.exchange import Laptop
from support.own_laptops import OwnLaptop, at

from huaian_tui.domain.words.key_fingerprints import fingerprint_line, fingerprint_words
from huaian_tui.services.notes import NoteDraft, add_note

TODAY = date(2026, 11, 22)


@pytest.fixture
def other(seeded_file: Path, tmp_path: Path) -> OwnLaptop:
    """A colleague with a note."""
    laptop = OwnLaptop(seeded_file, tmp_path, "乙")
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, "乙的", TODAY), TODAY))
    return laptop


@pytest.fixture
def program(seeded_file: Path, tmp_path: Path, other: OwnLaptop) -> Program:
    """Our laptop, which has taken what the colleague had."""
    laptop = Laptop(seeded_file, tmp_path, "甲")
    ours = Program(laptop.path, TODAY.isoformat(), "甲")
    assert ours.json("pack", "import", str(other.export()))["new"] == 1
    return ours


@pytest.mark.parametrize("how", [["--dry-run"], []], ids=["dry run", "merge"])
def test_of_a_key_seen_for_the_first_time_it_is_asked_to_telephone(
    seeded_file: Path, tmp_path: Path, other: OwnLaptop, how: list[str]
) -> None:
    ours = Program(Laptop(seeded_file, tmp_path, "甲").path, TODAY.isoformat(), "甲")
    pack, way = str(other.export()), f"相符再 trust accept {other.key().public.hex()[:8]}；不符就撤销"
    said = ours.text("pack", "import", pack, *how)
    assert "注意：第一次见到乙的电脑（" in said and "请打电话给乙，逐词核对十个词" in said and way in said
    again = ours.json("pack", "import", pack, "--dry-run")["key_remarks"]
    assert [way in one for one in again] == ([True] if how else [])


def test_the_list_begins_with_this_laptop_and_says_the_words(program: Program, other: OwnLaptop) -> None:
    own, theirs = program.json("trust", "list")
    assert (own["state"], own["name"], own["records"]) == ("own", "甲", 0)
    key = other.key().public
    assert (theirs["state"], theirs["name"], theirs["records"]) == ("seen", "乙", 1)
    assert theirs["fingerprint"] == list(fingerprint_words(key)) and theirs["key"] == key.hex()
    assert theirs["origins"] == [other.own_origin().hex()] and theirs["claims"] == []
    said = program.text("trust", "list")
    assert fingerprint_line(key) in said and "1 把还没有核对" in said


@pytest.mark.parametrize("how", ["digits", "words", "name"])
def test_one_is_accepted_and_revoked_however_it_is_named(
    program: Program, other: OwnLaptop, how: str
) -> None:
    key = other.key().public
    typed = {"digits": key.hex()[:6], "words": fingerprint_line(key), "name": "乙"}[how]
    assert program.json("trust", "accept", typed)["state"] == "accepted"
    assert "早已采信" in program.text("trust", "accept", typed)
    assert "已撤销" in program.text("trust", "revoke", typed)
    assert program.json("trust", "revoke", typed)["state"] == "revoked"
    other.do(lambda ledger: add_note(ledger, NoteDraft(1, "撤销后", TODAY), TODAY))
    ended = program.run("pack", "import", str(other.export()))
    assert ended.code == 1 and "密钥已撤销" in ended.err and f"trust accept {key.hex()[:8]}" in ended.err


def test_a_changed_key_is_told_with_the_way_out_which_works(program: Program, other: OwnLaptop) -> None:
    before = other.key().public
    (other.machine_folder / "key.json").unlink()
    other.do(lambda ledger: add_note(ledger, NoteDraft(1, "换了", TODAY), TODAY))
    pack = str(other.export())
    ended = program.run("pack", "import", pack, "--json")
    (refusal,) = ended.json["refusals"]
    assert ended.code == 1 and refusal["origin"] == other.own_origin().hex()
    assert refusal["message"].startswith("警告：来源") and ended.json["new"] == 0
    _, claiming, first = program.json("trust", "list")
    assert (claiming["state"], claiming["claims"]) == ("claiming", [other.own_origin().hex()])
    assert (first["key"], first["state"]) == (before.hex(), "seen")
    program.text("trust", "accept", claiming["key"][:8])
    assert program.json("pack", "import", pack)["new"] == 1


def test_a_dry_run_lets_a_changed_key_be_decided_on(program: Program, other: OwnLaptop) -> None:
    (other.machine_folder / "key.json").unlink()
    other.do(lambda ledger: add_note(ledger, NoteDraft(1, "换了", TODAY), TODAY))
    program.run("pack", "import", str(other.export()), "--dry-run")
    assert "claiming" in [one["state"] for one in program.json("trust", "list")]


def test_a_name_from_another_laptop_is_said(program: Program, seeded_file: Path, tmp_path: Path) -> None:
    (tmp_path / "外").mkdir()
    stranger = OwnLaptop(seeded_file, tmp_path / "外", "乙")
    stranger.do(lambda ledger: add_note(ledger, NoteDraft(1, "冒名", TODAY), TODAY))
    pack = str(stranger.export())
    assert "乙名下的 1 条来自另一台电脑" in program.text("pack", "import", pack, "--dry-run")
    (told,) = program.json("pack", "import", pack)["laptops"]
    assert (told["officer"], told["records"]) == ("乙", 1) and "首见" in told["laptop"]


@pytest.mark.parametrize("verb", ["accept", "revoke"])
def test_refusals_say_the_way_out(program: Program, verb: str) -> None:
    own, theirs = program.json("trust", "list")
    assert "没有这样的密钥" in program.refused("trust", verb, "ffffffff")
    assert "没有这样的密钥" in program.refused("trust", verb, theirs["key"][:3])
    assert "本机的密钥" in program.refused("trust", verb, own["key"][:8])


def test_several_that_fit_are_named(program: Program, seeded_file: Path, tmp_path: Path) -> None:
    (tmp_path / "外").mkdir()
    stranger = OwnLaptop(seeded_file, tmp_path / "外", "乙")
    stranger.do(lambda ledger: add_note(ledger, NoteDraft(1, "同名", TODAY), TODAY))
    program.json("pack", "import", str(stranger.export()))
    said = program.refused("trust", "accept", "乙")
    assert "可指几把密钥" in said and stranger.key().public.hex()[:8] in said


def test_where_no_key_can_be_kept_it_is_said(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "丙")
    (tmp_path / "文件").write_text("", encoding="utf-8")
    with at(tmp_path / "文件"):
        program = Program(laptop.path, TODAY.isoformat(), "丙")
        ended = program.run("pack", "export", str(tmp_path / "包.gz"), "--no-passphrase")
        assert ended.code == 0 and "没有签名" in ended.err
        assert "没有签名" in program.text("trust", "list")


def test_of_this_laptop_all_that_it_wrote_is_counted(program: Program) -> None:
    program.text("note", "add", "1", "--text", "看了")
    own = program.json("trust", "list")[0]
    assert (own["state"], own["records"], len(own["origins"])) == ("own", 1, 1)
