"""督查评价 as files: workbook, paper, pictures; one home for the command and the screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, PictureData, name_of
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.evaluation import BY_TITLES, ROLE_TITLES
from huaian_tui.store.queries.evaluation.behind_figures import slip_ledger
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.read import read_pictures
from huaian_tui.store.queries.plan import read_plan

Tell = Callable[[str], object]
"""Hears in Chinese what is being done; may end the work by raising."""


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Where to write what: a workbook, a paper, and a folder for a picture each. None: not wanted.

    ``stem`` begins the names of pictures.
    """

    workbook: Path | None = None
    paper: Path | None = None
    pictures: Path | None = None
    stem: str = ""


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """The paths that were used: a file that is there is never overwritten."""

    workbook: Path | None = None
    paper: Path | None = None
    pictures: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of them."""
        return (*(one for one in (self.workbook, self.paper) if one is not None), *self.pictures)


def export_evaluation(
    connection: sqlite3.Connection, asked: Asked, wanted: WantedFiles, tell: Tell = lambda _: None
) -> WrittenFiles:
    """Evaluate and write the files (blocking); refused where a file cannot be written, with the way out."""
    tell("正在统计")
    found, about = evaluate(connection, asked), scope_words(connection, asked)
    pictures = read_pictures(connection, asked)
    slips = slip_ledger(connection, asked) if wanted.workbook or wanted.paper else []
    workbook = paper = None
    if wanted.workbook is not None:
        from huaian_tui.documents.xlsx.evaluation_book import evaluation_book

        tell("正在写 Excel")
        workbook = write_whole(wanted.workbook, evaluation_book(found, slips, pictures, about))
    if wanted.paper is not None:
        from huaian_tui.documents.composers.evaluation_sheet import compose_evaluation
        from huaian_tui.documents.pdf.typesetting import render_pdf

        tell("正在排版 PDF")
        sheet = compose_evaluation(connection, found, slips, pictures, about)
        paper = write_whole(wanted.paper, render_pdf(sheet))
    drawn = (
        []
        if wanted.pictures is None
        else _draw(pictures, wanted.pictures, wanted.stem or evaluation_name(asked), tell)
    )
    return WrittenFiles(workbook, paper, tuple(drawn))


def _draw(pictures: list[PictureData], folder: Path, stem: str, tell: Tell) -> list[Path]:
    from huaian_tui.documents.pdf.pictures import picture_image

    written = list[Path]()
    for one in pictures:
        title = PICTURE_TITLES[name_of(one)]
        tell(f"正在画{title}")
        name = safe_file_name(f"{stem}_{title}.png")
        written.append(write_whole(folder / name, picture_image(one, "png")))
    return written


def evaluation_name(asked: Asked) -> str:
    """The name of the files without its ending: period and day."""
    return f"督查评价_{asked.period.title}_截至{chinese_day(asked.as_of)}"


def scope_words(connection: sqlite3.Connection, asked: Asked) -> str:
    """Whose figures of which plans: 按单位（牵头），方案：《…》."""
    role = "牵头和责任" if asked.role is None else ROLE_TITLES[asked.role]
    by = f"按{BY_TITLES[asked.by]}" + (f"（{role}）" if asked.by == "unit" else "")
    plan = "期内在用的全部方案" if asked.plan is None else f"《{read_plan(connection, asked.plan).title}》"
    return f"{by}，{plan}"
