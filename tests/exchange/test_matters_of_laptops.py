"""Matters on several laptops: the same one entered twice is one, a number that two bear is given once."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange.test_laptops import BOUNDED, Office
from hypothesis import given
from hypothesis import strategies as st
from support.exchange import NOON, Laptop

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.merging.merge import preview
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.ledger.task_keys import MATTERS_PLAN
from huaian_tui.services.matters import MatterDraft, Source, add_matters, set_source, tie_tasks, untie_tasks
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.tasks import TaskChange, end_task, set_task
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.matters import list_matters, read_handed
from huaian_tui.store.queries.plans import task_said
from huaian_tui.store.queries.task_refs import find_task, told_task
from huaian_tui.store.queries.tasks import read_task, read_tasks
from huaian_tui.store.queries.ties import tied_groups
from huaian_tui.store.queries.waiting_records import list_waiting_records
from huaian_tui.store.search.find_names import search_names
from huaian_tui.store.search.name_index import name_problems
from huaian_tui.store.search.search_terms import Place, SearchQuery

TODAY = date(2026, 11, 22)
SOURCE = Source("批示", date(2026, 11, 20), "关于数据的批示", "市长")
UNITS = ("市财政局", "市发改委", "市教育局", "市数据局")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("work", "work", "work", "give", "tick", "repeat")),
        st.integers(0, 4),
        st.integers(0, 59),
    ),
    min_size=10,
    max_size=40,
)


def draft(text: str, lead: str = UNITS[0], **more: Any) -> MatterDraft:
    return MatterDraft(text, (lead,), SOURCE, due=date(2026, 12, 20), **more)


def add(laptop: Laptop, *texts: str, **more: Any) -> list[int]:
    drafts = [draft(text, **more) for text in texts]
    made: list[int] = laptop.do(lambda ledger: add_matters(ledger, drafts, TODAY))
    return made


def told(laptop: Laptop) -> dict[str, str]:
    """Text → how the matter is named."""
    with laptop.reading() as connection:
        numbers = list_matters(connection, TODAY, ended=True)
        return {one.text: one.named.told for one in read_tasks(connection, TODAY, numbers)}


def two(seeded: Path, folder: Path, count: int = 2) -> list[Laptop]:
    return [
        Laptop(seeded, folder, f"officer-{place}", NOON + timedelta(minutes=place)) for place in range(count)
    ]


def test_the_older_of_two_with_one_number_keeps_it(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    add(first, "甲")
    (younger,) = add(second, "乙")
    pack = first.export()
    with second.ledger() as ledger:
        seen = preview(ledger, [open_pack(pack)], NOON)
    assert told(second) == {"乙": "交办〔2026〕1号"}
    result = second.take(pack)
    assert [one.words for one in result.renumbered] == ["交办〔2026〕1号改为交办〔2026〕2号：乙"]
    assert seen.renumbered == result.renumbered
    back = first.take(second.export())
    assert back.renumbered == ()
    for laptop in (first, second):
        assert told(laptop) == {"甲": "交办〔2026〕1号", "乙": "交办〔2026〕2号"}
        assert laptop.projections() == laptop.projections(rebuilt=True)
        assert check_ledger(laptop.path).problems == ()
        with laptop.reading() as connection:
            assert read_handed(connection, [younger])[younger].former == ("交办〔2026〕1",)
    assert add(first, "丙") and told(first)["丙"] == "交办〔2026〕3号"


def test_what_both_laptops_renumber_is_one(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    add(first, "甲")
    add(second, "乙")
    packs = first.export(), second.export()
    for laptop, pack in ((first, packs[1]), (second, packs[0])):
        assert len(laptop.take(pack).renumbered) == 1
    for laptop, other in ((first, second), (second, first)):
        assert laptop.take(other.export()).renumbered == ()
    assert told(first) == told(second) == {"甲": "交办〔2026〕1号", "乙": "交办〔2026〕2号"}


def test_one_matter_entered_on_two_laptops_is_one_without_conflict(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    add(first, "别的", "同一件事")
    add(second, "同一件事")
    result = second.take(first.export())
    assert [one.words for one in result.renumbered] == ["交办〔2026〕1号改为交办〔2026〕2号：同一件事"]
    first.take(second.export())
    for laptop in (first, second):
        assert told(laptop) == {"别的": "交办〔2026〕1号", "同一件事": "交办〔2026〕2号"}
        with laptop.reading() as connection:
            task = find_task(connection, "JB/2026-2")
            detail = read_task(connection, TODAY, task)
            assert detail.versions == ()
            assert len(detail.milestones) == 1


def test_an_edit_and_a_new_number_made_apart_both_hold(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    add(first, "甲")
    (task,) = add(second, "乙")
    before = second.export()
    second.take(first.export())
    first.take(before)
    second.do(lambda ledger: set_task(ledger, task, TaskChange(text="乙乙"), "会议"))
    first.do(lambda ledger: set_source(ledger, task, Source("来文", TODAY, "文"), "更正", TODAY))
    first.take(second.export())
    with first.reading() as connection:
        assert told_task(connection, task) == "交办〔2026〕2号"
        assert len(read_task(connection, TODAY, task).versions) == 2


def test_a_past_day_shows_number_source_and_ties_of_then(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    add(first, "甲")
    second.moment = NOON + timedelta(hours=1)
    (task,) = add(second, "乙", ties=(12,))
    second.moment = NOON + timedelta(days=2)
    second.take(first.export())
    second.do(lambda ledger: set_source(ledger, task, Source("来文", TODAY, "文"), "更正", TODAY))
    second.do(lambda ledger: untie_tasks(ledger, 12, [task]))
    seen = []
    for day in range(3):
        with closing(open_reader_as_of(second.path, TODAY + timedelta(days=day))) as connection:
            detail = read_task(connection, TODAY, task)
            assert detail.handed is not None
            ties = tied_groups(connection, [12])[12][1:]
            seen.append((detail.task.named.told, detail.handed.kind, bool(ties), len(detail.ties)))
    then, now = ("交办〔2026〕1号", "批示", True, 1), ("交办〔2026〕2号", "来文", False, 0)
    assert seen == [then, then, now]


def work(laptop: Laptop, what: int) -> None:
    """One of the things officers do with matters; all on the same few, so that they collide."""

    def do(ledger: Ledger) -> Any:
        known = [row[0] for row in ledger.connection.execute("SELECT task_no FROM matter ORDER BY made")]
        if not known or what % 3 == 0:
            return add_matters(ledger, [draft(f"事{what % 9}", UNITS[what % 2])], ledger_day(laptop))
        task, other = known[what % len(known)], known[what // 7 % len(known)]
        actions = (
            lambda: set_task(ledger, task, TaskChange(text=f"改{what % 4}"), "会议"),
            lambda: set_source(ledger, task, Source("来文", TODAY, f"文{what % 4}"), "更正", TODAY),
            lambda: tie_tasks(ledger, task, [other if what % 2 else 12]),
            lambda: untie_tasks(ledger, task, [other if what % 2 else 12]),
            lambda: end_task(ledger, task, "不办", TODAY, TODAY),
        )
        return actions[what // 3 % len(actions)]()

    # Refused here and there (known already, ended, not tied): as in life.
    with suppress(HuaianError):
        laptop.do(do)


def ledger_day(laptop: Laptop) -> date:
    """The day on which it is written, never before the source's."""
    return max(laptop.moment.date(), TODAY)


