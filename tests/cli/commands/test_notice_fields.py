"""主送, 抄送, 附注, 联系人: filled by kind from settings, given at composing, edited in a draft; 已撤回."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pdfplumber
import pytest
from support.cli import Program

NOTE = "（联系人：张三，电话：0517-80000000）"


@pytest.fixture
def office(program: Program) -> Program:
    """An office whose 通报 are copied to 市纪委监委, on 22 November 2026."""
    program = program.on("2026-11-22")
    for key, value in (
        ("code", "淮数督"),
        ("copies_to", "市纪委监委，市委督查室"),
        ("contact", "张三"),
        ("phone", "0517-80000000"),
    ):
        program.text("setting", "set", key, value)
    return program


def text(office: Program, kind: str, *more: str) -> str:
    """The text of a new draft."""
    to = () if kind == "circular" else ("--unit", "czj")
    identity = office.text("notice", "draft", "--kind", kind, *to, *more).strip()
    return str(office.json("notice", "show", identity)["text"])


def test_a_paper_to_one_unit_is_not_copied_because_a_circular_is(office: Program) -> None:
    assert "抄送：市纪委监委，市委督查室。" in text(office, "circular")
    for kind in ("reminder", "assignment", "letter", "supervision"):
        assert "抄送" not in text(office, kind), kind


def test_a_kind_is_filled_as_it_was_set(office: Program) -> None:
    office.text("setting", "set", "催办单抄送", "市审计局")
    office.text("setting", "set", "各种单抄送", "市委督查室")
    office.text("setting", "set", "letter.annotation", "此件公开发布")
    office.text("setting", "set", "函联系人", "乙")
    office.text("setting", "set", "circular.copies_to", "无")
    office.text("setting", "set", "通报主送", "各县区人民政府")
    assert "抄送：市审计局。" in text(office, "reminder") and NOTE in text(office, "reminder")
    assert "抄送：市委督查室。" in text(office, "assignment")
    letter = text(office, "letter")
    assert "（此件公开发布；联系人：乙）" in letter, "never a person with another's telephone"
    circular = text(office, "circular")
    assert "抄送" not in circular and "\n各县区人民政府：\n" in circular


def test_what_is_given_at_composing_goes_before_the_settings(office: Program) -> None:
    office.text("setting", "set", "催办单抄送", "市审计局")
    given = ("--recipients", "淮安市财政局、淮安市税务局", "--copies", "无", "--annotation", "（急件）")
    made = text(office, "reminder", *given, "--contact", "甲 0517-83600000")
    assert "\n淮安市财政局、淮安市税务局：\n" in made and "抄送" not in made
    assert "（急件；联系人：甲 0517-83600000）" in made
    assert text(office, "supervision", "--contact", "甲").count("联系人：甲") == 1, "said in the text"


def test_fields_of_a_draft_are_edited_and_what_is_not_named_stays(office: Program) -> None:
    identity = office.text("notice", "draft", "--kind", "reminder", "--unit", "czj").strip()
    before = office.json("notice", "show", identity)["text"]
    office.text("notice", "edit", identity, "--copies", "市审计局", "--annotation", "此件不公开")
    after = office.json("notice", "show", identity)["text"]
    assert "抄送：市审计局。" in after and f"（此件不公开；{NOTE[1:]}" in after
    assert after.splitlines()[:6] == before.splitlines()[:6]
    office.text("notice", "edit", identity, "--copies", "无", "--annotation", "", "--contact", "无")
    bare = office.json("notice", "show", identity)["text"]
    assert "抄送" not in bare and "联系人" not in bare and "（此件" not in bare
    assert "没有写改什么" in office.refused("notice", "edit", identity)
    office.text("notice", "issue", identity)
    assert "不能再改" in office.refused("notice", "edit", identity, "--copies", "市审计局")
    sheet = office.text("notice", "draft", "--kind", "status", "--unit", "czj").strip()
    assert "没有主送和抄送" in office.refused("notice", "edit", sheet, "--copies", "市审计局")


def test_settings_of_kinds_are_listed_where_they_are_set(office: Program) -> None:
    assert {one["key"] for one in office.json("setting", "list")} & {"reminder.code", "sheets.code"} == set()
    office.text("setting", "set", "reminder.code", "淮数督催")
    assert "催办单编号代字（reminder.code）：淮数督催" in office.text("setting", "list")
    every = {one["key"]: one["value"] for one in office.json("setting", "list", "--kinds")}
    assert every["reminder.code"] == "淮数督催" and every["letter.copies_to"] is None
    assert "催办单联系人（reminder.contact）：未设置，用机构的" in office.text("setting", "list", "--kinds")
    assert "不是 2 到 8 个汉字" in office.refused("setting", "set", "reminder.code", "ABC")
    assert "只能填" in office.refused("setting", "set", "letter.serial", "也许")
    office.text("setting", "set", "存档PDF", "是")
    assert "存档PDF（pdf_archive）：是" in office.text("setting", "list")
    office.text("setting", "set", "reminder.code", "")
    assert "reminder.code" not in office.text("setting", "list")


def test_a_withdrawn_paper_is_marked_and_its_sealed_text_is_not(office: Program, tmp_path: Path) -> None:
    identity = office.text("notice", "draft", "--kind", "letter", "--unit", "czj").strip()
    office.text("notice", "issue", identity)
    words = ("notice", "export", identity, "--format", "txt,docx,pdf", "--out", str(tmp_path / "a" / "b"))
    issued = [Path(path).read_bytes() for path in office.json(*words)]
    office.text("notice", "withdraw", identity, "--reason", "数据有误")
    paths = office.json(*words)
    assert all(path.rpartition(".")[0].endswith("_已撤回") for path in paths)
    withdrawn = [Path(path).read_bytes() for path in paths]
    assert all(one != two for one, two in zip(issued, withdrawn, strict=True))
    assert withdrawn[0].decode().startswith("【已撤回】\n") and b"\xe5\xb7\xb2\xe6\x92\xa4" not in issued[0]
    shown = office.text("notice", "show", identity)
    assert "第 1 页，共 2 页  已撤回" in shown and "第 2 页，共 2 页  已撤回" in shown
    assert office.run("check").code == 0


def test_a_sheet_for_the_office_is_no_draft_in_its_name(office: Program, tmp_path: Path) -> None:
    identity = office.text("notice", "draft", "--kind", "status", "--unit", "czj").strip()
    (path,) = office.json("notice", "export", identity, "--format", "txt", "--out", str(tmp_path / "out"))
    assert Path(path).name == "市财政局_单位情况表_2026年11月22日.txt"
    draft = office.text("notice", "draft", "--kind", "reminder", "--unit", "czj").strip()
    (path,) = office.json("notice", "export", draft, "--format", "txt", "--out", str(tmp_path / "out"))
    assert Path(path).name == "市财政局_催办单_2026年11月22日草稿.txt"


@pytest.mark.parametrize("kind", ["circular", "reminder", "letter", "supervision", "briefing"])
def test_an_issued_paper_has_the_fingerprint_of_the_ledger_where_that_is_wanted(
    office: Program, tmp_path: Path, kind: str
) -> None:
    to = () if kind in ("circular", "briefing") else ("--unit", "czj")

    def issued(folder: str) -> tuple[str, str, list[Path]]:
        identity = office.text("notice", "draft", "--kind", kind, *to).strip()
        assert "台账指纹" not in office.json("notice", "show", identity)["text"], "of a draft it changes"
        office.text("setting", "set", "版记偶数页", "否")  # a record that came since, and changes no figure
        office.text("notice", "issue", identity)
        words = ("--format", "txt,docx,pdf", "--out", str(tmp_path / folder))
        paths = [Path(one) for one in office.json("notice", "export", identity, *words)]
        return identity, office.json("notice", "show", identity)["text"], paths

    assert "台账指纹" not in issued("平时")[1]
    office.text("setting", "set", "印台账指纹", "是")
    identity, shown, paths = issued("印")
    digits = re.findall(r"台账指纹：((?:[0-9a-f]{4} ?){4})", office.text("notice", "sources", identity))
    assert len(digits) == 1 and f"台账指纹：{digits[0].strip()}）" in shown
    assert digits[0].strip() in paths[0].read_text(encoding="utf-8")
    word = "".join(one.text for one in docx.Document(str(paths[1])).paragraphs)
    assert digits[0].strip() in word
    with pdfplumber.open(paths[2]) as pdf:
        printed = "".join(char["text"] for page in pdf.pages for char in page.chars)
    assert digits[0].replace(" ", "") in printed.replace(" ", "")
    office.text("setting", "set", "版记偶数页", "是")
    said = office.text("notice", "sources", identity)
    assert "仍是印发时的" in said and digits[0].strip() in said, "what came since changes nothing"
    assert office.json("notice", "show", identity)["fingerprint"] == digits[0].strip()
    listed = {one["id"]: one["fingerprint"] for one in office.json("notice", "list")}
    assert listed[identity] == digits[0].strip()
    (annex,) = office.json("notice", "sources", identity, "--out", str(tmp_path / "表"), "--format", "txt")
    printed = Path(annex).read_text(encoding="utf-8").replace("\n", "")
    assert f"印发时的台账指纹：{digits[0].strip()}。" in printed
