"""``matter minutes``: matters from the minutes of a meeting, all sure ones or those that were chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli import Program

TEXT = """淮安市人民政府专题会议纪要
第3期
2026年3月5日，市政府召开专题会议，研究数据工作。
一、关于平台建设
会议议定，由市数据局牵头，市财政局配合，于6月底前完成招标，9月底前建成公共数据平台。
市财政局要于2026年4月10日前落实资金。
二、其他
市工信局要加强指导。请数据专班一周内提出方案。
"""


@pytest.fixture
def office(program: Program) -> Program:
    """A ledger of 1 April 2026."""
    return program.on("2026-04-01")


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """The minutes as a text file."""
    path = tmp_path / "纪要.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_dry_run_shows_all_with_sentences_units_dates_and_source(office: Program, minutes: Path) -> None:
    read = office.json("matter", "minutes", str(minutes), "--dry-run", "--from", "市长")
    assert read["source"] == {
        "kind": "会议纪要",
        "day": "2026-03-05",
        "document": "淮安市人民政府专题会议纪要（第3期）",
        "from": "市长",
        "urgent": False,
    }
    assert [
        (one["number"], [unit["name"] for unit in one["lead"]], one["due"], one["sure"], one["about"])
        for one in read["matters"]
    ] == [
        (1, ["市数据局"], "2026-09-30", True, "关于平台建设"),
        (2, ["市财政局"], "2026-04-10", True, "关于平台建设"),
        (3, ["市工信局"], None, False, "其他"),
        (4, ["数据专班"], "2026-03-12", False, "其他"),
    ]
    assert all(one["sentence"] in TEXT for one in read["matters"])
    assert read["matters"][0]["steps"] == [{"due": "2026-06-30", "phrase": "于6月底前完成招标"}]
    assert office.json("matter", "list") == []


def test_what_is_not_sure_is_named_and_nothing_entered(office: Program, minutes: Path) -> None:
    said = office.refused("matter", "minutes", str(minutes))
    assert "有2件要先定" in said and "第3件没有写时限" in said and "“数据专班”不是已登记的单位" in said
    assert office.json("matter", "list") == []


def test_the_sure_ones_are_entered_in_one_action_and_once(office: Program, minutes: Path) -> None:
    made = office.json("matter", "minutes", str(minutes), "--take", "sure")
    assert [(one["no"], one["lead"], one["support"]) for one in made] == [
        ("交办〔2026〕1", ["市数据局"], ["市财政局"]),
        ("交办〔2026〕2", ["市财政局"], []),
    ]
    assert [(one["due"], one["phrase"]) for one in made[0]["milestones"]] == [
        ("2026-06-30", "于6月底前完成招标"),
        ("2026-09-30", "9月底前建成公共数据平台"),
    ]
    assert "没有可以直接登记的" in office.refused("matter", "minutes", str(minutes), "--take", "sure")
    again = office.json("matter", "minutes", str(minutes), "--dry-run")
    assert [one["known_as"] for one in again["matters"]][:2] == ["交办〔2026〕1号", "交办〔2026〕2号"]


def test_decisions_settle_what_was_open(office: Program, minutes: Path, tmp_path: Path) -> None:
    path = tmp_path / "决定.json"
    decided = {
        "take": [3, 4],
        "units": {"数据专班": "市数据局"},
        "matters": {"3": {"due": "无"}, "4": {"due": "2026-04-20", "support": ["czj"]}},
    }
    path.write_text(json.dumps(decided), encoding="utf-8")
    made = office.json("matter", "minutes", str(minutes), "--decisions", str(path))
    assert [(one["lead"], one["support"], [due["due"] for due in one["milestones"]]) for one in made] == [
        (["市工信局"], [], []),
        (["市数据局"], ["市财政局"], ["2026-04-20"]),
    ]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"tke": "1"}, "不认识“tke”"),
        ({"units": {"某局": "drop"}}, "纪要里没有“某局”"),
        ({"matters": {"9": {}}}, "没有第9件"),
        ({"matters": {"1": {"lead": "市财政局"}}}, "lead 写法不对"),
        ([], "决定文件写法不对"),
    ],
)
def test_what_decisions_do_not_know_is_refused_by_name(
    office: Program, minutes: Path, tmp_path: Path, said: object, named: str
) -> None:
    path = tmp_path / "决定.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    assert named in office.refused("matter", "minutes", str(minutes), "--decisions", str(path))


def test_numbers_beyond_the_minutes_and_a_file_without_any(office: Program, minutes: Path) -> None:
    assert "没有第9件" in office.refused("matter", "minutes", str(minutes), "--take", "1,9")
    assert "看不懂“x”" in office.refused("matter", "minutes", str(minutes), "--take", "x")
    minutes.write_text("会议纪要\n2026年3月5日召开。会议指出，要提高认识。\n", encoding="utf-8")
    assert "没有读到交办事项" in office.refused("matter", "minutes", str(minutes), "--take", "all")
    minutes.write_text("会议纪要\n市财政局要落实资金。\n", encoding="utf-8")
    assert "不知道会议是哪一天" in office.refused("matter", "minutes", str(minutes))
