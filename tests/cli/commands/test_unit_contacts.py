"""Contacts by command: who answers at a unit from a day on; what leaves the laptop, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.cli import Program

DAY = "2026-08-15"
WANG = ("unit", "contact", "czj", "--person", "甲", "--post", "办公室主任", "--from", "2026-03-01")
PHONE = ("--phone", "０５１７－83606001 转 8012")


@pytest.fixture
def office(program: Program) -> Program:
    return program.on(DAY)


def test_a_unit_says_who_answers_and_who_did(office: Program) -> None:
    assert "甲" in office.text(*WANG, *PHONE)
    office.text(*WANG[:3], "--person", "乙", *WANG[5:8], "2026-06-01", "--phone", "83606002")
    now = office.json("unit", "czj")["contacts"]
    assert [(one["person"], one["post"], one["phone"], one["from"], one["until"]) for one in now] == [
        ("甲", "办公室主任", "0517-83606001 转 8012", "2026-03-01", "2026-06-01"),
        ("乙", "办公室主任", "83606002", "2026-06-01", None),
    ]
    shown = office.text("unit", "市财政局")
    assert shown.index("【联系人】") < shown.index("乙") < shown.index("以前的联系人") < shown.index("甲")
    assert office.json("unit", "show", "czj")["contacts"] == now
    assert "contacts" not in office.json("units")[0]
    assert office.json("--as-of", "2020-01-01", "unit", "czj")["contacts"] == []


def test_a_contact_is_corrected_taken_back_and_ended(office: Program) -> None:
    made = office.json(*WANG, *PHONE)["contacts"][0]["id"]
    assert "王" not in office.text("record", "correct", made, "--person", "甲乙", "--reason", "笔误")
    assert office.json("unit", "czj")["contacts"][0]["person"] == "甲乙"
    office.text("unit", "contact", "czj", "--post", "办公室主任", "--from", "2026-05-01", "--left")
    assert office.json("unit", "czj")["contacts"][0]["until"] == "2026-05-01"
    assert "王" not in office.text("record", "retract", made, "--reason", "没有这个人")
    assert office.json("unit", "czj")["contacts"] == []
    assert office.run("check").code == 0


def test_contacts_go_into_a_pack_only_when_asked_for(
    office: Program, seeded_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "乙.db"
    shutil.copyfile(seeded_file, path)
    other = Program(path, officer="乙").on(DAY)
    office.text(*WANG, *PHONE)
    office.text("note", "add", "1", "--text", "看了现场")
    plain, whole = tmp_path / "包", tmp_path / "全"
    assert office.json("pack", "export", str(plain))["contacts"] == 0
    told = office.json("pack", "export", str(whole), "--with-contacts")
    assert (told["contacts"], told["records"]) == (1, 2)
    assert other.json("pack", "import", str(plain))["new"] == 1
    assert other.json("unit", "czj")["contacts"] == []
    done = other.json("pack", "import", str(whole))
    assert (done["new"], done["known"], done["by_kind"]) == (1, 1, {"contact_set": 1})
    assert other.json("unit", "czj")["contacts"] == office.json("unit", "czj")["contacts"]
    again = tmp_path / "再"
    assert other.json("pack", "export", str(again))["records"] == 1
    assert other.json("pack", "waiting") == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ((*WANG,), "电话没有填写"),
        ((*WANG, "--phone", "abc"), "电话看不懂"),
        ((*WANG[:-1], "1949-10-01", *PHONE), "日期太早或太远"),
        ((*WANG[:3], "--post", "主任", "--from", "今天", "--left"), "没有这个联系人"),
        (("unit", "contact", "没有这个局", *WANG[3:], *PHONE), "没有找到单位"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(office: Program, typed: tuple[str, ...], told: str) -> None:
    ended = office.run(*typed)
    assert (ended.code, ended.out) == (1, "") and told in ended.err
    assert len(ended.err.strip().splitlines()) == 1


def test_left_has_no_number(office: Program) -> None:
    assert office.run(*WANG, *PHONE, "--left").code == 2
