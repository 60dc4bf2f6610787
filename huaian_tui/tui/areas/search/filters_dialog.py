"""筛选条件: every filter of the search at once, for those who do not know the words for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.lights import Light, LightRules, lights_of
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.store.search.filters import (
    CONFLICT_VALUE,
    Facet,
    Filter,
    Vocabulary,
    conflict_filter,
    kind_filter,
    kind_titles,
    light_filter,
    method_filter,
    offers,
    officer_filter,
    plan_filter,
    value_of,
)
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import LineField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.frame.host import Host

ANY = ("", "不限")


def _states(rules: LightRules) -> tuple[Filter, ...]:
    """The lights that the office has, and 冲突待核."""
    return (*map(light_filter, lights_of(rules)), conflict_filter())


INTRO = "填了的条件都要符合。也可以直接在查找栏里打字，如 czj、逾期、9月，再按 Tab。"


def open_filters(
    app: Host,
    known: Vocabulary,
    filters: Sequence[Filter],
    then: Callable[[Sequence[Filter]], object],
) -> None:
    """Ask for filters, beginning with those that are set; ``then`` gets what is wanted instead."""
    open_dialog(app, FiltersForm(known, filters, app.session.today), then)


class FiltersForm(FormDialog):
    """The form; its result are the filters. Nothing is lost by leaving it."""

    def __init__(self, known: Vocabulary, filters: Sequence[Filter], today: date) -> None:
        rules = LightRules(behind_light=known.behind_light)
        plans = [(plan, short) for plan, short, _ in known.plans]
        fields = [
            OfferField(Facet.UNIT, known, filters, today, "名称、拼音或首字母，如 czj"),
            *([_choice(Facet.PLAN, filters, plans)] if plans else []),
            _choice(Facet.LIGHT, filters, [(one.value, one.words) for one in _states(rules)]),
            _choice(Facet.KIND, filters, list(kind_titles().items())),
            _choice(Facet.METHOD, filters, [(method, method) for method in known.methods]),
            OfferField(Facet.OFFICER, known, filters, today, "、".join(known.officers[:4]) or "姓名"),
            OfferField(Facet.DATES, known, filters, today, "如 9月、上个月、本周、2026-09、9.1-9.30"),
        ]

        def chosen(values: dict[str, Any]) -> tuple[Filter, ...]:
            return tuple(_filters_of(values, dict(plans)))

        super().__init__("筛选条件", fields, chosen, intro=INTRO, button="查找", busy="正在查找")

    def action_back(self) -> None:
        """Esc: as it was."""
        if not self._saving:
            self.dismiss(None)


def _choice(facet: Facet, filters: Sequence[Filter], choices: list[tuple[str, str]]) -> ChoiceField:
    value = value_of(filters, facet) or ""
    if value and value not in dict(choices):
        choices = [*choices, (value, value)]
    return ChoiceField(facet.value, facet.label, [ANY, *choices], value=value)


def _filters_of(values: dict[str, Any], titles: dict[str, str]) -> Iterator[Filter]:
    """The filters that the form asks for, in the order in which they are offered elsewhere."""
    if values[Facet.UNIT]:
        yield values[Facet.UNIT]
    if values.get(Facet.PLAN):
        yield plan_filter(values[Facet.PLAN], titles[values[Facet.PLAN]])
    if values[Facet.LIGHT]:
        wanted = values[Facet.LIGHT]
        yield conflict_filter() if wanted == CONFLICT_VALUE else light_filter(Light(wanted))
    if values[Facet.KIND]:
        yield kind_filter(values[Facet.KIND])
    if values[Facet.METHOD]:
        yield method_filter(values[Facet.METHOD])
    for facet in (Facet.OFFICER, Facet.DATES):
        if values[facet]:
            yield values[facet]


class OfferField(LineField):
    """A filter in a word: a unit by any of its names, an officer, days; its value is a ``Filter`` or None."""

    def __init__(
        self, facet: Facet, known: Vocabulary, filters: Sequence[Filter], today: date, placeholder: str
    ) -> None:
        self._facet = facet
        self._known = known
        self._today = today
        self._before = next((one for one in filters if one.facet is facet), None)
        value = "" if self._before is None else self._before.moving or self._before.words
        super().__init__(facet.value, facet.label, value=value, placeholder=placeholder, replace=True)

    def understand(self, text: str) -> Filter | None:
        """The one filter that is meant; refuses a word that means none or several."""
        typed = clean_line(text, field=self.key)
        if not typed:
            return None
        if self._before is not None and typed in (self._before.words, self._before.moving):
            return self._before
        found = self._found(typed)
        if len(found) == 1 or (found and typed in (found[0].words, found[0].moving)):
            return found[0]
        if self._facet is Facet.OFFICER:
            return officer_filter(typed)
        if found:
            names = "、".join(one.words for one in found)
            raise InputRefused(f"「{typed}」可指几个", f"有 {names}", "请再写明一些", field=self.key)
        way_out = "写 9月、上个月、2026-09 或 9.1-9.30" if self._facet is Facet.DATES else "换个写法试试"
        raise InputRefused(f"「{typed}」没有看懂", f"不是认得的{self.label}", way_out, field=self.key)

    def hint(self) -> str:
        """What it may mean."""
        typed = self.raw().strip()
        return "、".join(one.words for one in self._found(typed) if typed not in (one.words, one.moving))

    def _found(self, typed: str) -> list[Filter]:
        return offers(typed, self._today, self._known, (self._facet,))
