"""``picture``: the same figures as table, drawing, JSON and file; wrong usage in a line."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console
from support.cli import Program

from huaian_tui.cli.output.blocks import Drawing
from huaian_tui.cli.output.terminal_drawing import draw
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, picture_from_json


@pytest.fixture
def program(ledger_path: Path) -> Program:
    return Program(ledger_path, "2026-11-22")


def test_a_pipe_gets_the_figures_and_the_sentence(program: Program) -> None:
    lines = program.text("picture", "lights").splitlines()
    assert lines[0] == "【2026年各月末任务状态】"
    assert lines[1].split("\t") == ["月份", "逾期", "临期", "正常推进", "未设节点", "办结", "合计"]
    assert lines[2].split("\t") == ["1月", "6", "0", "0", "54", "0", "60"]
    assert lines[-2].startswith("1月底共60项（逾期6项、未设节点54项）")
    assert lines[-1] == "2026年，截至2026年11月22日的情况。"


def test_json_holds_the_data_and_the_words_of_chinese_names_are_taken(program: Program) -> None:
    form = program.json("picture", "状态灯逐月变化", "--period", "2026Q3")
    assert form["picture"] == "lights" and form["period"] == ["2026-07-01", "2026-09-30"]
    assert picture_from_json(form["data"]).sentence == form["sentence"]
    assert form["figures"][0] == ["7月", 6, 0, 0, 54, 0, 60]
    every = program.json("picture", "all")
    assert [one["picture"] for one in every] == [name for name in PICTURE_TITLES if name != "reading"]


def test_files_hold_the_same_figures(program: Program, tmp_path: Path) -> None:
    for suffix in ("pdf", "docx", "xlsx"):
        path = program.text("picture", "all", f"--{suffix}", str(tmp_path / f"图.{suffix}")).strip()
        assert Path(path).stat().st_size > 1000
    program.text("picture", "matrix", "--png", str(tmp_path / "图.png"))
    with pypdfium2.PdfDocument(tmp_path / "图.pdf") as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "各单位月末逾期节点" in text and "督查评价图" in text
    book = CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "图.xlsx").read_bytes()))
    assert book.sheet_names == [title for name, title in PICTURE_TITLES.items() if name != "reading"]
    rows = book.get_sheet_by_name(PICTURE_TITLES["matrix"]).to_python()
    shown = program.json("picture", "matrix")
    assert [row[: len(shown["heads"])] for row in rows[4 : 4 + len(shown["figures"])]] == shown["figures"]


def test_a_terminal_draws_bars_in_colours_or_by_characters(program: Program) -> None:
    picture = picture_from_json(program.json("picture", "lights")["data"])
    for colours, ascii_only, bar in (
        ("truecolor", False, "\x1b["),
        (None, False, "####"),
        ("truecolor", True, "####"),
    ):
        out = io.StringIO()
        console = Console(file=out, width=80, height=24, force_terminal=True, color_system=colours)
        draw([Drawing(picture, ascii_only)], console)
        assert bar in out.getvalue() and "办结" in out.getvalue()
        assert ("####" in out.getvalue()) == (bar == "####")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("reading",), 2, "请写节点编号"),
        (("lights", "2-1"), 2, "只有 reading 要写节点编号"),
        (("all", "--png", "图.png"), 2, "一个图片文件只能放一张图"),
        (("lights", "--png", "图.png", "--json"), 2, "只能选一个"),
        (("reading", "2-1"), 1, "没有量化指标"),
        (("reading", "999-9"), 1, "没有编号为“999-9”的节点"),
        (("pie",), 2, "可选 burndown"),
    ],
)
def test_what_cannot_be_drawn_is_said(program: Program, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in program.refused("picture", *words, code=code)


def test_a_paper_is_drafted_with_pictures(program: Program) -> None:
    program.text("notice", "draft", "--kind", "annual", "--pictures")
    assert "没有附图" in program.run("notice", "draft", "--kind", "annual", "--pictures").err


def test_files_of_an_evaluation_hold_its_pictures(program: Program, tmp_path: Path) -> None:
    program.text("evaluate", "--xlsx", str(tmp_path / "评价.xlsx"), "--pdf", str(tmp_path / "评价.pdf"))
    book = CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "评价.xlsx").read_bytes()))
    assert set(book.sheet_names) > {title for name, title in PICTURE_TITLES.items() if name != "reading"}
    with pypdfium2.PdfDocument(tmp_path / "评价.pdf") as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "各单位月末逾期节点" in text and "图5" in text
