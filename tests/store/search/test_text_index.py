"""The index of what is searched: whatever the way in, it holds what a rebuild gives."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import OPS, RELAXED, STEPS, at_work
from support.exchange import Laptop

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.grams import grams, word_grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.local_numbers import Numbering
from huaian_tui.store.engine.migrations import migrations
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.keep.backup import make_backup, restore
from huaian_tui.store.search import text_index as search_index
from huaian_tui.store.search.find_records import search_records
from huaian_tui.store.search.rebuilding import rebuild_search
from huaian_tui.store.search.search_terms import SearchQuery

TODAY = date(2026, 11, 22)


def held(path: Path) -> dict[str, Any]:
    """Everything that is indexed, whatever the local order in which it came."""
    with closing(open_writer(path)) as connection:
        for table in ("search_said", "search_name_said"):
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.v_{table} USING fts5vocab(main, {table}, instance)"
            )
        said = connection.execute("SELECT term, doc FROM temp.v_search_said ORDER BY 1, 2").fetchall()
        named = connection.execute(
            "SELECT v.term, n.place, n.key FROM temp.v_search_name_said AS v "
            "LEFT JOIN search_name AS n ON n.id = v.doc ORDER BY 1, 2, 3"
        ).fetchall()
        names = connection.execute(
            "SELECT place, key, task_no, title, name, pinyin, initials, said FROM search_name ORDER BY 1, 2"
        ).fetchall()
        counts = connection.execute("SELECT gram, records FROM search_gram ORDER BY 1").fetchall()
        state = connection.execute("SELECT * FROM search_state ORDER BY 1").fetchall()
        connection.execute("INSERT INTO search_said (search_said) VALUES ('integrity-check')")
    assert len(said) == sum(count for _, count in counts)
    return {"said": said, "named": named, "names": names, "counts": counts, "state": state}


@pytest.mark.slow
@RELAXED
@given(OPS, STEPS)
def test_after_any_history_the_index_equals_a_rebuild(
    seeded_file: Path, ops: list[Any], steps: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        with desk.ledger:
            for op in ops:
                try:
                    desk.do(op)
                except HuaianError as refusal:
                    assert refusal.title
        written = held(desk.path)
        rebuild_search(desk.path)
        assert held(desk.path) == written


def test_packs_are_indexed_and_their_records_stand_among_those_of_their_time(
    seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")
    written = list[tuple[Any, bytes]]()
    for number in range(6):
        laptop = (ours, theirs)[number % 2]
        laptop.moment = laptop.moment.replace(hour=10 + number)
        written.append((number, laptop.do(lambda one: add_note(one, NoteDraft(1, "平台进展", TODAY), TODAY))))
    before = held(ours.path)
    ours.look(theirs.export())
    assert held(ours.path) == before
    ours.take(theirs.export())
    with closing(open_reader(ours.path)) as connection:
        hits = search_records(connection, SearchQuery("平台")).hits
    assert [hit.key for hit in hits] == [identity.hex() for _, identity in reversed(written)]
    merged = held(ours.path)
    rebuild_search(ours.path)
    assert held(ours.path) == merged
    assert check_ledger(ours.path).problems == ()


def test_an_older_ledger_is_indexed_when_a_writer_opens_it(
    ledger_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between batches it goes on; meanwhile new records are searched by looking at them."""
    for number in range(10):
        add_note(ledger, NoteDraft(1, f"平台{number}", TODAY), TODAY)
    whole = held(ledger_path)
    as_if_of_an_older_program(ledger.connection)
    monkeypatch.setattr(search_index, "_BATCH", 4)

    def killed(share: float) -> None:
        assert 0 < share <= 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search_index.complete(ledger.connection, killed)
    assert search_index.waiting(ledger.connection) == 6
    with ledger.action() as action, pytest.raises(RuntimeError):
        raise RuntimeError(str(action))
    with closing(open_reader(ledger_path)) as reader:
        assert len(search_records(reader, SearchQuery("平台")).hits) == 10
        assert check_ledger(ledger_path).problems == ()
    assert not ensure_ledger(ledger_path)
    assert held(ledger_path) == whole


def as_if_of_an_older_program(connection: sqlite3.Connection) -> None:
    """Make the tables of search anew, as the migration does."""
    for table in ("search_said", "search_gram", "search_name", "search_name_said", "search_state"):
        connection.execute(f"DROP TABLE {table}")
    script = Path(dict(migrations())[4]).read_text(encoding="utf-8")
    connection.executescript(script)  # what the migration leaves: tables with nothing in them


