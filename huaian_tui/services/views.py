"""Saved views (视图): what a list shows under a name - filter, order, columns, plan.

Days that were typed as 本周 or 近7天 are kept so, and are those of the day on which the view is opened.

They are a person's own, no records: they stand among the preferences (``store.keep.preferences``), whichever
ledger is open. What a newer program saved, and this one cannot read, is kept as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound
from huaian_tui.domain.text.hygiene import clean_line, is_clean, search_key
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.store.keep.preferences import change_preference, read_preferences
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.store.queries.unit_history import names_on
from huaian_tui.store.search.filters import Facet, Filter, on_day, value_of

KEY, FIRST_KEY = "views", "first_view"
"""Under which names they are kept: all of them, and the name of the one that the program begins with."""

SCREENS = {"tasks": "任务", "milestones": "节点", "units": "单位", "notices": "文书", "records": "记录"}
"""The lists that have views, by the mode of their screen."""

LISTED_BY = {
    "tasks": "tasks",
    "milestones": "milestone list",
    "units": "units",
    "notices": "notice list",
    "records": "note list",
}
"""The command that lists the same; ``overdue`` takes views of 节点 too."""

SHAPES = {("tree", True): "指标树", ("finished", False): "不含已办结、中止"}
"""What is said of the form of a list, where it is not as usual."""

MOST = 100
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class SavedView:
    """What a list shows. ``screen`` is a mode of ``SCREENS``; ``shape`` what else its screen can be set to
    (a tree, without what is finished); ``columns`` their titles in order, None as the list has them;
    ``sorted_by`` the title of the column that it is sorted by (empty in views of older programs)."""

    name: str
    screen: str
    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: Sort | None = None
    columns: tuple[str, ...] | None = None
    shape: Mapping[str, bool] = field(default_factory=dict)
    sorted_by: str = ""

    @property
    def words(self) -> str:
        """What it shows, as people read it: what it asks for, then its form and its order."""
        said = [f"{one.facet.label} {one.words}" for one in self.filters]
        asked = "，".join([*said, *([self.text] if self.text else [])]) or "全部"
        form = [words for (key, value), words in SHAPES.items() if self.shape.get(key) is value]
        if self.sort is not None and self.sorted_by:
            form.append(f"按{self.sorted_by}{'倒排' if self.sort.descending else '排'}")
        return "；".join([asked, *form])

    @property
    def plan(self) -> str | None:
        """The id of the plan to which it narrows."""
        return value_of(self.filters, Facet.PLAN)

    @property
    def moving(self) -> str:
        """Its days that go on with the day (本周); empty where it has none."""
        return next((one.moving for one in self.filters if one.moving), "")

    def on_day(self, today: date) -> SavedView:
        """The view as it is meant on this day."""
        return replace(self, filters=on_day(self.filters, today))


# ------------------------------------------------------------------ as it is kept


def to_json(view: SavedView) -> dict[str, Any]:
    """A view as it is kept."""
    filters = [
        {"facet": one.facet.value, "value": one.value, "words": one.words}
        | ({"moving": one.moving} if one.moving else {})
        for one in view.filters
    ]
    return {
        "name": view.name,
        "screen": view.screen,
        "text": view.text,
        "filters": filters,
        "sort": None if view.sort is None else {"key": view.sort.key, "descending": view.sort.descending},
        "columns": None if view.columns is None else list(view.columns),
        "shape": dict(view.shape),
    } | ({"sorted_by": view.sorted_by} if view.sorted_by else {})


def from_json(kept: object) -> SavedView | None:
    """The view; None for what this program cannot read."""
    try:
        return _read(kept)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _read(kept: Any) -> SavedView | None:
    filters = tuple(_filter(one) for one in kept["filters"])
    sort, columns = kept["sort"], kept["columns"]
    view = SavedView(
        _line(kept["name"]),
        str(kept["screen"]),
        _line(kept["text"]),
        filters,
        None if sort is None else Sort(_line(sort["key"]), descending=bool(sort["descending"])),
        None if columns is None else tuple(_line(one) for one in columns),
        {str(key): bool(value) for key, value in kept["shape"].items()},
        _line(kept.get("sorted_by", "")),
    )
    return view if view.name and view.screen in SCREENS else None


def _filter(kept: Any) -> Filter:
    moving = _line(kept.get("moving", ""))
    found = Filter(Facet(kept["facet"]), _line(kept["value"]), _line(kept["words"]), moving)
    if found.facet is Facet.DATES:
        for day in found.value.split("/", 1):
            date.fromisoformat(day)
    return found


def _line(text: object) -> str:
    if not isinstance(text, str) or not is_clean(text) or len(text) > 500:
        raise ValueError
    return text


def _kept(preferences: Mapping[str, Any]) -> list[Any]:
    kept = preferences.get(KEY)
    return kept if isinstance(kept, list) else []


def _is_named(kept: object, name: str) -> bool:
    own = kept.get("name") if isinstance(kept, dict) else None
    return isinstance(own, str) and search_key(own) == search_key(name)


# ------------------------------------------------------------------ reading


def read_views(path: Path | None) -> list[SavedView]:
    """The views that this program can read, in the order in which they were saved (blocking)."""
    return [] if path is None else views_of(read_preferences(path))


def views_of(preferences: Mapping[str, Any]) -> list[SavedView]:
    """The same of preferences that are read already."""
    return [view for kept in _kept(preferences) if (view := from_json(kept)) is not None]


def first_view_of(preferences: Mapping[str, Any]) -> SavedView | None:
    """The view that the program begins with; None for 总览."""
    first = {"name": preferences.get(FIRST_KEY)}
    return next((one for one in views_of(preferences) if _is_named(first, one.name)), None)


def find_view(path: Path | None, name: str, screen: str = "") -> SavedView:
    """The view of this name; ``NotFound`` names those that there are. ``screen``: it must be of this one."""
    views = read_views(path)
    found = next((one for one in views if search_key(one.name) == search_key(name.strip())), None)
    if found is None:
        raise NotFound(f"没有名为“{name.strip()}”的视图", _why_not(path, name, views, screen), _WAY_OUT)
    if screen and found.screen != screen:
        command = LISTED_BY.get(found.screen)
        way_out = f"请用 huaian-tui {command} --view" if command else "请在终端程序里打开"
        raise InputRefused(f"视图“{found.name}”不是这里的", f"它列的是{SCREENS[found.screen]}", way_out)
    return found


_WAY_OUT = "用 huaian-tui view list 查看；在终端程序的列表上按 Ctrl+\\ 再选“视图”来存"


def _why_not(path: Path | None, name: str, views: Iterable[SavedView], screen: str) -> str:
    kept = [] if path is None else _kept(read_preferences(path))
    if any(_is_named(one, name) for one in kept):
        return "它由较新版本的程序保存，这个版本读不懂"
    fitting = [one.name for one in views if screen in ("", one.screen)]
    return f"现有：{'、'.join(fitting)}" if fitting else "还没有存过这样的视图"


def what_is_gone(connection: sqlite3.Connection, today: date, view: SavedView) -> list[str]:
    """What the view asks for and the ledger has no more, or no longer open; empty: all is there."""
    said = list[str]()
    plan, unit = view.plan, value_of(view.filters, Facet.UNIT)
    words = {one.facet: one.words for one in view.filters}
    if plan is not None:
        known = {one.id: one for one in list_plans(connection, today)}
        if plan not in known:
            said.append(f"视图“{view.name}”的方案“{words[Facet.PLAN]}”不在这本台账里")
        elif known[plan].closed_on is not None:
            said.append(f"视图“{view.name}”的方案“{known[plan].short}”已于 {known[plan].closed_on} 收官")
    if unit is not None and unit not in names_on(connection, today):
        said.append(f"视图“{view.name}”的单位“{words[Facet.UNIT]}”不在这本台账里")
    return said


# ------------------------------------------------------------------ changing


def save_view(path: Path, view: SavedView, *, replacing: bool = False) -> SavedView:
    """Keep a view under its name (blocking); ``replacing``: in the place of the one that has it."""
    named = _checked(view)

    def change(kept: object) -> object:
        views = _changeable(kept)
        places = [place for place, one in enumerate(views) if _is_named(one, named.name)]
        if places and not replacing:
            raise _taken(named.name)
        if places:
            old = views[places[0]] if isinstance(views[places[0]], dict) else {}
            views[places[0]] = {**old, **to_json(named)}
        elif len(views) >= MOST:
            raise HuaianError("视图太多", f"最多存 {MOST} 个", "删去不用的再存")
        else:
            views.append(to_json(named))
        return views

    change_preference(path, KEY, change)
    return named


def rename_view(path: Path, old: str, new: str) -> None:
    """Give a view another name (blocking); what begins the program goes with it."""
    name = _name(new)
    first = read_preferences(path).get(FIRST_KEY)

    def change(kept: object) -> object:
        views = _changeable(kept)
        if search_key(old) != search_key(name) and any(_is_named(one, name) for one in views):
            raise _taken(name)
        return [{**one, "name": name} if _is_named(one, old) else one for one in views]

    change_preference(path, KEY, change)
    if isinstance(first, str) and _is_named({"name": first}, old):
        change_preference(path, FIRST_KEY, lambda _: name)


def delete_view(path: Path, name: str) -> None:
    """Forget a view (blocking)."""
    change_preference(path, KEY, lambda kept: [one for one in _changeable(kept) if not _is_named(one, name)])
    change_preference(path, FIRST_KEY, lambda first: None if _is_named({"name": first}, name) else first)


def begin_with(path: Path, name: str | None) -> None:
    """Let the program begin with this view (blocking); None: with 总览."""
    change_preference(path, FIRST_KEY, lambda _: name)


def _changeable(kept: object) -> list[Any]:
    if kept is not None and not isinstance(kept, list):
        raise HuaianError(
            "视图没有存上", "个人设置里的视图由较新版本的程序保存，这个版本读不懂", "请用较新的版本打开"
        )
    return list(kept or ())


def _checked(view: SavedView) -> SavedView:
    """What is kept can be read again."""
    named = replace(view, name=_name(view.name), shape=dict(view.shape))
    if from_json(to_json(named)) is None:
        raise InputRefused(
            "视图没有存上", "筛选的文字太长，或有不能保存的字符", "缩短筛选的文字再存", field="name"
        )
    return named


def _name(typed: str) -> str:
    name = clean_line(typed, limit=LONGEST_NAME, field="name")
    if not name:
        raise InputRefused("没有写视图的名称", "名称是空的", "写一个名称，如 我的逾期", field="name")
    return name


def _taken(name: str) -> HuaianError:
    return InputRefused(f"已有名为“{name}”的视图", "名称不能重复", "换一个名称，或先删去原来的", field="name")
