"""What is offered once the first screen stands: drafts that wait, and the guide at the first start.

Nearly always there is nothing to offer. It is looked for without loading the dialogs, so that the first key
does not wait for them.
"""

from __future__ import annotations

import sqlite3

from huaian_tui.store.keep.drafts import KeptDraft
from huaian_tui.store.keep.preferences import GUIDE_SEEN, read_preferences
from huaian_tui.tui.actions.palette_entry import PaletteEntry
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.background import in_thread

_AGAIN_SECONDS = 1.0

_Found = tuple[list[KeptDraft], dict[str, str]]
"""The drafts that wait, and what their forms are called."""


def offer_drafts(app: Host, *, asked: bool = False) -> None:
    """Show the drafts that wait; without any nothing happens, unless the officer ``asked`` for them."""

    def read() -> _Found:
        drafts = app.session.waiting_drafts()
        if not drafts:
            return [], {}
        from huaian_tui.tui.areas.draft_forms import read_titles

        return drafts, app.session.read(lambda connection: read_titles(connection, drafts))

    def show(found: _Found) -> None:
        drafts, titles = found
        if drafts:
            from huaian_tui.tui.areas.drafts import show_drafts

            show_drafts(app, drafts, titles)
        elif asked:
            app.tell("没有没写完的表单")

    begun_on = app.screen

    def show_when_free(found: _Found) -> None:
        if found[0] and app.screen.is_modal:  # not over what the officer is at
            begun_on.set_timer(_AGAIN_SECONDS, lambda: show_when_free(found))
        else:
            show(found)

    if asked:
        from huaian_tui.tui.forms.open_form import read_then

        read_then(app, read, show, group="drafts")
    else:  # also to one who went to another screen at once
        in_thread(begun_on, read, show_when_free, group="drafts")


def draft_entries(app: Host, query: str) -> list[PaletteEntry]:
    """The palette's entry for the drafts, found by 草稿, caogao, cg and the title itself."""
    wanted = query.strip().lower().replace(" ", "")
    names = ("草稿", "没写完的表单", "caogao", "cg")
    if not wanted or not any(name.startswith(wanted) for name in names):
        return []
    return [PaletteEntry("草稿", "列出没写完的表单：恢复、查看、放弃", lambda: offer_drafts(app, asked=True))]


def offer_guide(app: Host) -> None:
    """At the first start: nobody was named, nothing recorded, and this person has not seen it."""
    if app.session.officer or app.session.as_of is not None or app.preferences is None:
        return
    path = app.preferences

    def is_new(connection: sqlite3.Connection) -> bool:
        from huaian_tui.services.settings import setting_now
        from huaian_tui.store.queries.time_line import recent

        named = setting_now(connection, "officer") or setting_now(connection, "office")
        return not named and not recent(connection, 1)

    def wanted() -> bool:
        return not read_preferences(path).get(GUIDE_SEEN) and app.session.read(is_new)

    def show(new: bool) -> None:
        if new:
            from huaian_tui.tui.areas.guide import open_guide

            open_guide(app, offered=True)

    in_thread(app.screen, wanted, show, group="guide-offer")
