"""A damaged file is told as that; a fault of this program as that, in the log, with the way out."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from support.plan_drafts import WORD, word_table

from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.plan_files import plan_file
from huaian_tui.importing.plan_files.excel_formats import serial_day, shown_number
from huaian_tui.importing.plan_files.excel_reader import read_excel
from huaian_tui.importing.plan_files.office_parts import number_in
from huaian_tui.importing.plan_files.plan_child import parse
from huaian_tui.importing.plan_files.plan_file import PlanFileRefused, PlanReading, read_pasted_plan
from huaian_tui.importing.plan_files.word_reader import read_word
from huaian_tui.store.apart_child import answered
from huaian_tui.store.keep.bug_log import LOG_NAME, log_folder

HEADS = ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def altered(data: bytes, name: str, new: bytes | None) -> bytes:
    """The archive with another part of this name, or without it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as made:
        for one in old.namelist():
            if one != name:
                made.writestr(one, old.read(one))
        if new is not None:
            made.writestr(name, new)
    return buffer.getvalue()


def workbook(sheet: str, more: dict[str, str] | None = None) -> bytes:
    """A workbook of one sheet with this ``sheetData``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{SHEET}" xmlns:r="{RELATION}">{sheets}</workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>')
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


GOOD = word_table([HEADS, ["1", "建平台。", "市数据局", "", "年底"]], "2026年任务")


@pytest.mark.parametrize("broken", [b"<w:document><w:body>", b"", b"\xff\xfe\x00", None])
def test_a_part_that_is_broken_or_missing_is_damage_of_the_file(broken: bytes | None) -> None:
    with pytest.raises(InputRefused) as refused:
        read_word(altered(GOOD, "word/document.xml", broken))
    assert "损坏" in refused.value.message and refused.value.way_out


PARTS = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"]


@pytest.mark.parametrize("name", PARTS)
def test_broken_parts_of_a_workbook(name: str) -> None:
    data = workbook('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    with pytest.raises(InputRefused) as refused:
        read_excel(altered(data, name, b"<a><b></a>"))
    assert "损坏" in refused.value.message


@pytest.mark.parametrize("odd", ["9" * 5000, "-3", "x", "٣", "1.5", "", "99999999999"])
def test_attributes_that_are_no_numbers_are_read_past(odd: str) -> None:
    """What other programs write badly is no damage, and never a fault."""
    assert number_in(odd, 7) == 7
    cells = (
        f'<row r="{odd}"><c r="{odd}" s="{odd}"><v>1</v></c>'
        f'<c t="s"><v>{odd}</v></c><c><v>{odd or 2}</v></c></row>'
    )
    styles = f'<styleSheet xmlns="{SHEET}"><cellXfs><xf numFmtId="{odd}"/></cellXfs></styleSheet>'
    [table] = read_excel(workbook(f"<sheetData>{cells}</sheetData>", {"xl/styles.xml": styles})).blocks
    assert table.cells[0].text == "1"  # type: ignore[union-attr]
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">'
        f'<w:start w:val="{odd}"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        f'</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="{odd}">'
        f'<w:startOverride w:val="{odd}"/></w:lvlOverride></w:num></w:numbering>'
    )
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="{odd}"/>'
        f'<w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>文字</w:t></w:r></w:p></w:body></w:document>'
    )
    data = altered(GOOD, "word/document.xml", body.encode())
    [paragraph] = read_word(altered(data, "word/numbering.xml", numbering.encode())).blocks
    assert "文字" in paragraph.text  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e400"])
def test_numbers_that_are_none_are_shown_as_they_are_written(text: str) -> None:
    assert shown_number(text, "0.00") == text
    assert serial_day(2_958_465, since_1904=True) is None


@pytest.mark.parametrize("fault", [EOFError, NotImplementedError, zlib.error])
def test_what_our_own_readers_raise_is_never_damage_of_the_file(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its kind: only what opens, unpacks and parses foreign bytes says that these are damaged."""

    def at_fault(*_: object) -> None:
        raise fault

    sheet = workbook('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    monkeypatch.setattr("huaian_tui.importing.plan_files.word_reader._headings", at_fault)
    monkeypatch.setattr("huaian_tui.importing.plan_files.excel_reader._Sheet._row", at_fault)
    with pytest.raises(fault):
        read_word(GOOD)
    with pytest.raises(fault):
        read_excel(sheet)


def test_a_sheet_whose_packed_bytes_are_altered_is_damage_of_the_file() -> None:
    data = bytearray(workbook(f"<sheetData>{'<row><c><v>1</v></c></row>' * 50}</sheetData>"))
    place = data.index(b"<sheetData>")
    data[place + 40] ^= 1
    with pytest.raises(InputRefused, match="损坏"):
        read_excel(bytes(data))


FAULTS = [KeyError("机密"), ValueError("机密"), IndexError("机密"), RecursionError()]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_readers_is_no_damage_of_the_file(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def at_fault(*_: object) -> None:
        raise fault

    monkeypatch.setattr("huaian_tui.importing.plan_files.plan_child.read_draft", at_fault)
    request = json.dumps({"kind": "text", "names": {}, "shown": {}}).encode() + "1.建平台".encode()
    assert answered(lambda: parse(request.replace(b"}1", b"}\n1"))) == 5
    said = capfdbinary.readouterr().out.decode()
    assert said.startswith(f"{type(fault).__name__} at ") and "plan_child.py:" in said
    assert "机密" not in said and "建平台" not in said


def test_a_fault_is_told_as_one_of_the_program_and_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plan_file, "_CHILD", "planted_fault")
    (tmp_path / "planted_fault.py").write_text(
        "import sys\nfrom huaian_tui.store.apart_child import answered, given\n"
        "def work():\n    raise KeyError(given().decode('utf-8', 'replace'))\nsys.exit(answered(work))\n",
        encoding="utf-8",
    )
    from huaian_tui.store import apart

    environment = apart._environment()
    path = f"{environment['PYTHONPATH']}:{tmp_path}"
    monkeypatch.setattr(apart, "_environment", lambda: environment | {"PYTHONPATH": path})
    with pytest.raises(PlanFileRefused) as refused:
        read_pasted_plan("1.建机密平台。（市数据局牵头）", PlanReading())
    line = refused.value.one_line()
    assert "程序内部出错" in line and "KeyError at " in line and "planted_fault.py:4" in line
    assert "不是文件的问题" in line and "粘贴导入" in line and "损坏" not in line
    log = (log_folder() / LOG_NAME).read_text(encoding="utf-8")
    assert "KeyError at " in log.splitlines()[-1] and "机密" not in log
