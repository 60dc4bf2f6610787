"""Filters of a search besides its words, and which of them a typed word may mean.

A filter is offered for a word, never taken by itself: the same word also stands in texts.
Nothing here reads the disk, so that the offer is there with the key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.dates.typed_range import last_span, moving_words, read_span, span_words
from huaian_tui.domain.notices import NOTICE_TITLES, NOTICE_WORDS, STATE_ASKED, STATE_WORDS
from huaian_tui.domain.rules.lights import LIGHTS, Light
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import BEGINS, EXACT, PART, fit
from huaian_tui.domain.words.milestones import CONFLICT, CONFLICT_ASKED
from huaian_tui.domain.words.paces import PACE_ASKED, Pace
from huaian_tui.domain.words.verdicts import VERDICTS_ASKED, Verdict
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.store.search.search_terms import Place, SearchQuery


class Facet(StrEnum):
    """What a filter looks at, in the order in which filters are offered; one filter of each at a time."""

    UNIT = "unit"
    PLAN = "plan"
    LIGHT = "light"
    PACE = "pace"
    FORECAST = "forecast"
    KIND = "kind"
    METHOD = "method"
    OFFICER = "officer"
    DATES = "dates"
    NOTICE = "notice"
    STANDING = "standing"

    @property
    def label(self) -> str:
        """What the officer reads before the value."""
        return FACET_TITLES[self]


FACET_TITLES: dict[Facet, str] = {
    Facet.UNIT: "单位",
    Facet.PLAN: "方案",
    Facet.LIGHT: "状态",
    Facet.PACE: "序时",
    Facet.FORECAST: "预测",
    Facet.KIND: "种类",
    Facet.METHOD: "方式",
    Facet.OFFICER: "登记人",
    Facet.DATES: "日期",
    Facet.NOTICE: "文书",
    Facet.STANDING: "状态",
}

OF_NOTICES = frozenset((Facet.NOTICE, Facet.STANDING))
"""Respects in which the list of notices alone is narrowed."""

_OF_MILESTONES = frozenset((Facet.PACE, Facet.FORECAST))

SEARCH_FACETS = tuple(facet for facet in Facet if facet not in OF_NOTICES | _OF_MILESTONES)
"""Respects in which the search over everything is narrowed."""

PLACE_TITLES: dict[Place, str] = {
    Place.TASK: "任务",
    Place.UNIT: "单位",
    Place.MILESTONE: "节点",
    Place.NOTICE: "文书",
    Place.RECORD: "记录",
}
"""What people call the things that are found."""

CONFLICT_VALUE = "conflict"
"""Stands among the lights where a state is asked for."""

MOST_OFFERED = 5
_MOST_UNITS = 3

_PLACE_KEYS: dict[str, tuple[str, ...]] = {
    Place.TASK: ("rw", "renwu", "重点任务"),
    Place.UNIT: ("dw", "danwei"),
    Place.MILESTONE: ("jd", "jiedian"),
    Place.NOTICE: ("ws", "wenshu"),
}
"""Further words for a kind of thing: initials, pinyin, what people say. A kind of record has its own."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. ``value`` is what a query takes (dates: two ISO days, / between); ``words`` are shown.

    ``moving``: days that go on with the day, as they were typed (本周, 近7天); they are read anew on another
    day (``on_day``). Empty for fixed days and for all else.
    """

    facet: Facet
    value: str
    words: str
    moving: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a ledger by which filters are asked for.

    ``units`` are (folded key, id, whether the key is its pinyin or initials) in the order of the
    plan, most direct names first; ``renamed`` says what those are called now whose id is another name.
    ``behind_light``: 未达序时 is one of its lights.
    ``plans`` are (id, short name, folded words for it: code, names, pinyin), none where there is but one.
    """

    units: tuple[tuple[str, str, bool], ...] = ()
    officers: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    behind_light: bool = False
    plans: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


def plan_filter(plan: str, short: str) -> Filter:
    """Only what belongs to the plan with this id."""
    return Filter(Facet.PLAN, plan, short)


def unit_filter(unit: str, name: str = "") -> Filter:
    """Only what concerns the unit with this id; ``name``: what it is called now, where that is another."""
    return Filter(Facet.UNIT, unit, name or unit)


def light_filter(light: Light) -> Filter:
    """Only tasks and milestones of this light, and what was recorded about them."""
    return Filter(Facet.LIGHT, light.value, light.word)


