"""Figures of a document: as printed, with what they count, kept as JSON, and told to people in words."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace

import pytest
from support.composers import TODAY, History

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.figures import counted_parts
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.record_things import with_things
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.sources import Passage, passages
from huaian_tui.documents.composers.sources_annex import NO_RECORD, NOTHING_COUNTED, compose_annex
from huaian_tui.documents.counted import Figure, Thing
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.model import Cell, Paragraph, Table
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.store.queries.tasks import read_tasks

TO_UNITS = (
    NoticeKind.STATUS,
    NoticeKind.REMINDER,
    NoticeKind.SUPERVISION,
    NoticeKind.ASSIGNMENT,
    NoticeKind.LETTER,
    NoticeKind.VISIT,
)
ON_TASKS = {NoticeKind.ANSWER: 45, NoticeKind.EXTENSION: 2, NoticeKind.COMPLETION: 6}
KINDS = (NoticeKind.CIRCULAR, *TO_UNITS, *ON_TASKS)
_COUNT = re.compile(r"^(\d+)[项个条]$")
_HEX = re.compile(r"[0-9a-f]{8}", re.IGNORECASE)


def composed(connection: sqlite3.Connection, kind: NoticeKind) -> Composed:
    units = ("市数据局",) if kind in TO_UNITS else ()
    tasks = (ON_TASKS[kind],) if kind in ON_TASKS else ()
    return compose(connection, NoticeRequest(kind, TODAY, units, tasks=tasks))


def figures_of(made: Composed) -> list[Figure]:
    return [one for part in counted_parts(made.document) for one in part.figures]


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_stands_in_its_text_and_counts_what_it_says(
    worked: sqlite3.Connection, kind: NoticeKind
) -> None:
    made = composed(worked, kind)
    counts = 0
    for part in counted_parts(made.document):
        for figure in part.figures:
            assert figure.value in part.text, (figure, part.text)
            if figure.label != "读数" and (count := _COUNT.match(figure.value)):
                assert len(figure.things) == int(count[1]), figure
                counts += 1
    assert counts or kind in (NoticeKind.ANSWER, NoticeKind.VISIT), "these tell one by one"
    assert {one.kind for figure in figures_of(made) for one in figure.things}


@pytest.mark.parametrize("kind", KINDS)
def test_figures_are_kept_as_json_and_name_no_record_to_people(
    worked: sqlite3.Connection, kind: NoticeKind
) -> None:
    document = composed(worked, kind).document
    assert document_from_json(document_to_json(document)) == document
    for passage in passages(document):
        for thing in (one for figure in passage.figures for one in figure.things):
            told = f"{passage.place}{thing.task}{thing.title}{thing.said}{thing.officer}"
            assert told and not _HEX.search(told), told


def test_a_figure_of_a_light_names_its_tasks_and_who_decided(
    history: History, worked: sqlite3.Connection
) -> None:
    figures = {one.label: one for one in figures_of(composed(worked, NoticeKind.CIRCULAR))}
    late = [one.no for one in read_tasks(worked, TODAY, range(1, 61)) if one.light.value == "overdue"]
    assert [int(one.key) for one in figures["逾期"].things] == late
    assert figures["逾期占比"].things == figures["逾期"].things
    assert all(one.kind == "task" and one.task == f"第{one.key}项" for one in figures["逾期"].things)
    done = {one.key: one for one in figures["本期办结节点"].things}
    assert done["6-2"].records == (history.autumn_done,)
    assert (done["6-2"].officer, str(done["6-2"].day)) == ("张三", "2026-11-03")


def test_a_document_of_before_there_were_figures_reads_as_before(reader: sqlite3.Connection) -> None:
    made = composed(reader, NoticeKind.CIRCULAR).document
    paragraphs = (Paragraph("有12项。", sources=("a",)), Paragraph("没有数字。"))
    bare = replace(made, body=paragraphs, attachments=())
    kept = json.loads(document_to_json(bare))
    assert "things" not in kept and all("figures" not in block for block in kept["body"])
    assert document_from_json(json.dumps(kept)) == bare
    assert document_from_json(json.dumps(kept)).body[0] == paragraphs[0]


def test_things_are_kept_once_and_a_broken_place_is_refused() -> None:
    thing = Thing("task", "2", "第2项", "登记平台", "逾期5天", TODAY, "张三", ("r",))
    figures = (Figure("逾期", "1项", (thing,)), Figure("逾期占比", "100.0%", (thing,)))
    from huaian_tui.documents.model import OfficialDocument, headed_table

    table = headed_table((("序号", 1.0),), [(Cell("1", figures=figures[:1]),)])
    document = OfficialDocument(masthead="", title="表", body=(Paragraph("1项", figures=figures), table))
    text = document_to_json(document)
    assert len(json.loads(text)["things"]) == 1
    assert document_from_json(text) == document
    with pytest.raises(HuaianError, match="读不懂这份文书"):
        document_from_json(text.replace('"things": [0]', '"things": [7]'))


def test_a_document_of_records_alone_tells_what_they_are_about(
    history: History, worked: sqlite3.Connection
) -> None:
    found = [replace(one, figures=()) for one in passages(composed(worked, NoticeKind.CIRCULAR).document)]
    things = {
        record: thing
        for passage in with_things(worked, found)
        for figure in passage.figures
        for thing in figure.things
        for record in thing.records
    }
    done, note = things[history.autumn_done], things[history.autumn_note]
    assert (done.kind, done.key, done.task, done.officer) == ("milestone", "6-2", "第6项", "张三")
    assert (note.kind, str(note.day), note.officer) == ("note", "2026-10-20", "张三")
    assert not any(_HEX.search(f"{one.title}{one.said}") for one in things.values())


def test_the_annex_lists_each_thing_in_full_once() -> None:
    tasks = [Thing("task", str(no), f"第{no}项", f"任务{no}", "逾期5天", TODAY, "张三") for no in (2, 6)]
    milestone = Thing("milestone", "2-1", "第2项", "登记平台", "逾期5天", TODAY)
    found = [
        Passage("一、总体情况", "2项", (Figure("重点任务", "2项", tuple(tasks)),)),
        Passage(
            "（一）市数据局",
            "2项",
            (Figure("牵头", "2项", tuple(tasks)), Figure("节点", "1个", (milestone,))),
        ),
        Passage("结尾", "1个", (Figure("节点", "1个", (milestone,)), Figure("无", "0个"))),
        Passage("附记", "12月31日"),
    ]
    table = compose_annex(_notice(), found).body[1]
    assert isinstance(table, Table)
    assert [row[3].text for row in table.rows] == [
        "第2项，任务2（逾期5天，2026年11月22日，张三）\n第6项，任务6（逾期5天，2026年11月22日，张三）",
        "见上：第2、6项",
        "第2项，登记平台（逾期5天，2026年11月22日）",
        "见上：第2项，登记平台",
        NOTHING_COUNTED,
        NO_RECORD,
    ]


def _notice() -> NoticeRow:
    return NoticeRow(b"", "circular", "通报", "draft", (), TODAY, "张三", "{}", ())
