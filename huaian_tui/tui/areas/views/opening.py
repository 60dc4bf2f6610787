"""Showing a saved view: its screen comes forward; what it asks for and is gone is said."""

from __future__ import annotations

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.services.views import SCREENS, SavedView, read_views, what_is_gone
from huaian_tui.tui.actions.palette_entry import PaletteEntry, PaletteSource
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.viewed_screen import ViewedScreen
from huaian_tui.tui.safe_text import one_line, own_words
from huaian_tui.tui.threads.background import in_thread

TITLE = "视图"
_ASKED = ("视图", "shitu", "st")


def show_view(app: Host, view: SavedView) -> None:
    """Show a view on its screen, now."""
    app.call_later(open_view, app, view)


async def open_view(app: Host, view: SavedView) -> None:
    """Show a view on its screen."""
    await app.go(view.screen)
    # A dialog may stand over it: at the start one is quick to open one.
    screen = next((one for one in app.screen_stack if isinstance(one, ViewedScreen)), None)
    if screen is None:
        return
    session = app.session
    screen.show_view(view.on_day(session.today))

    def told(gone: list[str]) -> None:
        for one in gone:
            app.tell(own_words(one), "warning")

    read = lambda: session.read(lambda c: what_is_gone(c, session.today, view))  # noqa: E731
    in_thread(screen, read, told, group="view-gone")


def view_source(app: Host) -> PaletteSource:
    """The views of this person by their names (in a thread); Enter shows one."""

    def find(query: str) -> list[PaletteEntry]:
        asked, today = search_key(query).removeprefix("视图").lstrip(":"), app.session.today
        return [
            PaletteEntry(
                f"{TITLE}：{one_line(one.name)}",
                f"{SCREENS[one.screen]}：{one_line(one.on_day(today).words)}",
                lambda one=one: open_view(app, one),  # type: ignore[misc]
            )
            for one in read_views(app.preferences)
            if search_key(query) in _ASKED or asked in search_key(one.name) or is_spelled(asked, one.name)
        ]

    return find


def is_spelled(asked: str, name: str) -> bool:
    """Whether a name is spelled so, in pinyin or by its initials."""
    if not asked.isascii():
        return False
    from huaian_tui.domain.text.pinyin import search_spelling

    return any(word.startswith(asked) for word in search_spelling(name).split())
