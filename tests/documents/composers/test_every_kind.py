"""Every kind, over a worked ledger: kept and read again, laid out, printed, with hostile text in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from conftest import FixedClock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.composers import TODAY, paragraphs, work
from support.documents import vendored
from support.hostile import HOSTILE
from support.pdf_ruler import page_texts

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.indicators import list_indicators
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.model import Heading, Paragraph
from huaian_tui.documents.pdf.typesetting import page_count, render_pdf
from huaian_tui.documents.plain.pages import render_chat, render_text
from huaian_tui.documents.proofreading.words import printed_texts
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.units import list_units

KINDS = [kind for kind in NoticeKind if kind is not NoticeKind.ROUTING]
"""All but what goes along with another paper (``test_office_papers``)."""

UGLY = ("，，", "。。", "。；", "；。", "，。", "：。", "、、", "（）", "None", "{", "}")


Prepare = Callable[..., sqlite3.Connection]


@pytest.fixture(scope="module")
def prepared(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepare]:
    """Gives a reader on a ledger of the module's own, to which nothing writes after these acts."""
    with ExitStack() as opened:

        def prepare(*acts: Callable[[Ledger], object]) -> sqlite3.Connection:
            path = tmp_path_factory.mktemp("prepared") / "台账.db"
            copyfile(seeded_file, path)
            with Ledger(path, "张三", FixedClock(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))) as writer:
                for act in acts:
                    act(writer)
            return opened.enter_context(closing(open_reader_as_of(path, None)))

        yield prepare


@pytest.fixture(scope="module")
def hostile(prepared: Prepare) -> sqlite3.Connection:
    """A ledger with hostile notes alone."""
    return prepared(keep_hostile_notes)


@pytest.fixture(scope="module")
def hostile_worked(prepared: Prepare) -> sqlite3.Connection:
    """A worked ledger with hostile notes."""
    return prepared(work, keep_hostile_notes)


def request_for(kind: NoticeKind, today: date = TODAY, unit: str = "市数据局") -> NoticeRequest:
    """The plainest request of the kind."""
    if kind in (NoticeKind.ANSWER, NoticeKind.TAKING_UP):
        return NoticeRequest(kind, today, tasks=(2,))
    if kind in (NoticeKind.EXTENSION, NoticeKind.COMPLETION):
        return NoticeRequest(kind, today, milestone="2-4" if kind is NoticeKind.EXTENSION else "6-1")
    if kind is NoticeKind.OVERDUE:
        return NoticeRequest(kind, today)
    return NoticeRequest(kind, today, () if kind is NoticeKind.CIRCULAR else (unit,))


@st.composite
def requests(draw: st.DrawFn, units: list[str], indicators: list[str]) -> NoticeRequest:
    """Any request that a form could send."""
    today = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
    first = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
    period = Period(first, first + timedelta(days=draw(st.integers(0, 400))))
    return NoticeRequest(
        kind=draw(st.sampled_from(list(NoticeKind))),
        today=today,
        units=tuple(draw(st.lists(st.sampled_from(units), max_size=2, unique=True))),
        period=draw(st.sampled_from([None, period])),
        indicator=draw(st.sampled_from(["", *indicators])),
        tasks=tuple(draw(st.lists(st.integers(1, 60), max_size=4))),
        basis=draw(st.sampled_from(["", "年度计划", *HOSTILE])),
        approval=draw(st.sampled_from(["", "已批准", *HOSTILE])),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_composed_can_be_kept_and_shown(data: st.DataObject, worked: sqlite3.Connection) -> None:
    units = [unit.name for unit in list_units(worked, TODAY)]
    indicators = [one.title for one in list_indicators(worked)]
    try:
        made = compose(worked, data.draw(requests(units, indicators)))
    except HuaianError as refused:
        assert refused.title and refused.message and refused.way_out
        return
    assert document_from_json(document_to_json(made.document)) == made.document
    assert render_text(made.document).startswith("-------- 第1页")
    assert made.document.title.replace("\n", "") in render_chat(made.document)


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_whole(worked: sqlite3.Connection, kind: NoticeKind) -> None:
    made = compose(worked, request_for(kind))
    text = "\n".join(printed_texts(made.document))
    assert [mark for mark in UGLY if mark in text] == []
    for one in paragraphs(made):
        assert one.endswith(("。", "：")), one
    headings = [block.text for block in made.document.body if isinstance(block, Heading)]
    assert all(not one.endswith("。") for one in headings)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_becomes_a_pdf_with_its_text(worked: sqlite3.Connection, kind: NoticeKind) -> None:
    made = compose(worked, request_for(kind))
    printed = "".join(page_texts(made.document)[:2])
    assert "".join(made.document.title.split()) in printed
    assert all("".join(text.split())[:40] in printed for text in paragraphs(made)[:1])


@pytest.mark.parametrize("unit", ["市财政局", "市医保局", "清江浦区"])
def test_status_sheet_is_one_sheet_of_paper(worked: sqlite3.Connection, unit: str) -> None:
    made = compose(worked, request_for(NoticeKind.STATUS, unit=unit))
    assert page_count(made.document, vendored()) <= 2


def keep_hostile_notes(ledger: Ledger) -> None:
    """Notes with the whole corpus in every field, as far as the store takes it, and one of markup."""
    taken = 0
    for place, text in enumerate(HOSTILE):
        short = text[:100]
        draft = NoteDraft(
            2 if place % 2 else 22,
            text,
            date(2026, 10, 1) + timedelta(days=place),
            ("市数据局",),
            method=short,
            contact=short,
            problem=text,
            requirement=text,
            follow_up=date(2026, 11, 30),
        )
        try:
            add_note(ledger, draft, TODAY)
        except InputRefused:
            continue
        taken += 1
    assert taken > 25
    add_note(ledger, NoteDraft(30, "[red]红头[/red]", TODAY), TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_notes_stay_text_in_every_kind(
    hostile: sqlite3.Connection, hostile_worked: sqlite3.Connection, kind: NoticeKind
) -> None:
    of_decisions = kind in (NoticeKind.EXTENSION, NoticeKind.COMPLETION)
    made = compose(hostile_worked if of_decisions else hostile, request_for(kind))
    assert document_from_json(document_to_json(made.document)) == made.document
    text = render_text(made.document)
    assert not any(control in text for control in "\x00\x07\x1b\x9b\u202e")
    assert render_pdf(made.document, vendored()).startswith(b"%PDF")
    if kind is NoticeKind.CIRCULAR:
        assert "[red]红头[/red]" in "".join(printed_texts(made.document))
        assert longest(made) < 600


def longest(made: Composed) -> int:
    """Characters of the longest paragraph."""
    return max(len(block.text) for block in made.document.body if isinstance(block, Paragraph))