class MatterOffice(Office):
    """An office whose people enter matters."""

    def happen(self, event: tuple[str, int, int]) -> None:
        name, who, how = event
        if name == "work":
            work(self.laptops[who % len(self.laptops)], how)
        else:
            super().happen(event)

    def settle_all(self, order: random.Random) -> None:
        """Until nobody brings anything new."""
        before = [laptop.records() for laptop in self.laptops]
        for _ in range(60):
            self.exchange_all(order)
            after = [laptop.records() for laptop in self.laptops]
            if after == before:
                return
            before = after
        raise AssertionError("they never end")


@pytest.mark.slow
@BOUNDED
@given(st.integers(3, 5), EVENTS, st.integers(0, 1000))
def test_all_laptops_end_with_the_same_numbers_and_none_twice(
    seeded_file: Path, count: int, events: list[tuple[str, int, int]], order: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = MatterOffice(seeded_file, Path(folder), [0, 0, 0, 2 * 365, 0][:count])
        for place in range(2 * count):
            work(office.laptops[place % count], 3 * place)
        for event in events:
            office.happen(event)
        office.settle_all(random.Random(order))
        answers = told(office.laptops[0])
        numbers = numbers_of(office.laptops[0])
        assert answers and len(set(numbers.values())) == len(numbers)
        for laptop in office.laptops:
            assert (told(laptop), numbers_of(laptop)) == (answers, numbers)
            assert laptop.everything() == office.laptops[0].everything()
            assert laptop.projections(rebuilt=True) == laptop.projections()
        assert check_ledger(office.laptops[0].path).problems == ()


def numbers_of(laptop: Laptop) -> dict[int, str]:
    with laptop.reading() as connection:
        numbers = list_matters(connection, TODAY, ended=True)
        return {one.no: one.named.printed for one in read_tasks(connection, TODAY, numbers)}


def test_a_matter_is_found_by_its_former_number_too(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    add(first, "甲")
    (younger,) = add(second, "乙")
    second.take(first.export())
    with second.reading() as connection:
        older = find_task(connection, "JB/2026-1")
        assert find_task(connection, "交办〔2026〕2号") == younger != older
        for typed in ("交办〔2026〕1号", "JB/2026-1", "jb/2026-1"):
            hits = search_names(connection, TODAY, SearchQuery(typed))
            assert {hit.key for hit in hits if hit.place is Place.TASK} == {str(older), str(younger)}
        for typed in ("交办2026-2", "关于数据的批示 乙", "市长 批示 乙"):
            hits = search_names(connection, TODAY, SearchQuery(typed))
            assert [hit.key for hit in hits if hit.place is Place.TASK] == [str(younger)]
        assert name_problems(connection) == []


def test_made_up_numbers_and_ties_do_no_harm(seeded_file: Path, tmp_path: Path) -> None:
    first, second = two(seeded_file, tmp_path)
    (task,) = add(first, "甲")
    one = {"year": 2026, "number": 1, "no": "x", "former": "", "basis": ""}
    bodies: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (12, RecordKind.MATTER_NUMBER, one),
        (task, RecordKind.MATTER_NUMBER, one | {"year": 2199, "number": 10**9}),
        (task, RecordKind.TASK_TIE, {"tied": [task, 13, 2**53 - 1], "named": ["\u4e00" * 500]}),
        (2**52, RecordKind.TASK_TIE, {"tied": [task], "named": []}),
        (2**52, RecordKind.MATTER_NUMBER, one),
    )
    with first.ledger() as ledger, ledger.action() as action:
        for number, kind, body in bodies:
            action.append(Entry(kind, body, number, plan=None if number == 12 else MATTERS_PLAN))
    second.take(first.export())
    assert told(second) == {"甲": "交办〔2199〕1000000000号"}
    assert add(second, "乙") and told(second)["乙"] == "交办〔2026〕2号"
    with second.reading() as connection:
        assert tied_groups(connection, [12, task]) == {12: (12,), task: (task, 13)}
        assert read_task(connection, TODAY, 12).handed is None
    assert second.projections() == second.projections(rebuilt=True)
    assert check_ledger(second.path).problems == ()


@pytest.mark.parametrize(
    ("part", "value"),
    [("kind", " "), ("day", "2026-02-30"), ("document", "a\x1bb"), ("year", 99), ("number", -1)],
)
def test_a_wrong_source_is_not_taken(seeded_file: Path, tmp_path: Path, part: str, value: object) -> None:
    first, second = two(seeded_file, tmp_path)
    (task,) = add(first, "甲")
    with first.ledger() as ledger, ledger.action() as action:
        body = task_said(ledger.connection, task).body
        body |= {"handed": body["handed"] | {part: value}}
        action.append(Entry(RecordKind.TASK_SET, body, task, plan=MATTERS_PLAN))
    with pytest.raises(PackRefused, match="正文的“handed"):
        second.take(first.export())


def test_notes_on_a_matter_withdrawn_elsewhere_are_told_and_come_back(
    seeded_file: Path, tmp_path: Path
) -> None:
    """In whichever order the withdrawal and the notes meet, nothing waits for a plan that is there."""
    first, second = two(seeded_file, tmp_path)

    def handed_over(ledger: Ledger) -> tuple[int, list[bytes]]:
        (matter,) = add_matters(ledger, [draft("甲")], TODAY)
        return matter, list(ledger.written)

    matter, made = first.do(handed_over)
    second.take(first.export())
    second.do(lambda ledger: add_note(ledger, NoteDraft(matter, "已看现场", TODAY), TODAY))
    withdrawal = first.do(lambda ledger: undo(ledger, made, "误录", TODAY))
    packs = first.export(), second.export()
    for laptop, pack in ((first, packs[1]), (second, packs[0])):
        seen = laptop.look(pack)
        result = laptop.take(pack)
        (gone,) = result.withdrawn
        assert (gone.no, gone.text, gone.records, gone.by) == ("交办〔2026〕1", "甲", 1, first.officer)
        assert (result.waiting, seen.withdrawn) == (0, result.withdrawn)
        with laptop.reading() as connection:
            assert [(one.records, one.withdrawn) for one in list_waiting_records(connection)] == [(1, True)]
    first.do(lambda ledger: undo(ledger, withdrawal, "还要办", TODAY))
    second.take(first.export())
    for laptop in (first, second):
        assert told(laptop) == {"甲": "交办〔2026〕1号"}
        with laptop.reading() as connection:
            assert list_waiting_records(connection) == []
