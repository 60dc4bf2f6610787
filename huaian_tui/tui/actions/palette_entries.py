"""What the palette offers: actions here and elsewhere, tasks, units, and what was used lately."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.binding import ActiveBinding
from textual.screen import ModalScreen, Screen

from huaian_tui.store.keep.preferences import read_preferences, remember
from huaian_tui.store.queries.unit_history import names_on
from huaian_tui.store.search.search_terms import Hit, Place
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.actions.palette_entry import PaletteEntry, PaletteSource
from huaian_tui.tui.actions.registry import (
    ACTIONS,
    Action,
    action,
    keys_label,
    letter_label,
    match_rank,
)
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.textual_patches.private_names import key_name

MOST_NAMES = 20
"""Tasks, units, milestones and notices that are offered; who wants more searches on the screen itself."""

LONGEST_QUERY = 60
RECENT_KEY = "recent"
MOST_RECENT = 8


_FIRST, *_OTHERS = SCREEN_MODES
_HOMES = (*_OTHERS, _FIRST)
"""Which screen is led to for an action that several have: the one that shows most about its rows first.
The overview, which shows least about them, is the last."""


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action that the palette can do, or lead to; ``by_key``: a key does it on this screen."""

    item: Action
    entry: PaletteEntry
    by_key: bool = False

    @property
    def in_menu(self) -> bool:
        """Whether the menu of the leader key offers it here."""
        item = self.item
        return bool(item.letter) and not (item.leader_instead and self.by_key and item.letter == item.leader)


def actions_here(screen: Screen[Any], *, everything: bool = False) -> list[ActionEntry]:
    """What can be done on a screen now, in the order of the registry; ``everything``: moving about too."""
    active_keys = screen.active_bindings
    active = {found.binding.id: found for found in active_keys.values() if found.enabled}
    entries: list[ActionEntry] = []
    doers = [screen] if isinstance(screen, ModalScreen) else [screen, screen.app]
    for item in ACTIONS:
        found = active.get(item.id)
        doer = next((one for one in doers if hasattr(one, f"action_{item.id}")), None)
        if doer is not None and (not item.keys or (item.leader_instead and found is None)):
            run = partial(screen.app.run_action, item.id, doer)  # no key is free: found here and in the menu
            keys = letter_label(item.letter) if item.letter else ""
            entries.append(ActionEntry(item, PaletteEntry(item.title, item.help, run, keys, item.id)))
        elif found is not None and (item.in_palette or everything):
            run = partial(screen.app.run_action, found.binding.action, found.node)
            own = [key for key in item.keys if _is_of(active_keys.get(key_name(key)), item.id)]
            keys = keys_label(tuple(own)) if own else ""
            entry = PaletteEntry(item.title, item.help, run, keys, item.id)
            entries.append(ActionEntry(item, entry, by_key=True))
    return entries


def _is_of(found: ActiveBinding | None, action_id: str) -> bool:
    """Whether a key does this action here; a screen may use a key of another action for its own."""
    return found is not None and found.binding.id == action_id


def actions_elsewhere(app: Host, mode: str, here: Iterable[str]) -> list[ActionEntry]:
    """What can be done on other screens only (blocking at the first time: it loads them)."""
    from huaian_tui.tui.actions.places import screen_actions

    bound, known = screen_actions(), set(here)
    entries = []
    for item in ACTIONS:
        homes = [home for home in _HOMES if home != mode and item.id in bound[home]]
        if item.in_palette and item.id not in known and homes:
            screen = action(f"show_{homes[0]}")
            hint = f"在{screen.title}（{screen.key_label or screen.keys_label}）里：{item.help}"
            run = partial(_lead, app, item, homes[0])
            entries.append(ActionEntry(item, PaletteEntry(item.title, hint, run, item.keys_label, item.id)))
    return entries


async def lead_to(app: Host, item: Action) -> None:
    """Go to the screen where an action can be done; without one (a dialog's own) say what it is."""
    from huaian_tui.tui.actions.places import screen_actions

    bound = screen_actions()
    home = next((home for home in _HOMES if item.id in bound[home]), None)
    if home is None:
        app.tell(f"「{item.title}」：{item.help}")
    else:
        await _lead(app, item, home)


async def _lead(app: Host, item: Action, mode: str) -> None:
    """Go where the action can be done, and say how; what has no key is of no row, and is done there at
    once."""
    await app.go(mode)
    if not item.keys:
        await app.run_action(item.id, app.screen)
        return
    app.tell(f"「{item.title}」在{action(f'show_{mode}').title}里做：选好一行，按 {item.keys_label}")


