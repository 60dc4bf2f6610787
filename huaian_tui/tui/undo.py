"""撤销: says what was done with the way back, asks exactly what would be undone, and appends the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.changes.undo import DEFAULT_REASON, Undo, undo, undo_of
from huaian_tui.tui.actions import action, key_label, keys_said
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.fields import TextField
from huaian_tui.tui.dialogs.form import FormDialog

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp

LONGEST_REASON = 200
MOST_LINES = 6
"""Lines of the question; an action on more tasks says how many more."""

NOTHING = "这次打开后还没有可撤销的操作"


def tell_done(app: HuaianApp, text: str) -> None:
    """A toast for what was just recorded, with the key that takes it back."""
    app.tell(f"{text}；撤销按 {key_label(action('undo').keys[0])}")


def open_undo(app: HuaianApp) -> None:
    """Ask whether to take back the last action of this session, naming what that does."""
    session, records, asked_on = app.session, app.session.last_done, app.screen
    if not records:
        app.tell(NOTHING)
        return

    def ask(found: Undo) -> None:
        if app.screen is asked_on:
            app.push_screen(_question(app, records, found), lambda made: _ended(app, found, made))

    def refused(error: HuaianError) -> None:
        session.forget_done(records)  # the action before it can be next
        app.show_error(error)

    in_thread(
        asked_on,
        lambda: session.read(lambda connection: undo_of(connection, records, session.today)),
        ask,
        group="open-form",
        refused=refused,
    )


def _question(app: HuaianApp, records: tuple[bytes, ...], found: Undo) -> FormDialog:
    session = app.session

    def save(values: dict[str, Any]) -> object:
        made = session.write(
            lambda ledger: undo(ledger, records, values["reason"], session.today), can_undo=False
        )
        session.forget_done(records)
        return made

    reason = TextField("reason", "撤销理由", value=DEFAULT_REASON, required=True, max_length=LONGEST_REASON)
    intro = _intro(found)
    return FormDialog("撤销刚才的操作？", [reason], save, intro=intro, button="撤销", busy="正在撤销")


def _intro(found: Undo) -> Content:
    """What will be recorded, line by line."""
    shown = list(found.lines[:MOST_LINES])
    if len(found.lines) > MOST_LINES:
        shown.append(f"另有 {len(found.lines) - MOST_LINES} 条同样处理")
    lines = [Content.styled(line, "$foreground") for line in shown]
    return Content("\n").join(
        [*lines, Content(f"原来的记录不删除，仍可在记录（{keys_said('show_records')}）里查到。")]
    )


def _ended(app: HuaianApp, found: Undo, made: object) -> None:
    if made is None:
        return
    more = f"等 {len(found.lines)} 条" if len(found.lines) > 1 else ""
    app.tell(f"已撤销{more}：{found.lines[0]}")
    app.ledger_changed()
