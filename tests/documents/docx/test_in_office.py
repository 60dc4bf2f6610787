"""The Word file opened by an office program: 22 lines of 28 characters, marks and pages in their places.

LibreOffice stands for Word and WPS here. Known to differ in it: it puts a space between Chinese and Latin
(autoSpaceDE) and lets a mark hang over the margin, whatever the file says; so lines of mixed text break
elsewhere, and only lines of Chinese are counted.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from support import children
from support.documents import circular, letter, plain
from support.pdf_ruler import POINTS_A_MM

from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.fonts import VENDORED_FOLDER
from huaian_tui.documents.model import OfficialDocument, Paragraph

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
    pytest.mark.timeout(300),
]
FACES = {
    "仿宋_GB2312": "Zhuque Fangsong (technical preview)",
    "方正小标宋简体": "Noto Serif SC",
    "黑体": "Noto Sans SC",
    "楷体_GB2312": "LXGW WenKai GB Lite",
    "宋体": "Noto Serif SC",
}
DOCUMENTS: dict[str, OfficialDocument] = {
    "grid": plain(Paragraph("督" * 28 * 60, indent=False)),
    "circular": circular(),
    "letter": letter(),
}

Pdfs = dict[str, pdfplumber.PDF]


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pdfs]:
    """Every document converted in one go, with the vendored fonts under the official names."""
    folder = tmp_path_factory.mktemp("office")
    files = []
    for name, document in DOCUMENTS.items():
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(render_docx(document))
    convert(folder, files)
    opened = {name: pdfplumber.open(folder / f"{name}.pdf") for name in DOCUMENTS}
    yield opened
    for pdf in opened.values():
        pdf.close()


def convert(folder: Path, files: list[Path]) -> None:
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{ours}</family></prefer></alias>'
        for name, ours in FACES.items()
    )
    fonts = folder / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{VENDORED_FOLDER}</dir><cachedir>{folder / 'cache'}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    assert OFFICE is not None
    children.run(
        [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
        env=os.environ | {"FONTCONFIG_FILE": str(fonts)},
        check=True,
        capture_output=True,
        seconds=240,
    )  # fmt: skip


def millimetres(value: float) -> float:
    return value / POINTS_A_MM


def test_full_page_has_22_lines_of_28_characters(pdfs: Pdfs) -> None:
    page = pdfs["grid"].pages[1]
    lines: dict[int, list[float]] = {}
    for one in page.chars:
        if one["text"] == "督":
            lines.setdefault(round(one["matrix"][5]), []).extend((one["x0"], one["x1"]))
    assert len(lines) == 22
    assert {len(edges) // 2 for edges in lines.values()} == {28}
    assert millimetres(min(min(edges) for edges in lines.values())) == pytest.approx(28, abs=0.3)
    assert millimetres(max(max(edges) for edges in lines.values())) == pytest.approx(184, abs=0.6)
    assert millimetres(max(lines) - min(lines)) == pytest.approx(21 * 225 / 22, abs=0.5)


def test_masthead_number_rule_and_page_number_are_in_their_places(pdfs: Pdfs) -> None:
    page = pdfs["circular"].pages[0]
    mark = [one for one in page.chars if one["size"] > 27]
    base = millimetres(page.height - mark[0]["matrix"][5])
    assert base - 0.88 * millimetres(mark[0]["size"]) == pytest.approx(37 + 35, abs=1.5)
    rule = page.rects + page.lines
    assert {round(millimetres(one["x1"] - one["x0"])) for one in rule} == {156}
    number = next(one for one in page.chars if one["text"] == "〔")
    number_bottom = millimetres(page.height - number["matrix"][5] + 0.12 * 16)
    assert millimetres(rule[0]["top"]) - number_bottom == pytest.approx(4, abs=1)
    dash = [one for one in page.chars if one["text"] == "—"][-1]
    assert millimetres(page.height - dash["matrix"][5] - 0.36 * 14) == pytest.approx(269, abs=0.6)
    assert millimetres(dash["x1"]) == pytest.approx(184 - millimetres(14), abs=0.6)


def test_turned_pages_carry_their_number_at_the_left_edge(pdfs: Pdfs) -> None:
    turned = [page for page in pdfs["circular"].pages if page.width > page.height]
    assert len(turned) >= 6
    for page in turned:
        dashes = [one for one in page.chars if one["text"] == "—"]
        assert dashes
        middle = sum(one["x0"] + one["x1"] for one in dashes) / len(dashes) / 2
        assert millimetres(middle) == pytest.approx(297 - 269, abs=2)
        (table,) = page.extract_tables()
        assert table[0][0] == "序号"


def test_colophon_stands_on_the_lower_edge_of_the_last_page(pdfs: Pdfs) -> None:
    page = pdfs["circular"].pages[-1]
    rules = [one for one in page.rects + page.lines if millimetres(one["x1"] - one["x0"]) > 150]
    assert len({round(millimetres(one["top"])) for one in rules}) == 3
    assert millimetres(max(one["bottom"] for one in rules)) == pytest.approx(262, abs=0.6)
    assert {round(millimetres(one["x0"])) for one in rules} == {28}


def test_letter_is_one_page_with_four_red_rules(pdfs: Pdfs) -> None:
    (page,) = pdfs["letter"].pages
    rules = [one for one in page.rects + page.lines if millimetres(one["x1"] - one["x0"]) > 165]
    tops = sorted({round(millimetres(one["top"]), 1) for one in rules})
    assert len(tops) == 4
    assert tops[-1] == pytest.approx(277, abs=1)
    assert {round(millimetres(one["x0"])) for one in rules} == {20}
    assert "—" not in "".join(one["text"] for one in page.chars)
    mark = [one for one in page.chars if one["size"] > 27]
    base = millimetres(page.height - mark[0]["matrix"][5])
    assert base - 0.88 * millimetres(mark[0]["size"]) == pytest.approx(30, abs=1.5)