def fitting(entries: Iterable[ActionEntry], query: str) -> tuple[list[PaletteEntry], ...]:
    """The entries whose name fits, best first; those that another word stands for; those where only the
    explanation does."""
    ranked = [(match_rank(one.item, query), place, one.entry) for place, one in enumerate(entries)]
    fits = sorted(((rank, place) for rank, place, _ in ranked if rank is not None))

    def those(least: int, most: int) -> list[PaletteEntry]:
        return [ranked[place][2] for rank, place in fits if least <= rank <= most]

    return those(0, 7), those(8, 8), those(9, 9)


def name_source(app: Host) -> PaletteSource:
    """Tasks, units, milestones and notices by 序号, name, pinyin and initials; Enter goes there."""

    def find(query: str) -> list[PaletteEntry]:
        if not query:
            return []
        session = app.session
        return session.read(
            lambda connection: _names(app, connection, query), session.next_turn("palette-names")
        )

    return find


def _names(app: Host, connection: sqlite3.Connection, query: str) -> list[PaletteEntry]:
    from huaian_tui.store.search.find_records import search_names
    from huaian_tui.store.search.search_terms import SearchQuery

    hits = search_names(connection, app.session.today, SearchQuery(query), limit=MOST_NAMES)
    return [_entry_of(app, hit) for hit in hits]


def _entry_of(app: Host, hit: Hit) -> PaletteEntry:
    """Something that has a name; Enter goes to its screen."""
    text = hit.title.removeprefix(f"{hit.label} ")
    if hit.place is Place.TASK:
        return task_entry(app, int(hit.key), hit.label, text)
    if hit.place is Place.UNIT:
        return unit_entry(app, hit.key, hit.title)
    if hit.place is Place.MILESTONE:
        return PaletteEntry(f"节点 {hit.key}", text, lambda: app.go("milestones", hit.key))
    return PaletteEntry(hit.title, "文书", lambda: app.go("notices", hit.key))


def task_entry(app: Host, number: int, label: str, text: str) -> PaletteEntry:
    """A task by how people name it; Enter shows it in full."""
    return PaletteEntry(f"任务 {label}", text, lambda: app.go("tasks", str(number)), "", f"task:{number}")


def unit_entry(app: Host, unit: str, name: str) -> PaletteEntry:
    """A unit by its id and name; Enter shows how it stands."""
    return PaletteEntry(name, "单位：牵头和责任任务", lambda: app.go("units", unit), "", f"unit:{unit}")


# ---------------------------------------------------------------------- used lately


def recent_entries(app: Host, actions: Iterable[ActionEntry]) -> list[PaletteEntry]:
    """What was used lately, newest first, as far as it is still there (blocking)."""
    if app.preferences is None:
        return []
    by_name = {one.entry.name: one.entry for one in actions}
    names = recent_names(app)
    numbers = [int(name[5:]) for name in names if name.startswith("task:") and name[5:].isdecimal()]
    if numbers:
        for row in app.session.read(lambda connection: _rows(connection, app, numbers)):
            by_name[row.name] = row
    units = [name.removeprefix("unit:") for name in names if name.startswith("unit:")]
    if units:
        called = app.session.read(lambda connection: names_on(connection, app.session.today))
        by_name |= {f"unit:{one}": unit_entry(app, one, called[one][0]) for one in units if one in called}
    return [by_name[name] for name in names if name in by_name]


def _rows(connection: sqlite3.Connection, app: Host, numbers: list[int]) -> list[PaletteEntry]:
    from huaian_tui.store.queries.tasks import read_tasks

    known = [number for number in numbers if number < 1 << 63]
    rows = read_tasks(connection, app.session.today, known)
    return [task_entry(app, row.no, row.named.label, row.text) for row in rows]


def recent_names(app: Host) -> list[str]:
    """The names of what was used lately (blocking); whatever else stands in the file is passed over."""
    kept = read_preferences(app.preferences).get(RECENT_KEY) if app.preferences else None
    return [name for name in kept if isinstance(name, str)][:MOST_RECENT] if isinstance(kept, list) else []


def remember_use(app: Host, name: str) -> None:
    """Put a name first among those used lately (blocking). That the disk refuses it is not worth a word."""
    if app.preferences is not None and name:
        others = [other for other in recent_names(app) if other != name]
        remember(app.preferences, RECENT_KEY, [name, *others][:MOST_RECENT])
