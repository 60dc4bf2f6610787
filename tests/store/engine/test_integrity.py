"""What `check` finds: altered, removed and forged records, altered projections, a changed structure."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support.prepared import Prepared, at_nine, prepared

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.services.notes import NoteDraft, add_note, correct_note
from huaian_tui.services.notices import NoticeDraft, record_draft
from huaian_tui.store.engine import file_check
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.connection import create_file, transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import lacks_plan, open_reader, open_writer

TODAY = date(2026, 11, 22)


def six_records(path: Path) -> None:
    with at_nine(path) as ledger:
        note = add_note(ledger, NoteDraft(1, "进展", TODAY, units=("市财政局",)), TODAY)
        correct_note(ledger, note, "进展顺利", "补充")
        extend_milestone(ledger, "2-1", date(2026, 12, 31), "会议纪要", TODAY)
        complete_milestone(ledger, "45-1", Completion(TODAY, "验收", 4100), TODAY)
        record_draft(ledger, NoticeDraft("circular", "通报", (), TODAY, "{}"))
        add_note(ledger, NoteDraft(2, "又一条", TODAY), TODAY)
    result = check_ledger(path)
    assert (result.records, result.problems, result.ok) == (6, (), True)


@pytest.fixture(scope="module")
def with_records(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A ledger with six records, found sound."""
    return prepared(tmp_path_factory.mktemp("six"), seeded_file, six_records)


@pytest.fixture
def worked(with_records: Prepared, ledger_path: Path, data_home: Path) -> Path:
    """A ledger of the test's own with six records."""
    with_records.copied_to(ledger_path, data_home)
    return ledger_path


