"""Files that are no plan, are broken or made to harm: each ends in one Chinese line with the way out."""

from __future__ import annotations

import io
import threading
import zipfile
from pathlib import Path

import pytest
from support.plan_drafts import WORD, para, table, word, word_table

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.file_guard import PlanFileRefused
from huaian_tui.importing.plan_files.plan_file import PlanReading, read_pasted_plan, read_plan_file

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
BOMB = packed({"word/document.xml": b"<w>" + b" " * (200 * 1024 * 1024) + b"</w>"})

FILES: dict[str, tuple[bytes, str]] = {
    "empty.docx": (b"", "不完整"),
    "cut.docx": (GOOD[: len(GOOD) * 6 // 10], "不完整"),
    "entities.docx": (packed({"word/document.xml": DOCTYPE}), "实体"),
    "bomb.docx": (BOMB, "大得不正常"),
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
    path.write_bytes(data)
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
