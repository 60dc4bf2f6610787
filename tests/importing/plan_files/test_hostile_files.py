"""Files that are no plan, are broken or made to harm: each ends in one Chinese line with the way out."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.plan_drafts import WORD, para, table, word, word_table

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.blocks import Table
from huaian_tui.importing.plan_files.excel_reader import read_excel
from huaian_tui.importing.plan_files.file_guard import PlanFileRefused
from huaian_tui.importing.plan_files.plan_file import PlanReading, read_pasted_plan, read_plan_file
from huaian_tui.importing.plan_files.text_reader import read_typed

HEADS = ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]
GOOD = word_table([HEADS, ["1", "建平台。", "市数据局", "市财政局", "6月底前"]], "云川市2026年任务分解表")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


DOCTYPE = f'<!DOCTYPE w [<!ENTITY a "x">]><w:document xmlns:w="{WORD}"><w:body/></w:document>'.encode()


def bomb() -> bytes:
    """Small, and 200 MB when it is unpacked; made when it is tried, not when tests are collected."""
    return packed({"word/document.xml": b"<w>" + b" " * (200 * 1024 * 1024) + b"</w>"})


FILES: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty.docx": (b"", "不完整"),
    "cut.docx": (GOOD[: len(GOOD) * 6 // 10], "不完整"),
    "entities.docx": (packed({"word/document.xml": DOCTYPE}), "实体"),
    "bomb.docx": (bomb, "大得不正常"),
    "password.docx": (OLE + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "old.doc": (OLE + b"\0" * 64 + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
    "old.wps": (OLE + b"\0" * 64 + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
    "broken.xls": (OLE + b"\0" * 600, "另存为 .xlsx"),
    "scan.pdf": (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "photo.jpg": (b"\xff\xd8\xff\xe0" + b"\0" * 64, "图片"),
    "renamed.docx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "图片"),
    "page.doc": (b"<html><body>x</body></html>", "网页"),
    "rich.doc": (b"{\\rtf1 x}", "RTF"),
    "other.zip": (packed({"a.txt": b"x"}), "不是 Word"),
    "broken-xml.docx": (packed({"word/document.xml": b"<w:document><w:body>"}), "损坏"),
    "binary.txt": (b"ab\0\0cd" * 20, "不是文字文件"),
    "latin.txt": (b"\xff\xff\x81 caf\xe9 \xff", "编码"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_in_one_line_with_the_way_out(tmp_path: Path, name: str) -> None:
    data, because = FILES[name]
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data())
    with pytest.raises(HuaianError) as refused:
        read_plan_file(path, PlanReading())
    line = refused.value.one_line()
    assert because in line and refused.value.way_out and "\n" not in line
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.docx", tmp_path):
        with pytest.raises(PlanFileRefused) as refused:
            read_plan_file(path, PlanReading())
        assert refused.value.way_out


def test_a_cell_that_is_too_long_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "long.docx"
    path.write_bytes(word_table([HEADS, ["1", "长" * 200_000, "市数据局", "", ""]], "2026年任务"))
    with pytest.raises(PlanFileRefused) as refused:
        read_plan_file(path, PlanReading())
    assert all(word in refused.value.message for word in ("第2行", "序号1", "重点任务", "200000"))


@pytest.mark.usefixtures("children_started_anew")
def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密文字", encoding="utf-8")
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Target="{secret.as_uri()}" TargetMode="External" Type="x"/></Relationships>'
    )
    data = word(
        para("2026年任务") + table([HEADS, ["1", "建平台。", "市数据局", "", "年底"]]),
        {"word/_rels/document.xml.rels": relations},
    )
    path = tmp_path / "linked.docx"
    path.write_bytes(data)
    read = read_plan_file(path, PlanReading())
    assert [one.text for one in read.draft.tasks] == ["建平台。"]
    assert "机密文字" not in repr(read)


def test_a_table_without_heads_is_proposed_by_content_and_asked(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    rows = [
        ["1", "完成平台建设。", "市数据局", "市财政局", "6月底前"],
        ["2", "编制目录。", "市大数据中心", "各有关单位", "9月底前"],
    ]
    path.write_bytes(word_table(rows, "云川市2026年任务分解表"))
    draft = read_plan_file(path, PlanReading()).draft
    assert [one.text for one in draft.tasks] == ["完成平台建设。", "编制目录。"]
    assert "columns" in {one.kind for one in draft.questions}
    columns = {0: "number", 1: "task", 2: "support", 3: "lead", 4: "due"}
    again = read_plan_file(path, PlanReading(columns={"表1": columns})).draft
    assert [unit.name for unit in again.tasks[0].lead] == ["市财政局"]
    assert "columns" not in {one.kind for one in again.questions}


def test_doubled_and_missing_numbers_empty_tasks_and_impossible_days_are_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    rows = [
        HEADS,
        ["1", "完成平台建设。", "市数据局", "市财政局", "6月底前"],
        ["2", "编制目录。", "市大数据中心", "", "9月底前"],
        ["2", "开展培训。", "市数据局", "", "长期"],
        ["", "发布指引。", "市数据局", "", "2月30日"],
        ["5", "", "市数据局", "", "12月底前"],
    ]
    path.write_bytes(word_table(rows, "云川市2026年任务分解表"))
    draft = read_plan_file(path, PlanReading()).draft
    assert [one.no for one in draft.tasks] == ["1", "2", "2", None]
    assert {"doubled", "no_number", "empty", "date", "gap"} <= {one.kind for one in draft.questions}


def test_questions_have_the_same_ids_whenever_the_file_is_read() -> None:
    text = "2026年任务\n1.建平台。（市数据局、市财政局）\n2.编目录。（市司法局）\n"
    first, second = (read_pasted_plan(text, PlanReading()).draft for _ in range(2))
    assert [one.id for one in first.questions] == [one.id for one in second.questions] != []
    assert first == second


@pytest.mark.usefixtures("children_started_anew")
def test_known_units_are_found_by_every_name_and_new_ones_have_neighbours() -> None:
    text = "2026年任务\n1.建平台。（市发展和改革委员会牵头，市水利局配合）\n2.编目录。（市财政局牵头）\n"
    reading = PlanReading({"市发改委": "u1", "市财政局": "u2"}, {"u1": "市发改委", "u2": "市财政局"})
    draft = read_pasted_plan(text, reading).draft
    assert [(unit.name, unit.unit) for task in draft.tasks for unit in (*task.lead, *task.support)] == [
        ("市发展和改革委员会", "u1"),
        ("市水利局", ""),
        ("市财政局", "u2"),
    ]
    assert [(one.name, one.nearest) for one in draft.new_units] == [("市水利局", ("市财政局",))]


def test_reading_can_be_stopped() -> None:
    over = threading.Event()
    over.set()
    text = "2026年任务\n" + "".join(f"{at}.建成平台{at}个。（市数据局牵头）\n" for at in range(1, 3000))
    with pytest.raises(PlanFileRefused) as refused:
        read_pasted_plan(text, PlanReading(over=over))
    assert "停止" in refused.value.title


LARGE: dict[str, tuple[bytes, str]] = {
    "wide.docx": (word("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 400 + "</w:tr></w:tbl>"), "超过200列"),
    "tables.docx": (word("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 2_100), "表格超过2000个"),
    "nested.docx": (word("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000), "损坏"),
    "line.txt": ("建".encode() * 250_000, "一行最多200000个"),
    "lines.txt": (b"\n" * 250_000, "超过200000行"),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_no_plan_is_as_large_as_is_refused_quickly(tmp_path: Path, name: str) -> None:
    data, because = LARGE[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(HuaianError) as refused:
        read_plan_file(path, PlanReading())
    assert because in refused.value.one_line() and refused.value.way_out


@pytest.mark.parametrize(
    "cell", ["a |\n", "\tx\n", "任务\n", "序号\n", "| a | b |\n\n", "序号 任务 单位\n\n", '"a\tb\tc\n']
)
def test_lines_that_look_like_tables_all_the_way_are_read_in_bounded_time(cell: str) -> None:
    blocks = read_typed(cell * (6_000 // cell.count("\n")))
    assert len(blocks.blocks) >= 1


def test_pipes_devices_folders_loops_and_odd_names_are_told_in_chinese(tmp_path: Path) -> None:
    pipe, loop = tmp_path / "pipe.docx", tmp_path / "loop.docx"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    below = tmp_path / "a.txt"
    below.write_text("x", encoding="utf-8")
    said = {
        pipe: "管道",
        loop: "链接绕成了圈",
        tmp_path: "文件夹",
        Path("/dev/null"): "设备",
        tmp_path / ("长" * 300): "文件名太长",
        Path("a\0b"): "不能用的字符",
        below / "x.docx": "没有这个文件",
    }
    for path, because in said.items():
        with pytest.raises(PlanFileRefused) as refused:
            read_plan_file(path, PlanReading())
        assert because in refused.value.one_line() and refused.value.way_out


def test_merges_over_everything_many_times_are_read_once(tmp_path: Path) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 5_000))
        + "</sheetData><mergeCells>"
        + '<mergeCell ref="A1:XFD1048576"/>' * 3_000
        + "</mergeCells></worksheet>"
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    data = packed(
        {
            "xl/workbook.xml": (
                '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                f'xmlns:r="{relation}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                b'<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": sheet.encode(),
        }
    )
    [table] = read_excel(data).blocks
    assert isinstance(table, Table) and len(table.cells) == 1
