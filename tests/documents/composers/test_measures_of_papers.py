"""The measures that papers print: those of ``evaluate``, of a plain count in SQL, and counted by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.exchange import Laptop
from support.measured_year import BY_HAND, END, QUARTER, TODAY, worked_quarter

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.sources import passages
from huaian_tui.documents.counted import Figure
from huaian_tui.domain.dates.reporting_period import Period, year_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.evaluation.figures import Rate
from huaian_tui.domain.evaluation.measures import BY_KEY
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.engine.opening import open_reader

_COUNT = re.compile(r"(\d+)(项|个|条|份|件|次)")


@pytest.fixture(scope="module")
def laptop(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return worked_quarter(seeded_file, tmp_path_factory.mktemp("quarter"))


def made(laptop: Laptop, kind: NoticeKind, **asked: Any) -> Composed:
    with closing(open_reader(laptop.path)) as connection:
        return compose(connection, NoticeRequest(kind, TODAY, **asked))


def figures(composed: Composed) -> Iterator[Figure]:
    return (figure for passage in passages(composed.document) for figure in passage.figures)


def measures(composed: Composed) -> dict[str, str]:
    """Key of a measure → what the paper prints for it; each once."""
    found = [(one.measure, one.value) for one in figures(composed) if one.measure in BY_KEY and one.things]
    assert len(found) == len(dict(found))
    return dict(found)


def printed(key: str, value: Any) -> str:
    """A measure of ``evaluate --json`` as a paper prints it."""
    if isinstance(value, tuple):
        return Rate(*value).on_paper
    return f"{value}{'次' if key.startswith('extended') else '个'}"


def of_json(row: dict[str, Any], key: str) -> Any:
    first, _, part = key.partition(".")
    value = row[first][part] if part else row[first]
    return tuple(map(int, value.split("/"))) if "rate" in key and value else value


def counted_in_sql(laptop: Laptop, period: Period, day: date) -> dict[str, Any]:
    """The same by a plain count over the documented views."""
    first, last, end = period.first, min(period.last, day), day
    due, was = f"due BETWEEN '{first}' AND '{last}'", f"was BETWEEN '{first}' AND '{last}'"
    given = "SELECT *, coalesce(original_due, due) AS was FROM v_milestone"
    moved = (
        "SELECT r.day, m.original_due AS before "  # none of these was moved twice
        "FROM v_record AS r JOIN v_milestone AS m ON m.id = r.milestone WHERE r.kind = 'milestone_extend' "
        "AND r.id NOT IN (SELECT about FROM v_record WHERE kind = 'retraction' AND about NOTNULL)"
    )
    sql = f"""
        SELECT sum({due}) AS due, sum({due} AND completed_on <= due) AS on_time,
         sum({due} AND completed_on > due) AS late,
         sum({due} AND status = 'open' AND due < '{end}') AS overdue,
         sum({due} AND status = 'open' AND due = '{end}') AS due_today,
         sum({was}) AS "by_original.due", sum({was} AND completed_on <= was) AS "by_original.on_time",
         sum({was} AND completed_on > was) AS "by_original.late",
         sum({was} AND status = 'open' AND was < '{end}') AS "by_original.overdue",
         sum(status = 'open' AND due < '{first}') AS carried_overdue,
         (SELECT count(*) FROM ({moved}) WHERE before BETWEEN '{first}' AND '{period.last}') AS extended,
         (SELECT count(*) FROM ({moved}) WHERE before BETWEEN '{first}' AND '{period.last}' AND day > before)
          AS extended_after_due
        FROM ({given})"""
    (row,) = Program(laptop.path, day.isoformat(), "甲").json("query", sql)
    return dict(row)


@pytest.mark.parametrize("kind", [NoticeKind.CIRCULAR, NoticeKind.ANNUAL])
def test_a_paper_says_what_evaluate_sql_and_a_hand_count_say(laptop: Laptop, kind: NoticeKind) -> None:
    found = measures(made(laptop, kind, period=QUARTER))
    assert found == {key: printed(key, value) for key, value in BY_HAND.items()}
    answer = Program(laptop.path, END.isoformat(), "甲").json(
        "evaluate", "--period", "2026Q3", "--by", "plan"
    )
    (row,) = (one for one in answer["rows"] if one["key"] == "SJ")
    assert {key: of_json(row, key) for key in found} == BY_HAND
    in_sql = counted_in_sql(laptop, QUARTER, END)
    assert in_sql == {key: value for key, value in BY_HAND.items() if key in in_sql}
    assert in_sql.keys() == {key for key in BY_HAND if "rate" not in key}


@pytest.mark.parametrize("period", [None, year_of(TODAY), Period(date(2026, 1, 1), END)])
@pytest.mark.parametrize("kind", [NoticeKind.CIRCULAR, NoticeKind.ANNUAL])
def test_other_periods_say_what_evaluate_says(
    laptop: Laptop, kind: NoticeKind, period: Period | None
) -> None:
    composed = made(laptop, kind, period=period)
    told = period or (year_of(TODAY) if kind is NoticeKind.ANNUAL else Period(date(2026, 10, 1), TODAY))
    day, words = min(told.last, TODAY), f"{told.first.isoformat()}..{told.last.isoformat()}"
    answer = Program(laptop.path, day.isoformat(), "甲").json("evaluate", "--period", words, "--by", "plan")
    (row,) = (one for one in answer["rows"] if one["key"] == "SJ")
    found = measures(composed)
    assert found and found == {key: printed(key, of_json(row, key)) for key in found}


def test_what_was_known_on_a_day_is_what_evaluate_knew(laptop: Laptop) -> None:
    """On the last day of the quarter nobody knew yet that 子 was done, nor that 丑 was moved by mistake."""
    with reading(laptop.path, END) as connection:
        asked = NoticeRequest(NoticeKind.CIRCULAR, TODAY, period=QUARTER, as_of=END)
        found = measures(compose(connection, asked))
    program = Program(laptop.path, TODAY.isoformat(), "甲")
    words = ("--as-of", END.isoformat(), "evaluate", "--period", "2026Q3", "--by", "plan")
    (row,) = (one for one in program.json(*words)["rows"] if one["key"] == "SJ")
    assert found == {key: printed(key, of_json(row, key)) for key in found}
    assert (found["on_time"], found["extended"]) == ("3个", "3次")


def test_lights_of_every_paper_are_those_of_the_views(laptop: Laptop) -> None:
    """办结、临期、逾期 … of 通报, 年度总结, 专报 and 逾期清单 on one day: a count over ``v_task``."""
    sql = "SELECT light_word, count(*) AS n FROM v_task WHERE plan = 'SJ' GROUP BY 1"
    rows = Program(laptop.path, TODAY.isoformat(), "甲").json("query", sql)
    lights = {row["light_word"]: row["n"] for row in rows}
    read = partial(made, laptop, period=year_of(TODAY))
    for kind in (NoticeKind.CIRCULAR, NoticeKind.ANNUAL, NoticeKind.BRIEFING):
        found = [one for one in figures(read(kind)) if one.label in lights and not one.unit]
        told = {one.label: one.value for one in found if re.fullmatch(r"\d+项", one.value)}
        assert len(told) >= 3 and told == {word: f"{lights[word]}项" for word in told}, kind
    sql = "SELECT count(*) AS n FROM v_milestone WHERE plan = 'SJ' AND light = 'overdue'"
    (late,) = Program(laptop.path, TODAY.isoformat(), "甲").json("query", sql)
    (found,) = (one for one in figures(read(NoticeKind.CIRCULAR)) if one.label == "逾期未办结节点")
    assert found.value == f"{late['n']}个"
    open_late = measures(read(NoticeKind.CIRCULAR))
    assert int(open_late["overdue"][:-1]) + int(open_late["carried_overdue"][:-1]) == late["n"]


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_count_is_as_large_as_what_it_lists(laptop: Laptop, kind: NoticeKind) -> None:
    try:
        composed = made(laptop, kind, period=QUARTER, units=_UNIT.get(kind, ()), pictures=True)
    except HuaianError:
        return  # nothing to tell of this ledger
    for one in figures(composed):
        number = _COUNT.match(one.value)
        if number and one.things:
            assert int(number[1]) == len({(thing.kind, thing.key) for thing in one.things}), one


_ONE = (
    NoticeKind.SUPERVISION,
    NoticeKind.REMINDER,
    NoticeKind.ASSIGNMENT,
    NoticeKind.LETTER,
    NoticeKind.STATUS,
    NoticeKind.VISIT,
)
_UNIT = dict.fromkeys(_ONE, ("市数据局",))
