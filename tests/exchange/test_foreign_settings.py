"""Settings in packs: merged, named, without effect until this ledger adopts them, whatever the order."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.exchange import Laptop, forged, record

from huaian_tui.domain.errors import InputRefused
from huaian_tui.services.settings import (
    adopt_settings,
    change_setting,
    offers,
    setting_now,
    turn_down_settings,
)
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.foreign_settings import WaitingSetting, list_waiting
from huaian_tui.store.engine.integrity import check_ledger

BOUNDED = settings(
    max_examples=examples(8),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
KEYS = ("phone", "contact", "masthead")
VALUES = {
    "phone": ("0517-1001", "0517-1002", "0517-1003", ""),
    "contact": ("甲", "乙", "丙", ""),
    "masthead": ("淮安一", "淮安二", "淮安三", ""),
}


@pytest.fixture
def pair(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    return Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")


def put(laptop: Laptop, key: str, value: str) -> None:
    laptop.moment += timedelta(minutes=1)
    laptop.do(lambda ledger: change_setting(ledger, key, value))


def now_set(laptop: Laptop) -> dict[str, str]:
    with laptop.reading() as connection:
        return {key: setting_now(connection, key) or "" for key in KEYS}


def waiting(laptop: Laptop) -> list[WaitingSetting]:
    with laptop.reading() as connection:
        return list_waiting(connection)


def values_of(found: Any) -> list[tuple[str, str]]:
    return [(one.key.rpartition(":")[2], one.value) for one in found]


def adopt_all(laptop: Laptop) -> None:
    laptop.moment += timedelta(minutes=1)
    laptop.do(lambda ledger: adopt_settings(ledger, list_waiting(ledger.connection)))


def test_a_setting_waits_with_old_and_new_value_and_holds_once_adopted(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    put(ours, "phone", "0517-1001")
    put(theirs, "phone", "0517-6666")
    put(theirs, "officer", "乙")
    pack = theirs.export()
    seen = ours.look(pack)
    assert values_of(seen.settings) == [("phone", "0517-6666")]
    assert (seen.settings[0].present, seen.settings[0].officer) == ("0517-1001", "乙")
    assert ours.take(pack) == seen
    assert now_set(ours)["phone"] == "0517-1001"
    assert ours.take(pack).settings == seen.settings, "named again, though nothing is new"
    assert ours.projections() == ours.projections(rebuilt=True)
    before = ours.moment.date()
    ours.moment += timedelta(days=2)
    adopt_all(ours)
    assert now_set(ours)["phone"] == "0517-6666"
    assert waiting(ours) == []
    last = ours.records()[-1]
    assert (last[4], last[5], last[11]) == ("张三", "setting", seen.settings[0].id)
    with closing(open_reader_as_of(ours.path, before)) as connection:
        assert setting_now(connection, "phone") == "0517-1001"
    assert check_ledger(ours.path).problems == ()


def test_what_is_turned_down_is_not_asked_about_again_nor_what_came_before_it(
    pair: tuple[Laptop, Laptop],
) -> None:
    ours, theirs = pair
    put(theirs, "phone", "0517-5555")
    ours.take(theirs.export())
    put(theirs, "phone", "0517-6666")
    ours.take(theirs.export())
    assert values_of(waiting(ours)) == [("phone", "0517-6666")]
    ours.do(lambda ledger: turn_down_settings(ledger, list_waiting(ledger.connection)))
    assert waiting(ours) == []
    assert ours.take(theirs.export()).settings == ()
    put(theirs, "phone", "0517-7777")
    assert values_of(ours.take(theirs.export()).settings) == [("phone", "0517-7777")]


def test_the_echo_of_an_adopted_setting_does_not_wait(
    pair: tuple[Laptop, Laptop], seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = pair
    third = Laptop(seeded_file, tmp_path, "甲")
    put(ours, "phone", "0517-1001")
    theirs.take(ours.export())
    adopt_all(theirs)
    third.take(theirs.export())
    adopt_all(third)
    put(ours, "phone", "0517-1002")
    assert ours.take(third.export()).settings == ()
    assert ours.take(theirs.export()).settings == ()
    assert now_set(ours)["phone"] == "0517-1002"


def test_what_cannot_stand_on_a_notice_is_named_and_never_adopted(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    ours, _ = pair
    office = "profile:淮安市数据局:"
    wrong = {
        f"{office}phone": "见门口",
        f"{office}code": "ABC",
        f"{office}sealed": "也许",
        f"{office}masthead": "长" * 61,
        f"{office}template": str(tmp_path / "没有.docx"),
        f"{office}nonsense": "1",
        "phone": "0517-1001",
        "office": "",
        "future": "1",
    }
    bodies = [{"key": key, "title": "骗人的名字", "value": value} for key, value in wrong.items()]
    pack = forged(
        tmp_path / "包", *(record(n, body, kind="setting", task_no=None) for n, body in enumerate(bodies, 1))
    )
    ours.take(pack)
    with ours.reading() as connection:
        found = offers(connection)
    assert {one.waiting.key for one in found} == wrong.keys() - {"office"}, "an empty office is what is set"
    assert all(one.refusal is not None and one.refusal.way_out for one in found)
    assert all("骗人" not in one.words() for one in found)
    done = ours.do(lambda ledger: adopt_settings(ledger, list_waiting(ledger.connection)))
    assert (done.taken, len(done.refused)) == ([], len(found))
    assert [one for one in ours.records() if one[4] == "张三"] == []


def test_typing_a_value_decides_what_waits_for_it(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    put(theirs, "phone", "0517-6666")
    put(theirs, "contact", "乙")
    ours.take(theirs.export())
    put(ours, "phone", "0517-1001")
    assert values_of(waiting(ours)) == [("contact", "乙")]


def test_a_refused_typed_value_changes_nothing(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    put(theirs, "phone", "0517-6666")
    ours.take(theirs.export())
    with pytest.raises(InputRefused):
        put(ours, "phone", "见门口")
    assert values_of(waiting(ours)) == [("phone", "0517-6666")]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("type", "type", "give", "give", "adopt", "refuse")),
        st.integers(0, 2),
        st.integers(0, 35),
    ),
    min_size=10,
    max_size=30,
)


@pytest.mark.slow
@BOUNDED
@given(EVENTS, st.integers(0, 1000))
def test_only_what_was_typed_or_adopted_here_is_ever_in_force(
    seeded_file: Path, events: list[tuple[str, int, int]], order: int
) -> None:
    """Three laptops, two of one officer; packs come late, twice and in any order."""
    with tempfile.TemporaryDirectory() as folder:
        laptops = [Laptop(seeded_file, Path(folder), name) for name in ("甲台", "乙台", "丙台")]
        held = [dict.fromkeys(KEYS, "") for _ in laptops]
        packs = list[Path]()
        for what, who, how in events:
            laptop, mine = laptops[who], held[who]
            key = KEYS[how % 3]
            if what == "type":
                mine[key] = VALUES[key][how // 3 % 4]
                put(laptop, key, mine[key])
            elif what == "give":
                packs.append(laptop.export())
                laptops[(who + 1 + how % 2) % 3].take(packs[how % len(packs)], packs[-1])
            elif what == "refuse":
                laptop.do(lambda ledger: turn_down_settings(ledger, list_waiting(ledger.connection)))
                assert waiting(laptop) == []
            else:
                wanted = dict(values_of(reversed(waiting(laptop))))
                adopt_all(laptop)
                mine.update(wanted)
                assert waiting(laptop) == []
            assert [now_set(one) for one in laptops] == held
        shuffled = [laptop.export() for laptop in laptops] * 2
        random.Random(order).shuffle(shuffled)
        for laptop, mine in zip(laptops, held, strict=True):
            twin = Laptop(laptop.path, Path(folder), f"{laptop.officer}-另一份")
            laptop.take(*shuffled)
            for pack in reversed(shuffled):
                try:
                    twin.take(pack)
                except Exception as refused:
                    raise AssertionError(refused) from refused
            assert set(values_of(waiting(laptop))) == set(values_of(waiting(twin)))
            assert now_set(laptop) == now_set(twin) == mine
            assert laptop.projections() == laptop.projections(rebuilt=True)
            assert check_ledger(laptop.path).problems == ()


def test_a_template_from_a_pack_is_checked_as_one_that_is_chosen(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    import docx

    ours, theirs = pair
    path = tmp_path / "红头.docx"
    word = docx.Document()
    word.add_paragraph("{{p 正文}}")
    word.save(str(path))
    put(theirs, "template", str(path))
    ours.take(theirs.export())
    word.part.relate_to("http://example.org/logo.png", f"{RELATIONS}/image", is_external=True)
    word.save(str(path))
    with ours.reading() as connection:
        (offer,) = offers(connection)
    assert offer.refusal is not None and "图片" in offer.words() and "不能采用" in offer.words()
    adopt_all(ours)
    assert [one.key.rpartition(":")[2] for one in waiting(ours)] == ["template"], "it waits on"
    with pytest.raises(InputRefused, match="不能用"):
        put(ours, "template", str(path))
    docx.Document().save(str(path))
    adopt_all(ours)
    with ours.reading() as connection:
        assert setting_now(connection, "template") == str(path)


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
