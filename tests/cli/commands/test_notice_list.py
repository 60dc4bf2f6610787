"""``notice list`` narrowed, drafts thrown away and restored, figures told and exported for the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import Program

HEX = re.compile(r"[0-9a-f]{8}")


@pytest.fixture
def office(program: Program) -> Program:
    """The program on 22 November 2026 with an office that can issue."""
    program = program.on("2026-11-22")
    program.text("setting", "set", "code", "淮数督")
    return program


def draft(program: Program, kind: str, unit: str) -> str:
    return program.text("notice", "draft", "--kind", kind, "--unit", unit).strip()


def listed(program: Program, *words: str) -> list[str]:
    """The ids that the table for people has, by their last digits, newest first."""
    lines = program.text("notice", "list", *words).splitlines()
    return [line.split("\t")[0] for line in lines if HEX.match(line)]


def test_the_list_is_narrowed_by_kind_state_unit_number_and_plan(office: Program) -> None:
    reminder, letter = draft(office, "reminder", "czj"), draft(office, "letter", "各县区人民政府")
    paper = draft(office, "reminder", "市数据局")
    office.text("notice", "issue", paper)
    every = [one[-8:] for one in (paper, letter, reminder)]
    assert listed(office) == every
    assert listed(office, "--kind", "催办单") == [every[0], every[2]]
    assert listed(office, "--state", "草稿") == every[1:]
    assert listed(office, "--state", "issued") == listed(office, "--state", "待反馈") == every[:1]
    assert listed(office, "--unit", "czj") == every[2:]
    assert listed(office, "--unit", "盱眙县") == every[1:2], "a member of the group that it is written to"
    assert listed(office, "--number", "1") == listed(office, "--number", "[2026]1号") == every[:1]
    assert listed(office, "--number", "2") == []
    assert listed(office, "--kind", "letter", "--unit", "czj") == []
    assert listed(office, "--plan", "huaian") == every
    office.text("notice", "reply", paper, "--unit", "市数据局", "--text", "已办")
    assert listed(office, "--state", "waiting") == []
    assert "没有符合条件的文书" in office.text("notice", "list", "--number", "99")
    assert "可选" in office.refused("notice", "list", "--state", "没有", code=2)
    assert "没有找到单位" in office.refused("notice", "list", "--unit", "不存在的局")


def test_drafts_are_thrown_away_and_restored(office: Program) -> None:
    first, second = draft(office, "reminder", "czj"), draft(office, "reminder", "市数据局")
    said = office.text("notice", "discard", first[-8:], second)
    assert said.splitlines() == ["已丢弃：催办单 市财政局", "已丢弃：催办单 市数据局"]
    assert listed(office) == []
    assert "另有 2 份已撤回或丢弃" in office.text("notice", "list")
    assert "已丢弃" in office.text("notice", "list", "--state", "discarded")
    every = {one["id"]: one for one in office.json("notice", "list")}
    assert (every[first]["state"], every[first]["discarded"]) == ("withdrawn", True)
    assert office.json("notice", "list", "--state", "draft") == []
    assert "这份草稿已丢弃" in office.refused("notice", "discard", first)
    assert "已恢复为草稿：催办单 市财政局" in office.text("notice", "restore", first)
    assert "不能恢复" in office.refused("notice", "restore", first)
    assert listed(office) == [first[-8:]]
    office.text("notice", "issue", first)
    assert "撤回" in office.refused("notice", "discard", first)
    office.text("notice", "withdraw", first, "--reason", "发错")
    assert listed(office) == [] and listed(office, "--state", "已撤回") == [first[-8:]]


def test_figures_are_told_and_kept_for_the_file(office: Program, tmp_path: Path) -> None:
    identity = draft(office, "reminder", "czj")
    found = office.json("notice", "sources", identity)
    figures = [figure for passage in found for figure in passage["figures"]]
    assert (figures[0]["label"], figures[0]["value"]) == ("逾期", "2个")
    assert [one["id"] for one in figures[0]["things"]] == ["6-1", "6-2"]
    assert {"place", "text", "figures", "records", "edited"} <= found[0].keys()
    said = office.text("notice", "sources", identity[-8:])
    assert "逾期 2个" in said and "第6项" in said and not HEX.search(said)
    paths = office.text("notice", "sources", identity, "--out", str(tmp_path), "--format", "txt").split()
    text = Path(paths[0]).read_text(encoding="utf-8")
    assert paths[0].endswith("数字来源表.txt") and "附：数字来源表" in text and not HEX.search(text)
    into = ("--out", str(tmp_path), "--format", "ofd")
    assert "不能导出" in office.refused("notice", "sources", identity, *into)
