"""数字来源 of a notice: what its figures count, and the table of them for its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from huaian_tui.documents.composers.record_things import with_things
from huaian_tui.documents.composers.sources import Passage, passages
from huaian_tui.documents.composers.sources_annex import ANNEX, compose_annex
from huaian_tui.documents.files import write_whole
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.services.notice_files import check_formats, document_of, file_name, rendered


def sources_of(connection: sqlite3.Connection, notice: NoticeRow) -> list[Passage]:
    """All passages with numbers and what these count; of old documents what their records are about."""
    return with_things(connection, passages(document_of(notice)))


def export_sources(
    notice: NoticeRow, found: Sequence[Passage], formats: Sequence[str], folder: Path
) -> list[Path]:
    """Write 附：数字来源表 into ``folder`` in these formats; the paths really used."""
    check_formats(formats)
    annex, name = compose_annex(notice, found), f"{file_name(notice)}_{ANNEX}"
    made = [(one, rendered(annex, one)) for one in dict.fromkeys(formats)]
    return [write_whole(folder / f"{name}.{one}", data) for one, data in made]