def pace_filter(pace: Pace) -> Filter:
    """Only milestones that keep pace or do not, and their tasks."""
    return Filter(Facet.PACE, pace.value, pace.word)


def verdict_filter(verdict: Verdict) -> Filter:
    """Only milestones of which a forecast says this."""
    return Filter(Facet.FORECAST, verdict.value, verdict.word)


def verdict_of(filters: Iterable[Filter]) -> Verdict | None:
    """What a forecast shall say, None for any."""
    value = value_of(filters, Facet.FORECAST)
    return None if value is None else Verdict(value)


def pace_of(filters: Iterable[Filter]) -> Pace | None:
    """The pace that the filters ask for, None for any."""
    value = value_of(filters, Facet.PACE)
    return None if value is None else Pace(value)


def conflict_filter() -> Filter:
    """Only milestones in conflict, their tasks, and what was recorded about these."""
    return Filter(Facet.LIGHT, CONFLICT_VALUE, CONFLICT)


def state_of(filters: Iterable[Filter]) -> tuple[Light | None, bool]:
    """The light that the filters ask for, None for any; and whether they ask for what is in conflict."""
    value = value_of(filters, Facet.LIGHT)
    return None if value in (None, CONFLICT_VALUE) else Light(value), value == CONFLICT_VALUE


def kind_filter(kind: str) -> Filter:
    """Only this kind of record, or of thing (``Place``)."""
    return Filter(Facet.KIND, kind, kind_titles()[kind])


def method_filter(method: str) -> Filter:
    """Only notes of this 督查方式."""
    return Filter(Facet.METHOD, method, method)


def officer_filter(officer: str) -> Filter:
    """Only what this officer recorded."""
    return Filter(Facet.OFFICER, officer, officer)


def notice_filter(kind: str) -> Filter:
    """Only notices of this kind."""
    return Filter(Facet.NOTICE, kind, NOTICE_TITLES[kind])


def standing_filter(state: str) -> Filter:
    """Only notices of this state (``domain.notices.STATE_ASKED``); without one none that is put away."""
    return Filter(Facet.STANDING, state, STATE_ASKED[state])


def dates_filter(span: Period, moving: str = "") -> Filter:
    """Only what belongs to these days; ``moving``: they were typed so, and go on with the day."""
    said = span_words(span)
    words = f"{moving}（{said}）" if moving and not moving.endswith("至今") else moving or said
    return Filter(Facet.DATES, f"{span.first.isoformat()}/{span.last.isoformat()}", words, moving)


def on_day(filters: Iterable[Filter], today: date) -> tuple[Filter, ...]:
    """The filters as they are meant on this day: 本周 is its week. What cannot be read stays as it was."""

    def meant(one: Filter) -> Filter:
        span = read_span(one.moving, today) if one.moving else None
        return one if span is None else dates_filter(span, one.moving)

    return tuple(map(meant, filters))


def kind_titles() -> dict[str, str]:
    """The kinds that can be asked for, with what people call them: kinds of records, then of things."""
    places = {place.value: title for place, title in PLACE_TITLES.items() if place is not Place.RECORD}
    return {name: kind.title for name, kind in KINDS.items()} | places


def _kind_keys(kind: str) -> tuple[str, ...]:
    return _PLACE_KEYS[kind] if kind in _PLACE_KEYS else KINDS[kind].words


def span_of(filters: Iterable[Filter]) -> Period | None:
    """The days that the filters ask for."""
    for one in filters:
        if one.facet is Facet.DATES:
            first, last = one.value.split("/")
            return Period(date.fromisoformat(first), date.fromisoformat(last))
    return None


def value_of(filters: Iterable[Filter], facet: Facet) -> str | None:
    """What the filters ask for in this respect, None for anything."""
    return next((one.value for one in filters if one.facet is facet), None)


def added(filters: Sequence[Filter], new: Filter) -> tuple[Filter, ...]:
    """The filters with one more, which takes the place of the one that looks at the same."""
    if any(one.facet is new.facet for one in filters):
        return tuple(new if one.facet is new.facet else one for one in filters)
    return (*filters, new)


def search_query(text: str, filters: Sequence[Filter]) -> SearchQuery:
    """Words and filters as one query."""
    (light, conflict), span = state_of(filters), span_of(filters)
    return SearchQuery(
        text=text,
        unit=value_of(filters, Facet.UNIT),
        light=light,
        conflict=conflict,
        plan=value_of(filters, Facet.PLAN),
        method=value_of(filters, Facet.METHOD),
        officer=value_of(filters, Facet.OFFICER),
        kind=value_of(filters, Facet.KIND),
        since=None if span is None else span.first,
        until=None if span is None else span.last,
    )