def by_sql(path: Path, *statements: str) -> None:
    """Alter the file as a stranger with an SQL tool would."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def altered(path: Path, table: str, statement: str) -> None:
    """The same, with the triggers away and put back unchanged."""
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(statement).rowcount > 0
        for _, sql in kept:
            connection.execute(sql)
        connection.commit()


@pytest.mark.parametrize("seq", [1, 2, 3, 4, 5, 6])
def test_the_first_altered_record_is_named(worked: Path, seq: int) -> None:
    altered(
        worked,
        "record",
        f"UPDATE record SET body = replace(body, '\"', '\" ') WHERE rid >= 0 AND seq >= {seq}",  # noqa: S608
    )
    chain = [line for line in check_ledger(worked).problems if "校验值不符" in line]
    assert len(chain) == 1
    assert f"第 {seq} 号记录" in chain[0]


@pytest.mark.parametrize(
    "change",
    [
        "officer = '乙'",
        "recorded_at = '2020-01-01T00:00:00.000+08:00'",
        "task_no = 3",
        "occurred_on = '2026-11-21'",
        "hash = zeroblob(32)",
        "ref = zeroblob(16)",
        "kind = 'retraction'",
        "id = zeroblob(16)",
        "seq = 99",
    ],
)
def test_any_altered_column_is_found(worked: Path, change: str) -> None:
    altered(worked, "record", f"UPDATE record SET {change} WHERE rid >= 0 AND seq = 2")  # noqa: S608
    result = check_ledger(worked)
    assert not result.ok
    assert any("来源" in line for line in result.problems)


@pytest.mark.parametrize(
    "body", ["not json", "{}", "[]", '{"due":"soon","basis":1}', '{"basis":null,"value":"x"}']
)
def test_a_record_made_unreadable_is_reported_and_does_not_stop_the_check(worked: Path, body: str) -> None:
    altered(worked, "record", f"UPDATE record SET body = '{body}' WHERE rid >= 0")  # noqa: S608
    result = check_ledger(worked)
    assert result.records == 6
    assert any("第 1 号记录与校验值不符" in line for line in result.problems)


def test_a_removed_last_record_is_missed(worked: Path) -> None:
    altered(worked, "record", "DELETE FROM record WHERE seq = 6 AND rid >= 0")
    result = check_ledger(worked)
    assert any("应有 6 条，实有 5 条" in line for line in result.problems)
    assert any("汇总表 note 与记录不一致" in line for line in result.problems)


def test_a_removed_middle_record_is_missed(worked: Path) -> None:
    altered(worked, "record", "DELETE FROM record WHERE seq = 3 AND rid >= 0")
    assert any("之前缺第 3 号" in line for line in check_ledger(worked).problems)


def test_a_record_of_an_origin_that_is_not_listed_is_found(worked: Path) -> None:
    by_sql(worked, "PRAGMA foreign_keys=OFF", "DELETE FROM origin")
    assert any("指向不存在的 origin" in line for line in check_ledger(worked).problems)


def test_rows_that_refer_to_nothing_are_counted_in_one_line_a_table(worked: Path) -> None:
    by_sql(worked, "PRAGMA foreign_keys=OFF", "DELETE FROM origin WHERE mine = 1")
    lost = [line for line in check_ledger(worked).problems if "指向不存在的 origin" in line]
    assert any(line.startswith("表 record 有 6 行") for line in lost)
    assert len(lost) == len(set(lost)) and not any("None" in line for line in lost)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("milestone", "UPDATE milestone SET due = '2027-01-01' WHERE id = '2-3'"),
        ("milestone", "UPDATE milestone SET status = 'done' WHERE id = '22-1'"),
        ("planned_milestone", "UPDATE planned_milestone SET due = '2027-01-01' WHERE id = '2-3'"),
        ("task_state", "UPDATE task_state SET next_due = NULL WHERE task_no = 2"),
        ("note", "DELETE FROM note WHERE task_no = 1"),
        ("note_unit", "INSERT INTO note_unit (unit, note) SELECT '市数据局', id FROM note WHERE task_no = 1"),
        ("reading", "UPDATE reading SET value = 4101"),
        (
            "handed_in",
            "INSERT INTO handed_in (id, deliverable, day, text, officer) "
            "VALUES (zeroblob(16), '1-a', '2026-11-22', '假', '假')",
        ),
        ("notice", "UPDATE notice SET title = '假'"),
        ("milestone_version", "UPDATE milestone_version SET due = '2027-01-01' WHERE id = '2-3'"),
        ("milestone_version", "DELETE FROM milestone_version WHERE id = '2-3'"),
        ("task_state_version", "UPDATE task_state_version SET next_due = NULL WHERE task_no = 2"),
        ("note", "UPDATE note SET since = 3"),
        (
            "note_past",
            "INSERT INTO note_past (id, task_no, day, current, follow_up, corrected, retracted, keeps_visit, "
            "kept_from, since, until) SELECT id, task_no, day, current, follow_up, corrected, retracted, "
            "keeps_visit, kept_from, since, 1 FROM note LIMIT 1",
        ),
        ("known_day", "INSERT INTO known_day SELECT rid, 9999999 FROM record LIMIT 1"),
        ("setting", "INSERT INTO setting (key, value, id) VALUES ('office', '假', zeroblob(16))"),
    ],
)
def test_an_altered_summary_is_found(worked: Path, table: str, statement: str) -> None:
    by_sql(worked, statement)
    assert f"汇总表 {table} 与记录不一致" in check_ledger(worked).problems


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE search_name SET title = '假' WHERE place = 'milestone' AND key = '2-1'",
        "UPDATE search_name SET name = '假' WHERE place = 'task' AND key = '7'",
        "UPDATE search_name SET initials = 'jia' WHERE place = 'deliverable'",
        "UPDATE search_name SET said = said || '假' WHERE place = 'notice'",
        "UPDATE search_name SET task_no = 9 WHERE place = 'milestone' AND key = '2-1'",
        "DELETE FROM search_name WHERE place = 'task' AND key = '7'",
        "INSERT INTO search_name (place, key, title, name, pinyin, initials, said) "
        "VALUES ('notice', 'ab', '假', '假', 'jia', 'j', '假')",
        "INSERT INTO search_name_said (search_name_said) VALUES ('delete-all')",
        "UPDATE search_name SET id = 100000 WHERE place = 'task' AND key = '60'",
    ],
)
def test_altered_search_names_are_found(worked: Path, statement: str) -> None:
    by_sql(worked, statement)
    assert any("名称检索" in line for line in check_ledger(worked).problems)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 6), (1, 6)])
def test_swapped_local_numbers_are_found(worked: Path, one: int, other: int) -> None:
    number = "(SELECT rid FROM record WHERE rid >= 0 AND seq = {})"
    numbers = f"{number.format(one)}, {number.format(other)}"
    with closing(sqlite3.connect(worked)) as connection:
        first, second = connection.execute(f"SELECT {numbers}").fetchone()
    for before, after in ((first, -1000), (second, first), (-1000, second)):
        altered(worked, "record", f"UPDATE record SET rid = {after} WHERE rid = {before}")  # noqa: S608
    assert any("本机序号被改动过" in line for line in check_ledger(worked).problems)


def test_a_record_hidden_from_the_lists_is_found(worked: Path) -> None:
    altered(worked, "record", "UPDATE record SET rid = -1000 WHERE rid >= 0 AND seq = 1")
    assert any("列表里看不到" in line for line in check_ledger(worked).problems)


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("DROP TRIGGER record_never_changes", "record_never_changes"),
        ("DROP INDEX record_task", "record_task"),
        ("CREATE TRIGGER sly AFTER INSERT ON record BEGIN SELECT 1; END", "sly"),
    ],
)
def test_a_changed_structure_is_found(worked: Path, statement: str, name: str) -> None:
    by_sql(worked, statement)
    assert f"表结构与程序不符：{name}" in check_ledger(worked).problems


def test_statistics_of_the_planner_are_no_problem(worked: Path) -> None:
    by_sql(worked, "ANALYZE")
    assert check_ledger(worked).problems == ()


def test_the_check_changes_nothing_and_lets_others_write_afterwards(worked: Path, ledger: Ledger) -> None:
    before = worked.read_bytes()
    check_ledger(worked)
    assert worked.read_bytes() == before
    add_note(ledger, NoteDraft(3, "之后", TODAY), TODAY)
    assert check_ledger(worked).records == 7


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_damaged_page_is_a_problem_or_a_refusal_never_a_crash(worked: Path, place: float) -> None:
    content = bytearray(worked.read_bytes())
    start = int(len(content) * place) // 4096 * 4096
    content[start : start + 4096] = b"\xa5" * 4096
    worked.write_bytes(content)
    try:
        result = check_ledger(worked)
    except StoreRefused as refused:  # the page says which tables there are
        assert "已损坏" in refused.title
    else:
        assert not result.ok


def test_a_writer_in_the_middle_of_an_action_does_not_look_like_damage(worked: Path) -> None:
    with closing(open_writer(worked)) as other, transaction(other):
        other.execute("INSERT INTO setting (key, value, id) VALUES ('office', '未提交', zeroblob(16))")
        result = check_ledger(worked)
    assert result.problems == ()


def test_a_first_start_cut_off_half_way_is_found_and_mended(tmp_path: Path) -> None:
    path = tmp_path / "half.db"
    create_file(path)
    open_writer(path).close()  # tables, no plan
    assert lacks_plan(path)
    assert any("没有方案" in problem for problem in check_ledger(path).problems)
    assert ensure_ledger(path)
    assert not lacks_plan(path)
    assert check_ledger(path).ok


def test_all_parts_see_one_state_though_somebody_saves_in_between(worked: Path, ledger: Ledger) -> None:
    waiting = ["之间"]

    def save(statement: str) -> None:
        if statement == "BEGIN" and waiting:
            add_note(ledger, NoteDraft(3, waiting.pop(), TODAY), TODAY)

    with closing(open_reader(worked)) as one, closing(open_reader(worked)) as other:
        other.set_trace_callback(save)  # the one has begun by then
        file_check._see_one_state([one, other])
        seen = [part.execute("SELECT max(rid) FROM record").fetchone() for part in (one, other)]
    assert not waiting and seen[0] == seen[1]


def test_a_large_ledger_is_checked_by_several_threads_which_find_the_same(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_check, "SMALL_BYTES", 0)
    sound = check_ledger(worked)
    assert (sound.records, sound.problems) == (6, ())
    by_sql(worked, "PRAGMA foreign_keys=OFF", "DELETE FROM origin WHERE mine = 1", "DELETE FROM note")
    altered(worked, "record", "UPDATE record SET officer = '乙' WHERE rid < 0")
    found = check_ledger(worked)
    monkeypatch.undo()
    assert worked.stat().st_size < file_check.SMALL_BYTES
    assert check_ledger(worked) == found
    for said in ("指向不存在的 origin", "校验值不符", "汇总表 note"):
        assert any(said in line for line in found.problems), said


@pytest.mark.parametrize(
    ("table", "column", "where", "said"),
    [
        ("record", "body", "seq = 2", "第 2 号记录与校验值不符"),
        ("record", "officer", "seq = 4", "第 4 号记录与校验值不符"),
        ("record", "recorded_at", "seq = 1", "第 1 号记录与校验值不符"),
        ("task", "text", "no = 7", "汇总表 task 与记录不一致"),
        ("origin", "head_seq", "1", "与登记数不符"),
        ("note", "day", "1", "汇总表 note 与记录不一致"),
    ],
)
def test_a_value_whose_type_was_damaged_is_reported_and_does_not_stop_the_check(
    worked: Path, table: str, column: str, where: str, said: str
) -> None:
    """Found by flipping bits: a text that became a blob, which STRICT never lets in."""
    with closing(sqlite3.connect(worked)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = ?", (table,)
        )
        connection.commit()
    altered(worked, table, f"UPDATE {table} SET {column} = CAST({column} AS BLOB) WHERE {where}")  # noqa: S608
    with closing(sqlite3.connect(worked)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = ?", (table,))
        connection.commit()
    assert any(said in line for line in check_ledger(worked).problems), check_ledger(worked).problems
