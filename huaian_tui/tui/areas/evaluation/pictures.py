"""图: the pictures of the period that is evaluated, one below the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures import read
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.evaluation.choice import Choice
from huaian_tui.tui.areas.evaluation.facts import asked_of
from huaian_tui.tui.forms.open_form import read_then
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.picture_view import PictureView
from huaian_tui.tui.safe_text import one_line


class PicturesDialog(ModalScreen[None]):
    """Pictures to look at; arrows and PgDn scroll, Esc closes."""

    BINDINGS = bindings_for("back")
    AUTO_FOCUS = ".dialog-body"

    def __init__(self, title: str, pictures: Sequence[PictureData]) -> None:
        super().__init__()
        self._title = title
        self._pictures = tuple(pictures)

    def compose(self) -> ComposeResult:
        """Title, pictures."""
        with Vertical(classes="dialog dialog-list"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body"):
                yield PictureView(self._pictures)
        yield HintBar()

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def open_pictures(app: Host, choice: Choice) -> None:
    """Show the pictures of what is evaluated: those of its period, day and plan."""
    asked = asked_of(choice, app.session.today, past=app.session.as_of is not None)

    def show(pictures: list[PictureData]) -> None:
        about = choice.plan_name or "全部在办方案"
        day = app.session.today.isoformat()
        app.push_screen(PicturesDialog(f"图：{choice.period.title}，截至 {day}，{about}", pictures))

    read_then(app, lambda: app.session.read(lambda c: read_pictures(c, asked)), show)


def read_pictures(connection: sqlite3.Connection, asked: Asked) -> list[PictureData]:
    """All pictures of a period (blocking)."""
    return read.read_pictures(connection, asked)
