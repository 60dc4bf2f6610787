"""Units: which one a query means, and how one stands."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.domain.errors import AmbiguousUnit, InputRefused, UnknownUnit
from huaian_tui.domain.rules.lights import Light
from huaian_tui.services.units import UnitChange, add_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.units import find_units, list_units, nearest_units, read_unit, resolve_unit
from huaian_tui.store.search.filters import Facet, offers
from huaian_tui.store.search.find_names import search_names
from huaian_tui.store.search.search_terms import SearchQuery
from huaian_tui.store.search.vocabulary import read_vocabulary

TODAY = date(2026, 11, 22)
OPEN_GROUP_ROWS = (3, 5, 9, 10, 17, 18, 26, 28, 48, 49, 53, 54, 60)
COUNTY_ROWS = (1, 2, 3, 4, 5, 9, 10, 17, 18, 26, 28, 41, 48, 49, 53, 54, 60)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("市财政局", "市财政局"),
        ("淮安市财政局", "市财政局"),
        ("财政局", "市财政局"),
        ("czj", "市财政局"),
        ("CZJ", "市财政局"),
        ("ｃｚｊ", "市财政局"),
        ("caizhengju", "市财政局"),
        ("cai zheng ju", "市财政局"),
        (" 市 财政局\n", "市财政局"),
        ("市\x1b财政局", "市财政局"),
        ("市发改委", "市发改委"),
        ("发展改革委", "市发改委"),
        ("gxj", "市工信局"),
        ("涟水", "涟水县"),
        ("lianshui", "涟水县"),
        ("人行", "人民银行淮安市分行"),
        ("网信办", "市委网信办"),
        ("各县区", "各县区人民政府"),
    ],
)
def test_a_query_means_one_unit_without_saying_more(
    reader: sqlite3.Connection, query: str, name: str
) -> None:
    match = resolve_unit(reader, query)
    assert (match.name, match.read_as) == (name, "")


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("市工信厅", "市工信局", "“市工信厅”按“市工信局”理解"),
        ("市科技局等单位", "市科技局", "“市科技局等单位”按“市科技局”理解"),
        ("清河区", "清江浦区", "2016年"),
        ("淮安银保监分局", "国家金融监督管理总局淮安监管分局", "2023年"),
    ],
)
def test_a_query_that_is_read_with_an_assumption_says_so(
    reader: sqlite3.Connection, query: str, name: str, said: str
) -> None:
    match = resolve_unit(reader, query)
    assert match.name == name
    assert said in match.read_as


def test_initials_that_fit_several_are_refused_with_the_candidates(reader: sqlite3.Connection) -> None:
    with pytest.raises(AmbiguousUnit) as refused:
        resolve_unit(reader, "swj")
    assert refused.value.candidates == ["市商务局", "市税务局"]
    assert "市商务局、市税务局" in refused.value.one_line()


@pytest.mark.parametrize("query", ["市", "淮安", "区"])
def test_a_part_that_fits_many_is_ambiguous_not_guessed(reader: sqlite3.Connection, query: str) -> None:
    with pytest.raises(AmbiguousUnit) as refused:
        resolve_unit(reader, query)
    assert 2 <= len(refused.value.candidates) <= 8


@pytest.mark.parametrize(
    ("query", "near"), [("市财证局", "市财政局"), ("市大数据局", "市数据局"), ("lianshiuxian", "涟水县")]
)
def test_an_unknown_unit_is_refused_with_the_nearest(
    reader: sqlite3.Connection, query: str, near: str
) -> None:
    with pytest.raises(UnknownUnit) as refused:
        resolve_unit(reader, query)
    assert near in refused.value.nearest
    assert near in refused.value.way_out


def test_one_that_is_like_nothing_points_to_the_list(reader: sqlite3.Connection) -> None:
    with pytest.raises(UnknownUnit) as refused:
        resolve_unit(reader, "𠮷" * 9)
    assert refused.value.nearest == []
    assert "huaian-tui units" in refused.value.way_out


@pytest.mark.parametrize("query", ["", "  ", "\u3000", "\x1b", "\udcff", "局" * 101])
def test_a_query_that_is_no_name_is_refused_at_its_field(reader: sqlite3.Connection, query: str) -> None:
    with pytest.raises(InputRefused) as refused:
        resolve_unit(reader, query)
    assert refused.value.field == "unit"


@pytest.mark.parametrize("query", ["%", "_", "' OR '1'='1", "*", "czj%"])
def test_signs_of_sql_are_only_signs(reader: sqlite3.Connection, query: str) -> None:
    with pytest.raises(UnknownUnit):
        resolve_unit(reader, query)


def test_every_unit_is_found_by_its_own_names_and_pinyin(reader: sqlite3.Connection) -> None:
    names = reader.execute("SELECT name, full_name FROM unit").fetchall()
    assert len(names) == 43
    for name, full_name in names:
        assert resolve_unit(reader, name).name == name
        assert resolve_unit(reader, full_name).name == name
    keys = reader.execute("SELECT key, unit FROM unit_key WHERE how IN ('pinyin', 'initials')").fetchall()
    for key, unit in keys:
        assert unit in {match.name for match in find_units(reader, key)}


def test_as_one_types_the_best_comes_first(reader: sqlite3.Connection) -> None:
    assert find_units(reader, "caizheng")[0].name == "市财政局"
    assert {one.name for one in find_units(reader, "淮安区")} >= {"淮安区"}
    assert find_units(reader, "淮安区")[0].name == "淮安区"
    assert [one.name for one in find_units(reader, "没有的字")] == []
    assert len(find_units(reader, "")) == 43


def test_the_finance_bureau_stands_as_the_plan_says(reader: sqlite3.Connection) -> None:
    unit = read_unit(reader, TODAY, "市财政局")
    assert (unit.lead, unit.support) == ((6, 57), (47, 58))
    assert [(one.task_no, one.group, one.certain) for one in unit.via_group] == [
        (no, "市各有关部门单位", False) for no in OPEN_GROUP_ROWS
    ]
    assert unit.full_name == "淮安市财政局"
    assert unit.counts == {"overdue": 1, "due_soon": 0, "on_track": 0, "unscheduled": 3, "done": 0}


def test_a_county_stands_through_its_group(reader: sqlite3.Connection) -> None:
    unit = read_unit(reader, TODAY, "涟水县")
    assert (unit.lead, unit.support) == ((), ())
    assert [(one.task_no, one.group, one.role, one.certain) for one in unit.via_group] == [
        (no, "各县区人民政府", "support", True) for no in COUNTY_ROWS
    ]
    assert sum(unit.counts.values()) == 17


def test_rows_in_which_a_unit_stands_itself_do_not_concern_it_through_a_group(
    reader: sqlite3.Connection,
) -> None:
    unit = read_unit(reader, TODAY, "市数据局")
    own = {*unit.lead, *unit.support}
    assert (len(unit.lead), len(unit.support)) == (44, 6)
    assert [one.task_no for one in unit.via_group] == [53, 54, 60]
    assert own.isdisjoint(one.task_no for one in unit.via_group)


def test_a_zone_is_perhaps_concerned_and_not_counted(reader: sqlite3.Connection) -> None:
    unit = read_unit(reader, TODAY, "淮安工业园区")
    assert {one.certain for one in unit.via_group if one.group == "各县区人民政府"} == {False}
    assert sum(unit.counts.values()) == 0


def test_a_group_names_its_members_certain_ones_first(reader: sqlite3.Connection) -> None:
    members = read_unit(reader, TODAY, "各县区人民政府").members
    assert set(members[:7]) == {"清江浦区", "淮安区", "淮阴区", "洪泽区", "涟水县", "盱眙县", "金湖县"}
    assert set(members[7:]) == {"淮安经济技术开发区", "淮安工业园区", "淮安生态文旅区"}


def test_an_unknown_name_is_refused(reader: sqlite3.Connection) -> None:
    with pytest.raises(UnknownUnit):
        read_unit(reader, TODAY, "czj")
    assert nearest_units(reader, "caizhenju")[0] == "市财政局"
    assert len(nearest_units(reader, "市局", most=3)) <= 3


def test_the_list_agrees_with_each_unit_and_with_the_tasks(reader: sqlite3.Connection) -> None:
    rows = list_units(reader, TODAY)
    assert rows[0].name == "市数据局"
    assert len(rows) == 43
    for row in rows:
        unit = read_unit(reader, TODAY, row.name)
        assert (row.lead_count, row.support_count) == (len(unit.lead), len(unit.support))
        assert (row.overdue, row.due_soon) == (unit.counts["overdue"], unit.counts["due_soon"])
        late = find_tasks(reader, TODAY, TaskFilter(unit=row.name, light=Light.OVERDUE))
        assert len(late) == row.overdue


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ('"一件事"', "市“一件事”专班"),
        ("市「一件事」", "市“一件事”专班"),
        ("＂一件事＂专班", "市“一件事”专班"),
        ("苏-淮合作办", "苏—淮合作办"),
        ("苏－－淮", "苏—淮合作办"),
        ("合作办　苏", "苏—淮合作办"),
    ],
)
def test_signs_of_either_width_find_a_unit_and_blanks_part_its_words(
    ledger: Ledger, query: str, name: str
) -> None:
    for one in ("市“一件事”专班", "苏—淮合作办"):
        add_unit(ledger, one, UnitChange(basis="会议"))
    assert [match.name for match in find_units(ledger.connection, query)] == [name]
    assert resolve_unit(ledger.connection, query).name == name
    (offered,) = offers(query.split()[0], TODAY, read_vocabulary(ledger.connection), (Facet.UNIT,))
    assert offered.value == name
    hits = search_names(ledger.connection, TODAY, SearchQuery(text=query, kind="unit"))
    assert [hit.key for hit in hits] == [name]
