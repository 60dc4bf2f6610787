"""How long forty 催办单 take: our PDF and DOCX beside LibreOffice and pandoc making the same from DOCX.

Run: ``python tests/benchmarks/bench_notices.py [--rounds N] [--count N]``. Prints a Markdown table with the
median, fastest and slowest of the rounds; what is not installed is said in the table. The other
programs get the same text in DOCX files (LibreOffice → PDF in one start for all files; pandoc → DOCX
from text, one start a file, because it takes one document at a time). Ours starts a fresh
interpreter in every round, so that imports and fonts are paid for.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.files import write_whole
from huaian_tui.documents.model import OfficialDocument, Paragraph, Table, TableColumn, text_cells
from huaian_tui.documents.pdf.typesetting import render_pdf
from huaian_tui.documents.plain.pages import render_chat

OFFICE = "淮安市职能转变和数字政府建设领导小组办公室"
FIRST_DAY = date(2026, 11, 2)
SECONDS_A_PROGRAM = 600


def reminder(number: int) -> OfficialDocument:
    """The 催办单 of this number (from 1): two to five late milestones, as the composer words them."""
    rows = tuple(
        text_cells(
            str(1 + (number * 7 + row * 11) % 60),
            f"授权运营应用场景累计{number + row}个以上。原文：“到2025年，累计达{number + row}个以上”",
            (date(2025, 6, 30) + timedelta(days=number + row)).isoformat(),
            f"逾期{300 + number + row}天",
        )
        for row in range(2 + number % 4)
    )
    columns = (
        TableColumn(1.6, "center"),
        TableColumn(10),
        TableColumn(3.4, "center"),
        TableColumn(3.2, "center"),
    )
    return OfficialDocument(
        layout="sheet",
        masthead=OFFICE,
        number=f"淮数督〔2026〕{number}号",
        title="催办单",
        recipients=(f"第{number}单位",),
        body=(
            Paragraph(f"截至2026年11月2日，你单位牵头或负责的下列节点需要办理：逾期{len(rows)}个。"),
            Table(columns, (text_cells("序号", "节点", "时限", "状态"),), rows),
            Paragraph(
                "请于2026年11月9日前反馈：已完成的，报完成日期和依据；未完成的，说明原因和预计完成时间；"
                "时限或分工与实际不符的，请一并指出。已报送过的材料不必重复报送。"
            ),
        ),
        signature=OFFICE,
        date=FIRST_DAY,
    )


def write_all(kind: str, count: int, folder: Path) -> None:
    """Render and write the notices, as the command ``notice export`` does."""
    render = render_pdf if kind == "pdf" else render_docx
    for number in range(1, count + 1):
        write_whole(folder / f"第{number}单位_催办单.{kind}", render(reminder(number)))


def run(arguments: list[str]) -> None:
    """Run a program to its end; its failure ends the benchmark."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(arguments, check=True, capture_output=True, timeout=SECONDS_A_PROGRAM, env=environment)


def ours(kind: str, count: int) -> Callable[[Path], None]:
    """A round of ours in an interpreter of its own."""
    return lambda folder: run(
        [sys.executable, __file__, "--write", kind, "--count", str(count), "--out", str(folder)]
    )


def libreoffice(program: str, sources: Path) -> Callable[[Path], None]:
    """A round of LibreOffice: all DOCX files to PDF in one start."""

    def one_round(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as profile:
            files = sorted(map(str, sources.glob("*.docx")))
            run([program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf",
                 "--outdir", str(folder), *files])  # fmt: skip

    return one_round


def pandoc(program: str, sources: Path) -> Callable[[Path], None]:
    """A round of pandoc: every text to DOCX (it has no layout of an official document)."""

    def one_round(folder: Path) -> None:
        for source in sorted(sources.glob("*.txt")):
            run([program, "-f", "markdown", str(source), "-o", str(folder / f"{source.stem}.docx")])

    return one_round


def measured(one_round: Callable[[Path], None], rounds: int, files: int, suffix: str) -> list[float]:
    """Seconds of each round; the files that it made are counted."""
    seconds = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            started = time.perf_counter()
            one_round(Path(name))
            seconds.append(time.perf_counter() - started)
            made = len(list(Path(name).glob(f"*{suffix}")))
            if made != files:
                raise SystemExit(f"only {made} of {files} files were made")
    return seconds


def table_row(name: str, seconds: list[float], files: int) -> str:
    """One line of the table: median, range, median for one file."""
    middle = statistics.median(seconds)
    span = f"{min(seconds):.2f}–{max(seconds):.2f} s"
    return f"| {name} | {middle:.2f} s | {span} | {1000 * middle / files:.0f} ms |"


def main() -> None:
    """Measure everything that is installed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--write", choices=("pdf", "docx"), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write_all(options.write, options.count, options.out)
        return
    with tempfile.TemporaryDirectory() as name:
        sources = Path(name)
        write_all("docx", options.count, sources)
        for number in range(1, options.count + 1):
            (sources / f"{number}.txt").write_text(render_chat(reminder(number)), encoding="utf-8")
        office, maker = shutil.which("soffice"), shutil.which("pandoc")
        ways = [
            ("huaian-tui, PDF", ours("pdf", options.count), ".pdf"),
            ("huaian-tui, DOCX", ours("docx", options.count), ".docx"),
            ("LibreOffice, DOCX → PDF", office and libreoffice(office, sources), ".pdf"),
            ("pandoc, text → DOCX", maker and pandoc(maker, sources), ".docx"),
        ]
        print(f"| {options.count} notices | median of {options.rounds} | range | a notice |")
        print("|---|---:|---:|---:|")
        for title, one_round, suffix in ways:
            if callable(one_round):
                seconds = measured(one_round, options.rounds, options.count, suffix)
                print(table_row(title, seconds, options.count), flush=True)
            else:
                print(f"| {title} | not installed | | |")


if __name__ == "__main__":
    main()
