"""Names that come from another laptop than usual: which rows are told of, in lists and their JSON."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exchange.test_id_claims import unsigned
from support.cli import Program
from support.exchange import Laptop
from support.own_laptops import OwnLaptop

from huaian_tui.domain.words.key_fingerprints import short_fingerprint
from huaian_tui.domain.words.trust import UNSIGNED
from huaian_tui.services import names_of_laptops
from huaian_tui.services.names_of_laptops import other_laptops, with_laptops
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.trust import accept_laptop, list_laptops
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.time_line import recent

TODAY = date(2026, 11, 22)


def noted(laptop: Laptop, *texts: str) -> None:
    for text in texts:
        laptop.do(lambda ledger, text=text: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))


def told(laptop: Laptop) -> dict[str, str]:
    """Texts of the newest records, each with the laptop that is told of."""
    with closing(open_reader(laptop.path)) as connection:
        rows = with_laptops(connection, recent(connection))
    return {one.gist.rpartition("：")[2]: one.laptop for one in rows}


@pytest.fixture
def laptops(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, OwnLaptop, OwnLaptop]:
    """Ours, that of 乙, and one on which somebody writes as 乙 too."""
    for name in ("乙", "丁"):
        (tmp_path / name).mkdir()
    return (
        Laptop(seeded_file, tmp_path, "张三"),
        OwnLaptop(seeded_file, tmp_path / "乙", "乙"),
        OwnLaptop(seeded_file, tmp_path / "丁", "乙"),
    )


def test_the_name_of_another_laptop_is_told_and_only_that(
    laptops: tuple[Laptop, OwnLaptop, OwnLaptop],
) -> None:
    ours, usual, other = laptops
    noted(ours, "我的")
    noted(usual, "一", "二")
    noted(other, "冒名")
    ours.take(usual.export())
    assert set(told(ours).values()) == {""}
    ours.take(other.export())
    assert told(ours) == {"我的": "", "一": "", "二": "", "冒名": short_fingerprint(other.key().public)}


def test_of_a_checked_laptop_nothing_is_told_however_many_another_one_has_written(
    laptops: tuple[Laptop, OwnLaptop, OwnLaptop],
) -> None:
    ours, genuine, other = laptops
    noted(genuine, "真的")
    noted(other, "冒名一", "冒名二", "冒名三")
    ours.take(genuine.export())
    ours.take(other.export())
    assert told(ours)["真的"] and not told(ours)["冒名一"], "by number alone, until they telephone"
    with closing(open_reader(ours.path)) as connection:
        (found,) = [one for one in list_laptops(connection) if one.key == genuine.key().public]
        accept_laptop(connection, found)
    assert {text for text, laptop in told(ours).items() if laptop} == {"冒名一", "冒名二", "冒名三"}


def test_who_changes_his_name_in_between_is_told_too(laptops: tuple[Laptop, OwnLaptop, OwnLaptop]) -> None:
    """The newest record of an origin alone says nothing of those before."""
    ours, usual, other = laptops
    noted(usual, "真的")
    noted(other, "冒名")
    other.officer = "戊"
    noted(other, "另署")
    ours.take(usual.export())
    ours.take(other.export())
    assert {text for text, laptop in told(ours).items() if laptop} == {"冒名"}


def test_where_one_laptop_writes_no_record_and_no_key_is_looked_at(
    laptops: tuple[Laptop, OwnLaptop, OwnLaptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, usual, _ = laptops
    noted(ours, "我的")

    def never(*_: Any) -> Any:
        raise AssertionError("read all the same")

    with closing(open_reader(ours.path)) as connection, monkeypatch.context() as patched:
        patched.setattr(names_of_laptops, "written", never)
        assert other_laptops(connection, [one.record_id for one in recent(connection)]) == {}
    noted(usual, "乙的")
    ours.take(usual.export())
    monkeypatch.setattr("huaian_tui.exchange.trust.laptops.laptops_of_records", never)
    assert told(ours) == {"我的": "", "乙的": ""}


def test_lists_of_the_command_line_say_it(laptops: tuple[Laptop, OwnLaptop, OwnLaptop]) -> None:
    ours, usual, other = laptops
    noted(usual, "一", "二")
    noted(other, "冒名")
    ours.take(usual.export())
    ours.take(other.export())
    program, wanted = Program(ours.path, TODAY.isoformat(), "张三"), short_fingerprint(other.key().public)
    for command in (("record", "list", "1"), ("note", "list"), ("note", "list", "1")):
        assert sorted(one["laptop"] or "" for one in program.json(*command)) == ["", "", wanted]
        assert program.text(*command).count(f"另一台电脑：{wanted}") == 1
    notes = program.json("task", "1")["notes"]
    assert sorted(one["laptop"] or "" for one in notes) == ["", "", wanted]
    (note,) = [one for one in notes if one["laptop"]]
    assert f"乙（另一台电脑：{wanted}）" in program.text("note", "show", note["id"])


def test_what_nothing_signs_is_called_unproved(
    laptops: tuple[Laptop, OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    ours, usual, other = laptops
    noted(usual, "一", "二")
    noted(other, "冒名")
    ours.take(usual.export())
    ours.take(unsigned(other.export(), tmp_path / "旧程序.gz"))
    assert told(ours)["冒名"] == UNSIGNED
