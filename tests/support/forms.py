"""Filling feedback forms as an office program would, and looking into workbooks, without writing one anew."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook

from huaian_tui.domain.feedback_layout import (
    FORM_SHEET,
    HEAD_ROW,
    MILESTONE_COLUMN,
    PLAN_COLUMN,
    PLAN_HEAD,
    answer_column,
    column_name,
)

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
FORM_PART = "xl/worksheets/sheet1.xml"

Answers = Mapping[str, Any]
GOOD: Answers = {"progress": "已完成验收", "finished": "否", "reporter": "甲", "phone": "0517-83600000"}


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(named: Mapping[str, bytes]) -> bytes:
    """The parts as a workbook again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in named.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one part rewritten; fails when the change changes nothing."""
    named = parts(data)
    before = named[part].decode()
    after = change(before)
    assert after != before, f"{part} was not changed"
    return packed(named | {part: after.encode()})


def sheet(data: bytes, name: str = FORM_SHEET) -> list[list[Any]]:
    """The cells of a sheet from A1 on."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def line_of(data: bytes, milestone: str) -> int:
    """The row (as Excel counts) of a milestone in a form."""
    rows = [row[MILESTONE_COLUMN] for row in sheet(data)]
    return rows.index(milestone, HEAD_ROW + 1) + 1


def cell(field: str, row: int, *, several: bool = False) -> str:
    """The name of a cell to fill: L7."""
    return f"{column_name(answer_column(field, several=several))}{row}"


def filled(
    data: bytes, answers: Mapping[str, Answers], *, epoch: date = EPOCH_1900, date1904: bool = False
) -> bytes:
    """The form with answers by milestone: text, numbers, booleans, days in cells of the form's own style."""
    several = sheet(data)[HEAD_ROW][PLAN_COLUMN] == PLAN_HEAD[0]
    values = {
        cell(field, line_of(data, milestone), several=several): value
        for milestone, fields in answers.items()
        for field, value in fields.items()
    }
    data = with_cells(data, values, epoch)
    if date1904:
        data = changed(
            data, "xl/workbook.xml", lambda xml: xml.replace("<workbookPr ", '<workbookPr date1904="1" ')
        )
    return data


def with_cells(data: bytes, values: Mapping[str, Any], epoch: date = EPOCH_1900) -> bytes:
    """The workbook with cells of its first sheet set; each must be there already."""

    def change(xml: str) -> str:
        for name, value in values.items():
            pattern = re.compile(rf'<c r="{name}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', re.DOTALL)
            found = pattern.search(xml)
            assert found, f"no cell {name}"
            xml = xml[: found.start()] + _cell(name, found[1] or "", value, epoch) + xml[found.end() :]
        return xml

    return changed(data, FORM_PART, change) if values else data


def _cell(name: str, style: str, value: Any, epoch: date) -> str:
    if isinstance(value, bool):
        return f'<c r="{name}"{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{name}"{style}><v>{(value - epoch).days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{name}"{style}><v>{value!r}</v></c>'
    text = escape(_NOT_XML.sub("", value))
    return f'<c r="{name}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def saved(folder: Path, data: bytes, name: str = "反馈.xlsx") -> Path:
    """The data as a file in the folder."""
    path = folder / name
    path.write_bytes(data)
    return path


def with_raw(data: bytes, cells: Mapping[str, str], code: str | None = None) -> bytes:
    """The form with the inside of cells as XML (``t="e"><v>#N/A</v>``), in a number format of their own."""
    style = ""
    if code is not None:
        data, number = _with_format(data, code)
        style = f' s="{number}"'

    def change(xml: str) -> str:
        for name, inside in cells.items():
            pattern = re.compile(rf'<c r="{name}"(?: s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', re.DOTALL)
            found = pattern.search(xml)
            assert found, f"no cell {name}"
            xml = f'{xml[: found.start()]}<c r="{name}"{style} {inside}</c>{xml[found.end() :]}'
        return xml

    return changed(data, FORM_PART, change)


def _with_format(data: bytes, code: str) -> tuple[bytes, int]:
    """The workbook with one more cell style, and its number."""
    xml = parts(data)["xl/styles.xml"].decode()
    found = re.search(r"<cellXfs[^>]*>(.*?)</cellXfs>", xml, re.DOTALL)
    assert found
    number = len(re.findall(r"<xf ", found[1]))
    own = f'<numFmt numFmtId="900" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
    xml = re.sub(r"</cellXfs>", '<xf numFmtId="900" applyNumberFormat="1"/></cellXfs>', xml)
    if "<numFmts" in xml:
        xml = re.sub(r"(<numFmts[^>]*>)", lambda head: head[1] + own, xml)
    else:
        xml = re.sub(r"(<styleSheet[^>]*>)", lambda head: f"{head[1]}<numFmts>{own}</numFmts>", xml)
    return packed(parts(data) | {"xl/styles.xml": xml.encode()}), number


def with_sheet(data: bytes, name: str, xml: str, *, state: str = "visible") -> bytes:
    """The workbook with one more sheet."""
    named = parts(data)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rIdMore" Type="{kind}/worksheet" Target="worksheets/more.xml"/>'
    rels = (
        named["xl/_rels/workbook.xml.rels"]
        .decode()
        .replace("</Relationships>", f"{relation}</Relationships>")
    )
    listed = f'<sheet name="{name}" sheetId="90" state="{state}" r:id="rIdMore"/></sheets>'
    book = named["xl/workbook.xml"].decode().replace("</sheets>", listed)
    return packed(
        named
        | {
            "xl/_rels/workbook.xml.rels": rels.encode(),
            "xl/workbook.xml": book.encode(),
            "xl/worksheets/more.xml": xml.encode(),
        }
    )


def with_relation(data: bytes, target: str, xml: str) -> bytes:
    """The workbook whose first sheet has one more part beside it: comments, a drawing."""
    folder = "http://schemas.openxmlformats.org/package/2006/relationships"
    one = f'<Relationship Id="rIdX" Type="x" Target="../{target}"/>'
    rels = f'<Relationships xmlns="{folder}">{one}</Relationships>'
    return packed(
        parts(data) | {"xl/worksheets/_rels/sheet1.xml.rels": rels.encode(), f"xl/{target}": xml.encode()}
    )