def test_backup_and_restore_keep_the_index(ledger: Ledger, ledger_path: Path, tmp_path: Path) -> None:
    add_note(ledger, NoteDraft(1, "平台", TODAY), TODAY)
    before = held(ledger_path)
    made = make_backup(ledger_path, tmp_path / "备份.db")
    add_note(ledger, NoteDraft(1, "之后", TODAY), TODAY)
    restore(ledger_path, made.path, ledger._clock())
    assert held(ledger_path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO search_said (search_said) VALUES ('delete-all')",
        "DELETE FROM search_gram",
        "UPDATE search_gram SET records = records + 1",
        "INSERT INTO search_said (rowid, grams) SELECT rid + 1, '\ue000knote' FROM record",
    ],
)
def test_check_says_that_the_index_is_wrong_and_a_rebuild_mends_it(
    ledger: Ledger, ledger_path: Path, statement: str
) -> None:
    add_note(ledger, NoteDraft(1, "平台进展", TODAY), TODAY)
    before = held(ledger_path)
    with transaction(ledger.connection):
        ledger.connection.execute(statement)
    assert check_ledger(ledger_path).problems == (search_index.WRONG,)
    rebuild_search(ledger_path)
    assert check_ledger(ledger_path).ok
    assert held(ledger_path) == before


def test_each_note_tidies_the_index_a_little_and_none_all_of_it(ledger: Ledger) -> None:
    parts = "SELECT count(DISTINCT segid) FROM search_said_idx"
    most = 0
    for number in range(150):
        before = ledger.connection.total_changes
        add_note(ledger, NoteDraft(number % 60 + 1, f"第{number}次到场核查，资料齐全。", TODAY), TODAY)
        most = max(most, ledger.connection.execute(parts).fetchone()[0])
        assert ledger.connection.total_changes - before < 200
    assert most < 16  # at 16 FTS5 merges a whole level at once, however large
    set_by = ledger.connection.execute("SELECT v FROM search_said_config WHERE k = 'automerge'").fetchall()
    assert set_by == [(0,)]
    ledger.connection.execute("INSERT INTO search_said (search_said) VALUES ('integrity-check')")


def test_as_of_a_past_day_the_index_is_not_touched(ledger: Ledger, ledger_path: Path) -> None:
    from huaian_tui.store.engine.as_of import open_reader_as_of

    add_note(ledger, NoteDraft(1, "平台", TODAY), TODAY)
    before = shutil.copyfile(ledger_path, ledger_path.with_suffix(".before")).read_bytes()
    with closing(open_reader_as_of(ledger_path, date(2020, 1, 1))) as then:
        assert search_records(then, SearchQuery("平台")).hits == ()
    assert ledger_path.read_bytes() == before


TEXTS = st.text(st.sampled_from("数据台账𠮷ab12Ａ２\uf92c，. "), max_size=12)


@given(TEXTS, TEXTS, TEXTS)
def test_a_text_with_a_word_has_the_grams_of_the_word(before: str, word: str, after: str) -> None:
    text = grams(search_key(before + word + after))
    folded = search_key(before + word + after)
    for part in search_key(word).split():
        if part not in folded:
            continue  # folding joined it with its neighbours
        asked = word_grams(part)
        assert set(asked.whole) <= text
        assert not asked.beginning or any(gram.startswith(asked.beginning) for gram in text)
        assert not asked.exact or asked.whole[0] in text


@given(TEXTS, TEXTS)
def test_an_exact_gram_proves_the_word(text: str, word: str) -> None:
    for part in search_key(word).split():
        asked = word_grams(part)
        if asked.exact and asked.whole[0] in grams(search_key(text)):
            assert part in search_key(text)


def test_a_minute_with_more_records_than_its_share_runs_on(reader: sqlite3.Connection) -> None:
    numbering = Numbering(reader)
    first, second = ((60_000 * minute).to_bytes(6, "big") + bytes(10) for minute in (100, 101))
    given_out = [numbering.take(first) for _ in range(2_000)]
    assert given_out == list(range(given_out[0], given_out[0] + 2_000))
    assert numbering.take(second) == given_out[-1] + 1
    assert numbering.take((60_000 * 99).to_bytes(6, "big") + bytes(10)) < given_out[0]
