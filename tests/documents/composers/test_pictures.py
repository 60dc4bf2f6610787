"""Papers with pictures: only where they are wanted and say more than a sentence."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest
from support.cli import Program

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.pictures import NOT_DRAWN
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.model import Picture
from huaian_tui.documents.pdf.typesetting import page_count
from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.dates.reporting_period import year_of
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.store.engine.as_of import reading

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def told(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year in which seven milestones were set, three of them moved, two done."""
    path = tmp_path_factory.mktemp("pictures") / "台账.db"
    path.write_bytes(seeded_file.read_bytes())
    basis = ("--basis", "会议纪要")
    ids = list[str]()
    for month, tasks in ((3, "3 6"), (5, "7 8"), (9, "9 10 22")):
        due = month_end(date(2026, month, 1))
        words = ("milestone", "set", *tasks.split(), "--due", due.isoformat(), *basis)
        ids += [one["id"] for one in Program(path, "2026-01-06", "甲").json(*words)]
    moved = Program(path, "2026-03-20", "甲")
    moved.text("milestone", "extend", ids[0], ids[2], ids[3], "--due", "2026-12-10", *basis)
    done = Program(path, (month_end(date(2026, 3, 1)) - timedelta(3)).isoformat(), "甲")
    done.text("milestone", "complete", ids[1], ids[5], *basis)
    return path


def made(path: Path, kind: NoticeKind, *, pictures: bool = True, today: date = TODAY) -> Composed:
    with reading(path) as connection:
        return compose(connection, NoticeRequest(kind, today, period=year_of(today), pictures=pictures))


def drawn(composed: Composed) -> Iterator[Picture]:
    return (block for block in composed.document.blocks() if isinstance(block, Picture))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (NoticeKind.ANNUAL, ["图1　2026年到期节点的剩余数", "图2　2026年各单位月末逾期节点"]),
        (NoticeKind.CIRCULAR, ["图1　2026年各月末任务状态"]),
        (NoticeKind.BRIEFING, ["图1　2026年时限改过的节点"]),
    ],
)
def test_papers_take_their_pictures_only_where_they_are_wanted(
    told: Path, kind: NoticeKind, names: list[str]
) -> None:
    with_them, without = made(told, kind), made(told, kind, pictures=False)
    assert [one.caption for one in drawn(with_them)] == names
    assert all(one.text == one.data.sentence for one in drawn(with_them))
    assert list(drawn(without)) == []
    last = with_them.document.attachments[-1]
    assert last.title == "有关情况图"
    assert replace(with_them.document, attachments=with_them.document.attachments[:-1]) == without.document


def test_a_briefing_keeps_one_page_of_text_and_one_of_pictures(told: Path) -> None:
    assert page_count(made(told, NoticeKind.BRIEFING).document) == 2


def test_lights_end_with_the_counts_of_the_paper(told: Path) -> None:
    composed = made(told, NoticeKind.CIRCULAR)
    (picture,) = drawn(composed)
    last = picture.data.figures.rows[-1]
    text = "".join(getattr(block, "text", "") for block in composed.document.body)
    for word, count in zip(picture.data.figures.heads[1:-1], last[1:-1], strict=True):
        assert not count or f"{word}{count}项" in text.replace("30天内到期的", ""), word


def test_what_a_sentence_says_as_well_is_not_drawn_and_the_officer_is_told(seeded_file: Path) -> None:
    for kind in (NoticeKind.ANNUAL, NoticeKind.CIRCULAR, NoticeKind.BRIEFING):
        composed = made(seeded_file, kind)
        assert (
            list(drawn(composed)) == []
            and composed.document.attachments == made(seeded_file, kind, pictures=False).document.attachments
        )
        assert NOT_DRAWN in composed.warnings


@pytest.mark.parametrize("kind", [NoticeKind.ANNUAL, NoticeKind.CIRCULAR, NoticeKind.BRIEFING])
def test_a_word_file_says_each_picture_in_words_and_draws_it_in_greys_alone(
    told: Path, kind: NoticeKind
) -> None:
    composed = made(told, kind)
    sentences = [one.text for one in drawn(composed)]
    with zipfile.ZipFile(io.BytesIO(render_docx(composed.document))) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
        media = {one: archive.read(one) for one in archive.namelist() if one.startswith("word/media/")}
    described = [unescape(one) for one in re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', text)]
    svgs = [data.decode("utf-8") for name, data in media.items() if name.endswith(".svg")]
    assert described == sentences and len(media) == 2 * len(svgs) == 2 * len(sentences)
    for svg in svgs:
        colours = {one.lower() for one in re.findall(r"#([0-9a-fA-F]{6})\b", svg)}
        assert colours and all(one[:2] == one[2:4] == one[4:] for one in colours), colours
