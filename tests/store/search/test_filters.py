"""Filters of a search: what a word may mean, how filters combine, and the query they make."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.rules.lights import LIGHT_TITLES, LIGHTS, Light
from huaian_tui.store.search import filters
from huaian_tui.store.search.filters import Facet, Filter, Vocabulary, added, offers, search_query
from huaian_tui.store.search.search_terms import SearchQuery

TODAY = date(2026, 11, 22)
KNOWN = Vocabulary(
    units=(
        ("市财政局", "市财政局", False),
        ("caizhengju", "市财政局", True),
        ("czj", "市财政局", True),
        ("市场监管局", "市市场监管局", False),
        ("市教育局", "市教育局", False),
        ("jyj", "市教育局", True),
    ),
    officers=("张三", "张四", "李五"),
    methods=("听取汇报", "信函电话媒体"),
)


def offered(word: str, *facets: Facet) -> list[str]:
    found = offers(word, TODAY, KNOWN, facets or tuple(Facet))
    return [f"{one.facet.label}：{one.words}" for one in found]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("czj", "单位：市财政局"),
        ("ＣＺＪ", "单位：市财政局"),
        ("caizh", "单位：市财政局"),
        ("财政", "单位：市财政局"),
        ("逾期", "状态：逾期"),
        ("yq", "状态：逾期"),
        ("ct", "状态：冲突待核"),
        ("冲突", "状态：冲突待核"),
        ("ctdh", "状态：冲突待核"),
        ("电话", "方式：信函电话媒体"),
        ("张三", "登记人：张三"),
        ("李", "登记人：李五"),
        ("更正", "种类：更正"),
        ("延期", "种类：调整时限"),
        ("文书", "种类：文书"),
        ("9月", "日期：2026-09"),
        ("１２月", "日期：2025-12"),
        ("上个月", "日期：上个月（2026-10）"),
        ("9.1-9.30", "日期：2026-09"),
        ("本周", "日期：本周（2026-11-16至11-22）"),
    ],
)
def test_a_word_is_offered_as_a_filter(word: str, first: str) -> None:
    assert offered(word)[0] == first


def test_what_means_nothing_is_not_offered() -> None:
    assert [offered(word) for word in ("", " ", "市", "入表", "a", "caijing", "[/]", "22")] == [[]] * 8


def test_a_name_goes_before_its_like_and_facets_may_be_left_out() -> None:
    assert offered("办结") == ["状态：办结", "种类：节点办结"]
    assert offered("张") == ["登记人：张三", "登记人：张四"]
    assert offered("办结", Facet.LIGHT, Facet.UNIT) == ["状态：办结"]
    assert offered("9月", Facet.UNIT) == []


def test_filters_of_the_same_facet_replace_each_other_and_make_one_query() -> None:
    chosen: tuple[Filter, ...] = ()
    for word in ("czj", "逾期", "电话", "张三", "更正", "9月", "jyj", "9.1-9.3"):
        chosen = added(chosen, offers(word, TODAY, KNOWN)[0])
    assert [one.facet for one in chosen] == [
        Facet.UNIT,
        Facet.LIGHT,
        Facet.METHOD,
        Facet.OFFICER,
        Facet.KIND,
        Facet.DATES,
    ]
    assert search_query("入表 实例", chosen) == SearchQuery(
        text="入表 实例",
        unit="市教育局",
        light=Light.OVERDUE,
        method="信函电话媒体",
        officer="张三",
        kind="correction",
        since=date(2026, 9, 1),
        until=date(2026, 9, 3),
    )
    assert search_query("", ()) == SearchQuery()


def test_the_spelled_words_of_lights_and_kinds_are_their_pinyin() -> None:
    from pypinyin import lazy_pinyin

    asked = {light: words.asked for light, words in LIGHTS.items()}
    kinds = {name: filters._kind_keys(name) for name in filters.kind_titles()}
    for keys, names in ((asked, LIGHT_TITLES), (kinds, filters.kind_titles())):
        assert set(keys) == set(names)
        for one, words in keys.items():
            full = lazy_pinyin(names[one])
            spelled = {"".join(full), "".join(part[0] for part in full)}
            assert {word for word in words if word.isascii()} <= spelled
