"""待定的设置: what packs would set, with old and new value; each is adopted, turned down, or waits on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.services.settings import (
    CANCELLED,
    Offer,
    adopt_settings,
    offers,
    office_in_force,
    turn_down_settings,
)
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line, own_words

TITLE = "待定的设置"
INTRO = "同事的数据包带来这些设置，还没有采用；采用后像自己填写的一样记下。"
NOTHING = "没有待定的设置"
ADOPT, REFUSE, LATER = "adopt", "refuse", ""
VALUE_CELLS = 40
"""Of a value beside its choice."""


def open_waiting_settings(app: Host) -> None:
    """Ask about each setting that waits; say so when there is none."""
    read_then(app, lambda: app.session.read(offers), lambda found: _ask(app, found), group="settings")


def _ask(app: Host, found: Sequence[Offer]) -> None:
    if not found:
        app.tell(NOTHING)
        return
    by_id = {one.waiting.id.hex(): one for one in found}
    fields: list[FormField] = [
        ChoiceField(key, one_line(one.title), _choices(one)) for key, one in by_id.items()
    ]

    def save(values: dict[str, Any]) -> str:
        wanted = [by_id[key].waiting for key, answer in values.items() if answer == ADOPT]
        unwanted = [by_id[key].waiting for key, answer in values.items() if answer == REFUSE]

        def decide(ledger: Any) -> tuple[list[Offer], str]:
            if unwanted:
                turn_down_settings(ledger, unwanted)
            refused = adopt_settings(ledger, wanted).refused if wanted else []
            return refused, office_in_force(ledger.connection)

        refused, office = app.session.write(decide)
        said = _said(len(wanted) - len(refused), len(unwanted), [one.refusal for one in refused])
        return f"{said}；现用机构是{one_line(office)}" if len(wanted) > len(refused) else said

    def saved(said: str) -> None:
        app.tell(said)
        app.ledger_changed()

    intro = "\n".join([INTRO, *(one_line(own_words(one.words())) for one in found)])
    open_dialog(app, FormDialog(TITLE, fields, save, intro=intro, button="记下"), saved)


def _choices(one: Offer) -> list[tuple[str, str]]:
    value = ellipsis(one_line(one.waiting.value or CANCELLED), VALUE_CELLS)
    adopt = [] if one.refusal is not None else [(ADOPT, f"采用 {value}")]
    return [(LATER, "暂不定"), *adopt, (REFUSE, "不采用")]


def _said(taken: int, turned_down: int, refused: Sequence[HuaianError | None]) -> str:
    parts = [f"已采用 {taken} 项" if taken else "", f"不采用 {turned_down} 项" if turned_down else ""]
    parts += [own_words(one.one_line()) for one in refused if one is not None]
    return "；".join(part for part in parts if part) or "都还没有定"
