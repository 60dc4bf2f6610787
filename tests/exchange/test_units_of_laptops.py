"""Units that laptops rename and merge apart: the same in any order of packs; conflicts are settled."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.exchange import NOON, Laptop

from huaian_tui.cli.json_forms.units import unit_form
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.units import (
    Renaming,
    UnitChange,
    add_unit,
    merge_units,
    rename_unit,
    set_unit,
    settle_unit,
)
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.units import find_units, list_units, read_unit

TODAY = NOON.date()
UNITS = ("市数据局", "市财政局", "市卫健委", "市工信局", "各通信运营商")


def rename(unit: str, name: str, day: date = TODAY) -> Callable[[Ledger], object]:
    return lambda ledger: rename_unit(ledger, unit, Renaming(name, f"淮安市{name}", day, "机构改革"))


def merge(unit: str, into: str, day: date = TODAY) -> Callable[[Ledger], object]:
    return lambda ledger: merge_units(ledger, [unit], into, day, "机构改革")


def laptops(seeded: Path, folder: Path, count: int) -> list[Laptop]:
    return [
        Laptop(seeded, folder, f"officer-{place}", NOON + timedelta(seconds=place)) for place in range(count)
    ]


def exchange(*all_of_them: Laptop) -> None:
    """Everybody takes in what everybody has, twice, so that all of it is with all."""
    for _ in range(2):
        for one in all_of_them:
            one.take(*(other.export() for other in all_of_them if other is not one))


def unit_of(laptop: Laptop, unit: str, day: date = TODAY) -> UnitDetail:
    with laptop.reading() as connection:
        return read_unit(connection, day, unit)


def test_the_same_change_on_two_laptops_is_one(seeded_file: Path, tmp_path: Path) -> None:
    first, second = laptops(seeded_file, tmp_path, 2)
    for one in (first, second):
        one.do(rename("市数据局", "市数字局"))
        one.do(merge("市卫健委", "市财政局"))
    exchange(first, second)
    for one in (first, second):
        assert (unit_of(one, "市数据局").name, unit_of(one, "市数据局").sides) == ("市数字局", ())
        assert unit_of(one, "市卫健委").sides == ()
    assert first.everything() == second.everything()


def test_two_names_are_a_conflict_that_either_settles(seeded_file: Path, tmp_path: Path) -> None:
    first, second = laptops(seeded_file, tmp_path, 2)
    first.do(rename("市数据局", "市数字局"))
    second.do(rename("市数据局", "市数据中心"))
    exchange(first, second)
    sides = unit_of(first, "市数据局").sides
    assert sides == unit_of(second, "市数据局").sides and len(sides) == 2
    assert [one.officer for one in sides] == ["officer-0", "officer-1"]
    with first.reading() as connection:
        assert [one.id for one in list_units(connection, TODAY) if one.disputed] == ["市数据局"]
        found = {
            match.name for query in ("市数字局", "市数据中心") for match in find_units(connection, query)
        }
    assert "市数据局" in found
    second.do(lambda ledger: settle_unit(ledger, "市数据局", sides[0].record_id, "编办批复"))
    exchange(first, second)
    for one in (first, second):
        settled = unit_of(one, "市数据局")
        assert (settled.name, settled.sides) == ("市数字局", ())
        assert [naming.name for naming in settled.names] == ["市数据局", "市数字局"]
    with pytest.raises(HuaianError, match="没有冲突"):
        first.do(lambda ledger: settle_unit(ledger, "市数据局", sides[0].record_id, "再核"))


def test_what_one_changed_is_kept_beside_what_the_other_did(seeded_file: Path, tmp_path: Path) -> None:
    first, second = laptops(seeded_file, tmp_path, 2)
    first.do(rename("市数据局", "市数字局"))
    second.do(lambda ledger: set_unit(ledger, "市数据局", UnitChange(aliases=("大数据局",))))
    exchange(first, second)
    unit = unit_of(second, "市数据局")
    assert (unit.name, len(unit.sides)) == ("市数字局", 2) and "大数据局" in unit.aliases
    first.do(lambda ledger: set_unit(ledger, "市数据局", UnitChange(confirmed=True)))
    exchange(first, second)
    assert unit_of(second, "市数据局").sides == () and "大数据局" in unit_of(second, "市数据局").aliases


def test_a_unit_merged_into_two_is_settled_and_a_circle_does_not_count(
    seeded_file: Path, tmp_path: Path
) -> None:
    first, second = laptops(seeded_file, tmp_path, 2)
    first.do(merge("市卫健委", "市财政局"))
    second.do(merge("市卫健委", "市工信局"))
    first.do(merge("市文广旅游局", "市科技局", TODAY - timedelta(days=9)))
    second.do(merge("市科技局", "市文广旅游局", TODAY - timedelta(days=3)))
    exchange(first, second)
    sides = unit_of(first, "市卫健委").sides
    assert len(sides) == 2
    first.do(lambda ledger: settle_unit(ledger, "市卫健委", sides[0].record_id, "三定方案"))
    exchange(first, second)
    merged = unit_of(second, "市卫健委").merged
    assert merged is not None and merged.id == "市财政局"
    for one in (first, second):
        closing_one = unit_of(one, "市科技局")
        assert closing_one.circle and closing_one.merged is None and closing_one.support
        assert unit_of(one, "市文广旅游局").merged is not None
    second.do(lambda ledger: set_unit(ledger, "市科技局", UnitChange(stands=True)))
    exchange(first, second)
    assert not unit_of(first, "市科技局").circle
    assert first.everything() == second.everything()


def work(laptop: Laptop, rng: random.Random, turn: int) -> None:
    """One of the things that officers do with units; refused here and there, as in life."""
    unit, other = rng.sample(UNITS, 2)
    day = TODAY - timedelta(days=rng.randrange(300))
    acts: tuple[Callable[[Ledger], object], ...] = (
        rename(unit, f"市{unit[-3:]}{rng.randrange(5)}局", day),
        rename(unit, f"市{unit[-3:]}{rng.randrange(5)}局", TODAY + timedelta(days=turn)),
        merge(unit, other, day),
        lambda ledger: set_unit(ledger, unit, UnitChange(aliases=(f"别名{turn % 7}",))),
        lambda ledger: set_unit(ledger, unit, UnitChange(stands=True)),
        lambda ledger: add_unit(ledger, f"新设{turn % 4}局", UnitChange(full_name=f"淮安市新设{turn % 4}局")),
        lambda ledger: add_note(ledger, NoteDraft(1, f"进展{turn}", TODAY, (unit,)), TODAY),
        lambda ledger: settle_unit(
            ledger, unit, rng.choice(read_unit(ledger.connection, TODAY, unit).sides).record_id, "核定"
        ),
    )
    with suppress(HuaianError, IndexError):
        laptop.do(rng.choice(acts))


@pytest.mark.parametrize("seed", range(6))
def test_histories_of_three_laptops_end_the_same_in_any_order(
    seeded_file: Path, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    three = laptops(seeded_file, tmp_path, 3)
    packs = list[Path]()
    for turn in range(45):
        laptop = rng.choice(three)
        laptop.moment += timedelta(hours=rng.randrange(1, 30))
        work(laptop, rng, turn)
        if rng.random() < 0.15:
            packs.append(laptop.export())
        if packs and rng.random() < 0.1:
            with suppress(HuaianError):  # a pack of the last days whose beginning has not come
                laptop.take(rng.choice(packs), accept_ahead=True)
    for one in three:
        one.moment = max(other.moment for other in three) + timedelta(days=1)
    exchange(*three)
    assert three[0].everything() == three[1].everything() == three[2].everything()
    kinds = [one[5] for one in three[0].records()]
    assert kinds.count("unit_set") >= 5 and kinds.count("unit_merge") >= 1, kinds
    for one in three:
        assert one.projections() == one.projections(rebuilt=True)
        assert check_ledger(one.path).problems == ()
    for day in (TODAY, three[0].moment.date()):
        assert len({answers(one, day) for one in three}) == 1, day


def answers(laptop: Laptop, day: date) -> str:
    """What is said of all units on a day."""
    with laptop.reading() as connection:
        rows = list_units(connection, day)
        forms = [unit_form(read_unit(connection, day, row.id)) for row in rows]
        for row, form in zip(rows, forms, strict=True):
            # The list, the page and the filter count alike.
            assert (row.lead_count, row.support_count) == (len(form["lead"]), len(form["support"])), row
            late = form["counts"]
            assert (row.overdue, row.due_soon) == (late["overdue"], late["due_soon"]), row
            assert sum(late.values()) == len(find_tasks(connection, day, TaskFilter(unit=row.id))), row
    return repr(forms)


def test_a_day_before_shows_the_old_name_and_who_had_the_tasks(seeded_file: Path, tmp_path: Path) -> None:
    (laptop,) = laptops(seeded_file, tmp_path, 1)
    before = answers(laptop, TODAY)
    laptop.moment = NOON + timedelta(days=10)
    laptop.do(rename("市数据局", "市数字局"))
    laptop.do(merge("市卫健委", "市财政局"))
    assert answers(laptop, TODAY) != before
    with closing(open_reader_as_of(laptop.path, TODAY)) as connection:
        forms = [unit_form(read_unit(connection, TODAY, row.id)) for row in list_units(connection, TODAY)]
    assert repr(forms) == before
