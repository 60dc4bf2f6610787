"""Files made to harm, and files that are no forms: each ends as one Chinese line and takes nothing."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.forms import FORM_PART, changed, packed, parts, saved

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.importing import workbook as workbook_module
from huaian_tui.importing.workbook import read_workbook
from huaian_tui.importing.workbook_guard import WorkbookRefused, read_guarded
from huaian_tui.services.feedback_intake import FormImport, import_form
from huaian_tui.store.engine.append import Ledger

FORM_ID = "form-1"


@pytest.fixture
def form(ledger: Ledger, today: date) -> bytes:
    """The empty form of 市数据局."""
    return write_feedback_form(ledger.connection, today, "市数据局", FORM_ID)


def brought_in(ledger: Ledger, folder: Path, data: bytes, today: date, name: str = "反馈.xlsx") -> FormImport:
    return import_form(ledger, saved(folder, data, name), today)


def records(ledger: Ledger) -> int:
    count: int = ledger.connection.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0]
    return count


def bomb() -> bytes:
    """Under 200 KiB that unpack to 110 MB."""
    return packed({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * (110 << 20)})


def lying_bomb() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(bomb())
    size = struct.pack("<I", 110 << 20)
    place = data.find(size)
    while place >= 0:
        data[place : place + 4] = struct.pack("<I", 100)
        place = data.find(size, place)
    return bytes(data)


def many_members() -> bytes:
    return packed({"xl/workbook.xml": b"<workbook/>"} | {f"xl/{n}.xml": b"" for n in range(2001)})


def wide_sheet(form: bytes) -> bytes:
    """Two cells at the ends of the greatest sheet: dense, they would take half a terabyte."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return changed(form, FORM_PART, lambda xml: xml.replace("</sheetData>", far))


def too_many_rows(form: bytes) -> bytes:
    far = '<row r="26000"><c r="A26000"><v>1</v></c></row></sheetData>'
    return changed(form, FORM_PART, lambda xml: xml.replace("</sheetData>", far))


def entities(form: bytes) -> bytes:
    """A billion laughs in the sheet."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    return changed(form, FORM_PART, lambda xml: xml.replace("<worksheet", f"{doctype}<worksheet", 1))


FILES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("反馈.xls", lambda form: form, "只读 .xlsx"),
    ("反馈.xlsm", lambda form: form, "只读 .xlsx"),
    ("反馈", lambda form: form, "只读 .xlsx"),
    ("反馈.xlsx", lambda form: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "旧版 .xls 文件或加了密码"),
    ("反馈.xlsx", lambda form: b"", "已损坏"),
    ("反馈.xlsx", lambda form: "纯文本".encode(), "已损坏"),
    ("反馈.xlsx", lambda form: form[: len(form) // 2], "已损坏"),
    ("反馈.xlsx", lambda form: form[:-30], "已损坏"),
    ("反馈.xlsx", lambda form: form.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "已损坏"),
    ("反馈.xlsx", lambda form: packed({"a.txt": b"x"}), "不是 Excel 工作簿"),
    ("反馈.xlsx", lambda form: packed({"xl/workbook.xml": b"<workbook"}), "已损坏"),
    ("反馈.xlsx", lambda form: packed(parts(form) | {"xl/vbaProject.bin": b"x"}), "含有宏"),
    ("反馈.xlsx", lambda form: packed(parts(form) | {FORM_PART: b"<worksheet><sheetData><row>"}), ""),
    ("反馈.xlsx", lambda form: bomb(), "解开后大得不正常"),
    ("反馈.xlsx", lambda form: lying_bomb(), "解开后大得不正常"),
    ("反馈.xlsx", lambda form: many_members(), "部件超过 2000 个"),
    ("反馈.xlsx", lambda form: form + bytes(21 << 20), "超过 20 MB"),
    ("反馈.xlsx", wide_sheet, "不能读取"),
    ("反馈.xlsx", too_many_rows, "超出限度"),
    ("反馈.xlsx", entities, ""),
]


@pytest.mark.parametrize(("name", "make", "said"), FILES)
def test_files_made_to_harm_end_as_one_chinese_line(
    ledger: Ledger,
    today: date,
    form: bytes,
    tmp_path: Path,
    name: str,
    make: Callable[[bytes], bytes],
    said: str,
) -> None:
    done = brought_in(ledger, tmp_path, make(form), today, name)
    assert len(done.refused) == 1 and done.accepted == ()
    message = done.refused[0].message
    assert said in message and "\n" not in message and message.endswith("。")
    assert records(ledger) == 0


def test_missing_files_and_folders_are_one_line_too(ledger: Ledger, today: date, tmp_path: Path) -> None:
    assert "没有这个文件" in import_form(ledger, tmp_path / "无.xlsx", today).refused[0].message
    folder = tmp_path / "文件夹.xlsx"
    folder.mkdir()
    assert "不能读取" in import_form(ledger, folder, today).refused[0].message


def test_the_ledgers_own_workbook_is_no_form(ledger: Ledger, today: date, tmp_path: Path) -> None:
    from huaian_tui.documents.xlsx.ledger_book import write_ledger_book

    data = write_ledger_book(ledger.connection, today, None, None)
    done = brought_in(ledger, tmp_path, data, today)
    assert "不是本程序导出的反馈表" in done.refused[0].message


@pytest.mark.usefixtures("children_started_anew")
def test_a_parser_that_never_ends_is_ended(
    form: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, form)
    monkeypatch.setattr(workbook_module, "SECONDS", 0.001)
    with pytest.raises(WorkbookRefused, match="没有读完"):
        read_workbook(path)


@pytest.mark.usefixtures("children_started_anew")
def test_the_child_bounds_its_memory(form: bytes, tmp_path: Path) -> None:
    """3,900 rows of 16,384 columns are a small file and some two gigabytes in a parser's memory."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(100, 4000))
    data = changed(form, FORM_PART, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))
    path = saved(tmp_path, data)
    assert read_guarded(path) == data
    with pytest.raises(WorkbookRefused):
        read_workbook(path)


@pytest.mark.usefixtures("children_started_anew")
def test_the_guard_takes_an_ordinary_workbook_whole(form: bytes, tmp_path: Path) -> None:
    path = saved(tmp_path, form)
    assert read_guarded(path) == form
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        assert archive.testzip() is None
