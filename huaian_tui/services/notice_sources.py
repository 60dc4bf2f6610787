"""数字来源 of a notice: what its figures count, and the table of them for its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from huaian_tui.documents.composers.record_things import with_things
from huaian_tui.documents.composers.sources import ByHand, Passage, passages
from huaian_tui.documents.composers.sources_annex import ANNEX, compose_annex
from huaian_tui.documents.files import write_whole
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.words.ledger_fingerprint import fingerprint_line, fingerprint_words
from huaian_tui.ledger.fingerprint import heads_fingerprint
from huaian_tui.services.notice_edits import edits_of
from huaian_tui.services.notice_files import check_formats, document_of, file_name, rendered
from huaian_tui.store.engine.paper_heads import holds_heads

LEFT_OUT = "（已删去）"
"""What stands for a paragraph that was left out by hand."""


def sources_of(connection: sqlite3.Connection, notice: NoticeRow) -> list[Passage]:
    """All passages with numbers and what these count; of old documents what their records are about.

    What was edited says by whom and when, with what was composed beside it, also where it has no number.
    """
    return _with_edits(connection, notice, with_things(connection, passages(document_of(notice))))


def fingerprint_of(connection: sqlite3.Connection, notice: NoticeRow, *, short: bool = False) -> str:
    """台账指纹 of a paper (``NoticeRow.heads``), and whether the ledger still holds what it stands for.

    ``short``: without what to compare it with.
    """
    told = fingerprint_words if short else fingerprint_line
    same = holds_heads(connection, notice.heads)
    return told(heads_fingerprint(notice.heads), same=same, issued=bool(notice.issued_heads))


def _with_edits(connection: sqlite3.Connection, notice: NoticeRow, found: list[Passage]) -> list[Passage]:
    places = {" ".join(one.text.split()): at for at, one in enumerate(found) if not one.figures}
    for one in edits_of(connection, notice):
        by_hand = ByHand(one.officer, one.day, one.edit.composed)
        at = places.get(" ".join(one.edit.text.split()))
        if at is None:
            found.append(Passage(one.edit.place, one.edit.text or LEFT_OUT, edited=by_hand))
        else:
            found[at] = replace(found[at], edited=by_hand)
    return found


def export_sources(
    notice: NoticeRow, found: Sequence[Passage], formats: Sequence[str], folder: Path
) -> list[Path]:
    """Write 附：数字来源表 into ``folder`` in these formats; the paths really used."""
    check_formats(formats)
    annex, name = compose_annex(notice, found), f"{file_name(notice)}_{ANNEX}"
    made = [(one, rendered(annex, one)) for one in dict.fromkeys(formats)]
    return [write_whole(folder / f"{name}.{one}", data) for one, data in made]
