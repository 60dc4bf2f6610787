"""Searching records: substrings of any length, filters, pages, corrections, past days, hostile text."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import FixedClock
from support.hostile import HOSTILE

from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.hygiene import clean_text, search_key
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.notices import NoticeDraft, record_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.store.search import find_records as search
from huaian_tui.store.search.find_records import count_part, count_records, search_records
from huaian_tui.store.search.search_terms import SearchQuery, folded_words, matched_spans

TODAY = date(2026, 11, 22)


def note(ledger: Ledger, text: str, **more: Any) -> str:
    draft = NoteDraft(**({"task_no": 1, "text": text, "day": date(2026, 11, 10)} | more))
    return add_note(ledger, draft, TODAY).hex()


def keys(connection: sqlite3.Connection, text: str = "", **filters: Any) -> list[str]:
    """What is found, over pages of two; with an index and without one it must be the same."""
    query = SearchQuery(text, **filters)
    found, before = list[str](), None
    while True:
        page = search_records(connection, query, 2, before, TODAY)
        found += [hit.key for hit in page.hits]
        before = page.next_before
        if before is None:
            break
    assert count_records(connection, query, today=TODAY) == len(found)
    return found


def test_any_part_of_a_text_is_found_newest_first(ledger: Ledger, reader: sqlite3.Connection) -> None:
    first = note(ledger, "数据资源目录已编制，平台Platform-2号招标４２００.5万元")
    second = note(ledger, "授权运营平台", problem="𠮷野家没有数据", units=("市财政局",))
    for part in ("数", "资源", "目录已编制", "platform", "LATF", "m-2", "4200.5", "200", "2", "，平台", "元"):
        assert keys(reader, part) == ([second, first] if part == "数" else [first]), part
    assert keys(reader, "平台") == [second, first]
    assert keys(reader, "𠮷") == keys(reader, "财政局") == keys(reader, "家没") == [second]
    assert keys(reader, "数据 平台 运营") == [second]
    assert keys(reader, "张三") == [second, first]
    for nothing in (
        "平台数据",
        "没有这个",
        "郸",
        "text",
        "units",
        "follow_up",
        "{",
        "%",
        "_",
        "null",
        "目录 𠮷",
    ):
        assert keys(reader, nothing) == [], nothing


@pytest.mark.parametrize(
    "text",
    [
        "\uf92c中",
        "郎中",
        "“ＡＢＣ（一）”",
        "ÀÉ",
        "İstanbul",
        "a\\b",
        'a" OR b*^c NEAR(x) -d',
        "100% _x",
        "'--",
    ],
)
def test_folding_quotes_and_operators_are_text(ledger: Ledger, reader: sqlite3.Connection, text: str) -> None:
    identity = note(ledger, f"前{text}后")
    note(ledger, "别的")
    for word in folded_words(text):
        assert identity in keys(reader, word)
    assert keys(reader, text) == [identity]
    assert keys(reader, search_key(text).upper()) == [identity]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_found_by_each_of_its_words(
    ledger: Ledger, reader: sqlite3.Connection, text: str
) -> None:
    clean = clean_text(text).strip("\n")
    if not clean.strip():
        pytest.skip("nothing to save")
    identity = note(ledger, clean)
    assert keys(reader, text) == [identity]
    (hit,) = search_records(reader, SearchQuery(text)).hits
    assert hit.text.isprintable() or "\u200d" in hit.text


def test_filters_combine(ledger: Ledger, reader: sqlite3.Connection) -> None:
    plain = note(ledger, "数据一", method="听取汇报", units=("市财政局",))
    other = note(ledger, "数据二", method="实地 查看", day=date(2025, 3, 1), task_no=45)
    with Ledger(ledger.path, "李 四", ledger._clock) as colleague:
        third = note(colleague, "数据三", units=("市财政局", "市数据局"))
    complete_milestone(ledger, "45-1", Completion(TODAY, "验收数据", 4100.5), TODAY)
    assert keys(reader, "数据", unit="市财政局") == keys(reader, unit="市财政局") == [third, plain]
    assert keys(reader, method="实地 查看") == [other]
    assert keys(reader, "数据", officer="李 四") == [third]
    assert keys(reader, "数据", kind="note", since=date(2026, 11, 1)) == [third, plain]
    assert (
        keys(reader, until=date(2025, 3, 1))
        == keys(reader, since=date(2025, 3, 1), until=date(2025, 3, 2))
        == [other]
    )
    assert len(keys(reader, "4100.5", kind="milestone_complete")) == 1
    assert keys(reader, "张三 数据一") == [plain]
    assert keys(reader, "数据", kind="task") == keys(reader, "数据", unit="没有") == []
    light = read_tasks(reader, TODAY, [45])[0].light
    assert light is not read_tasks(reader, TODAY, [1])[0].light
    assert other in keys(reader, light=light) and plain not in keys(reader, light=light)
    assert search_records(reader, SearchQuery(light=Light.DONE)).hits == ()


def test_a_correction_finds_the_new_text_and_the_old_one_marked(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    old = note(ledger, "旧说法甲")
    new = correct_note(ledger, bytes.fromhex(old), "新说法乙", "笔误").hex()
    (found,) = search_records(reader, SearchQuery("旧说法")).hits
    assert (found.key, found.mark, found.text) == (old, "（更正前）", "旧说法甲")
    (found,) = search_records(reader, SearchQuery("新说")).hits
    assert (found.key, found.mark, found.text) == (new, "", "新说法乙（理由：笔误）"), "as the lists say it"
    retract_note(ledger, bytes.fromhex(old), "误录")
    assert search_records(reader, SearchQuery("旧说法")).hits[0].mark == "（更正前，已撤回）"
    assert search_records(reader, SearchQuery("新说")).hits[0].mark == "（已撤回）"


def test_as_of_a_past_day_only_what_was_recorded_by_then_is_found(ledger: Ledger, clock: FixedClock) -> None:
    clock.go_to(date(2026, 3, 1))
    early = note(ledger, "三月平台", day=date(2026, 3, 1))
    clock.go_to(date(2026, 5, 1))
    correct_note(ledger, bytes.fromhex(early), "五月平台", "补充")
    note(ledger, "五月另记平台", day=date(2026, 5, 1))
    then = open_reader_as_of(ledger.path, date(2026, 4, 1))
    for text in ("平台", "平", "三月平台", ""):
        assert keys(then, text) == [early], text
    assert search_records(then, SearchQuery("平台")).hits[0].text == "三月平台"
    assert keys(then, "五月") == []
    then.close()


def test_a_printed_document_is_searched_its_layout_is_not(ledger: Ledger, reader: sqlite3.Connection) -> None:
    document = '{"layout":"notice","body":[{"type":"table","rows":[[{"text":"整改","align":"left"}]]}]}'
    draft = record_draft(ledger, NoticeDraft("circular", "通报一", (), TODAY, document))
    assert keys(reader, "整改") == keys(reader, "通报") == [draft.hex()]
    assert keys(reader, "align") == keys(reader, "table") == keys(reader, "circular") == []


def test_without_an_index_the_records_are_looked_at(ledger: Ledger, ledger_path: Path) -> None:
    first, second = note(ledger, "数据平台"), note(ledger, "平台")
    with transaction(ledger.connection):
        ledger.connection.execute("DELETE FROM search_state WHERE part = 'records'")
        ledger.connection.execute("INSERT INTO search_said (search_said) VALUES ('delete-all')")
        ledger.connection.execute("DELETE FROM search_gram")
    reader = open_reader_as_of(ledger_path, None)
    assert keys(reader, "平台") == [second, first]
    assert keys(reader, "数") == keys(reader, "数据 平") == [first]
    reader.close()


def test_a_page_that_takes_too_long_says_where_to_go_on(
    ledger: Ledger, reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [note(ledger, f"平台{number}") for number in range(5)]
    monkeypatch.setattr(search, "PAGE_SECONDS", 0.0)
    page = search_records(reader, SearchQuery("平台"))
    assert [hit.key for hit in page.hits] == [written[-1]] and page.next_before is not None
    assert keys(reader, "平台") == written[::-1]
    assert keys(reader, "，") == []


def test_counting_a_record_at_a_time_ends_with_the_same_number(
    ledger: Ledger, reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        note(ledger, f"平台{number}" if number % 3 else "别的事")
    monkeypatch.setattr(search, "COUNT_SECONDS", -1.0)
    for text, fitting in (("平台", 20), ("平", 20), ("平台1", 8), ("没有这样的事", 0)):
        assert count_records(reader, SearchQuery(text)) == fitting, text
    assert count_part(reader, SearchQuery("平")).next_before is not None
    assert count_records(reader, SearchQuery("平"), most=19) is None
    assert count_records(reader, SearchQuery("平"), most=20) == 20


def test_the_excerpt_of_a_long_text_shows_where_the_word_stands(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    note(ledger, "前" * 19_000 + "要找的" + "后" * 900)
    (hit,) = search_records(reader, SearchQuery("要找")).hits
    assert len(hit.text) < 130 and matched_spans(hit.text, ["要找"])