def offers(
    word: str,
    today: date,
    known: Vocabulary,
    facets: Collection[Facet] = SEARCH_FACETS,
    *,
    looks_back: bool = True,
) -> list[Filter]:
    """Filters that a typed word may mean, best first, at most ``MOST_OFFERED``.

    Exact names go before beginnings, those before parts of names. ``looks_back``: a month
    without a year that has not begun yet is last year's.
    """
    key = "".join(search_key(word).split())
    if not key:
        return []
    found = [one for one in _candidates(key, word, today, known, looks_back) if one[1].facet in facets]
    order = list(Facet)
    found.sort(key=lambda one: (one[0], order.index(one[1].facet)))
    unique = dict.fromkeys(one for _, one in found)
    return list(unique)[:MOST_OFFERED]


def _candidates(
    key: str, word: str, today: date, known: Vocabulary, looks_back: bool
) -> Iterator[tuple[int, Filter]]:
    """(how well it fits, filter), in no order."""
    yield from _units(key, known)
    asked = key.removeprefix("plan:").removeprefix("方案:")
    for plan, short, names in known.plans:
        fits = EXACT if key == "方案" else _fits(asked, names) if asked else EXACT
        if fits is not None:
            yield fits, plan_filter(plan, short)
    for light, words in LIGHTS.items():
        if light is Light.BEHIND and not known.behind_light:
            continue
        if (fits := _fits(key, (words.word, *words.asked))) is not None:
            yield fits, light_filter(light)
    for pace, asked_by in PACE_ASKED.items():
        if (fits := _fits(key, asked_by)) is not None:
            yield fits, pace_filter(pace)
    for verdict, asked_by in VERDICTS_ASKED.items():
        if (fits := _fits(key, asked_by)) is not None:
            yield fits, verdict_filter(verdict)
    if (fits := _fits(key, (CONFLICT, *CONFLICT_ASKED))) is not None:
        yield fits, conflict_filter()
    for kind, title in kind_titles().items():
        if (fits := _fits(key, (title, *_kind_keys(kind)))) is not None:
            yield fits, kind_filter(kind)
    for method in known.methods:
        if (fits := _fits(key, (method,))) is not None:
            yield fits, method_filter(method)
    for officer in known.officers:
        if (fits := _fits(key, (officer,), least=1)) is not None:
            yield fits, officer_filter(officer)
    for kind, title in NOTICE_TITLES.items():
        if (fits := _fits(key, (title, *NOTICE_WORDS.get(kind, ())))) is not None:
            yield fits, notice_filter(kind)
    for state, words_asked in STATE_WORDS.items():
        if (fits := _fits(key, words_asked)) is not None:
            yield fits, standing_filter(state)
    span = last_span(word, today) if looks_back else read_span(word, today)
    if span is not None:
        yield EXACT, dates_filter(span, moving_words(word, span, today))


def _units(key: str, known: Vocabulary) -> Iterator[tuple[int, Filter]]:
    """The units that fit best; a syllable in the middle of a pinyin is no part of a name."""
    best: dict[str, int] = {}
    for name, unit, spelled in known.units:
        fits = _fit(key, name, 2)
        if fits is not None and not (spelled and fits == PART):
            best[unit] = min(fits, best.get(unit, PART))
    ranked = sorted(best.items(), key=lambda item: item[1])
    if ranked and ranked[0][1] == EXACT:
        ranked = [item for item in ranked if item[1] == EXACT]
    for unit, fits in ranked[:_MOST_UNITS]:
        yield fits, unit_filter(unit, known.renamed.get(unit, ""))


def is_named(typed: str, words: Iterable[str]) -> bool:
    """Whether what is typed names a thing that has these words (folded): as a filter is found."""
    return _fits("".join(search_key(typed).split()), words, least=1) is not None


def _fits(key: str, names: Iterable[str], least: int = 2) -> int | None:
    """How well the word fits the best of the names."""
    found = [fits for name in names if (fits := _fit(key, search_key(name), least)) is not None]
    return min(found, default=None)


def _fit(key: str, name: str, least: int) -> int | None:
    """Whether the word is the name, begins it, or (Chinese) is part of it; a short word only the first."""
    how = fit(name, key)
    if how is None or how == EXACT:
        return how
    if len(key) < least:
        return None
    return how if how == BEGINS or not key.isascii() else None
