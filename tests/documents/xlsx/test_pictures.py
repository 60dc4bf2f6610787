"""Native charts of Excel: every figure in a cell, charts that refer to those cells, the sentence."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook
from support.pictures import PICTURES

from huaian_tui.documents.xlsx.pictures import picture_workbook
from huaian_tui.domain.pictures.picture import PICTURE_TITLES

DAY = date(2026, 11, 22)
_HEAD_ROW = 3


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return picture_workbook(list(PICTURES.values()), "2026年，截至2026年11月22日的情况。", DAY)


@pytest.mark.parametrize("name", PICTURES)
def test_the_cells_are_the_figures(workbook: bytes, name: str) -> None:
    picture = PICTURES[name]
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(workbook))
        .get_sheet_by_name(PICTURE_TITLES[name])
        .to_python()
    )
    heads, figures = picture.figures
    wide = len(heads)
    assert rows[0][0] == picture.title and rows[2][0] == picture.sentence
    assert rows[_HEAD_ROW][:wide] == list(heads)
    read = [row[:wide] for row in rows[_HEAD_ROW + 1 : _HEAD_ROW + 1 + len(figures)]]
    assert [[_plain(cell) for cell in row] for row in read] == [
        [None if one == "" else one for one in row] for row in figures
    ]


def _plain(cell: object) -> object:
    if cell == "":
        return None
    return cell.date() if isinstance(cell, datetime) else cell


def test_charts_refer_to_the_cells_and_are_described(workbook: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
        drawings = "".join(parts.read(one).decode() for one in parts.namelist() if "drawings/drawing" in one)
        sheets = "".join(parts.read(one).decode() for one in parts.namelist() if "worksheets/sheet" in one)
    assert len(charts) == len(PICTURES) - 1  # the matrix is its cells
    for chart in charts:
        assert re.search(r"<c:f>[^<]*\$\w+\$5", chart)
    for name, picture in PICTURES.items():
        if name != "matrix":
            assert f"{picture.title}：{picture.sentence}" in drawings
    assert "colorScale" in sheets and "sparkline" in sheets


def test_the_same_figures_give_the_same_bytes(workbook: bytes) -> None:
    again = picture_workbook(list(PICTURES.values()), "2026年，截至2026年11月22日的情况。", DAY)
    assert again == workbook


def test_two_of_a_kind_have_sheets_of_their_own() -> None:
    made = picture_workbook([PICTURES["burndown"], PICTURES["burndown"]], "", DAY)
    assert CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names == ["剩余曲线", "剩余曲线2"]


def test_what_is_printed_reaches_to_the_end_of_each_chart() -> None:
    """A drawing that goes beyond the printed cells is cut off, as programs were seen to do."""
    cell = re.compile(r"\$([A-Z]+)\$(\d+)$")
    anchor = re.compile(r"<xdr:to><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", re.DOTALL)
    for name, picture in PICTURES.items():
        with zipfile.ZipFile(io.BytesIO(picture_workbook([picture], "2026年。", DAY))) as parts:
            book = parts.read("xl/workbook.xml").decode()
            drawn = [parts.read(one).decode() for one in parts.namelist() if "drawings/drawing" in one]
        printed = re.search(r'name="_xlnm.Print_Area"[^>]*>([^<]*)<', book)
        assert printed is not None
        found = cell.search(printed[1])
        assert found is not None
        column, row = len(found[1]) * 26 - 26 + ord(found[1][-1]) - ord("A"), int(found[2]) - 1
        for right, below in (one for text in drawn for one in anchor.findall(text)):
            assert int(right) <= column and int(below) <= row, name
