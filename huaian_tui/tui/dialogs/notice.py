"""Forms of the notices screen: what to draft, and where to export it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.documents.composers.composed import KIND_TITLES
from huaian_tui.documents.notices import FORMATS, compose, export_notice, keep_draft
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rows import NoticeRow
from huaian_tui.store.ledger import Ledger
from huaian_tui.store.queries.units import resolve_unit
from huaian_tui.tui.dialogs.choice import ChoiceField
from huaian_tui.tui.dialogs.fields import FormField, TextField
from huaian_tui.tui.dialogs.form import FormDialog
from huaian_tui.tui.session import LedgerSession

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp


def open_draft_form(
    app: HuaianApp, then: Callable[[list[bytes]], object], *, kind: str = "circular", unit: str = ""
) -> None:
    """Ask for the kind and, for a 催办单, the units; ``then`` gets the ids of the drafts made."""
    session = app.session
    fields: Sequence[FormField] = (
        ChoiceField("kind", "文书", tuple(KIND_TITLES.items()), value=kind),
        TextField("unit", "催办单位", value=unit, placeholder="名称或拼音首字母；通报不填"),
    )
    form = FormDialog(
        "拟写文书",
        fields,
        lambda values: draft_notice(session, values),
        intro="通报覆盖整个方案；催办单写给一个单位，只列逾期和 30 天内到期的节点。",
    )

    def ended(made: list[bytes] | None) -> None:
        if made is not None:
            then(made)

    app.push_screen(form, ended)


def draft_notice(session: LedgerSession, values: dict[str, Any]) -> list[bytes]:
    """Compose and keep the draft in one go; returns the ids of the drafts."""
    kind, typed = values["kind"], values["unit"]
    if kind == "reminder" and not typed:
        raise InputRefused("没有写给哪个单位", "催办单须写明单位", "填单位名称或拼音首字母", field="unit")
    if kind == "circular" and typed:
        raise InputRefused("通报不写单位", "通报覆盖整个方案", "清空这一项，或改选催办单", field="unit")

    def work(ledger: Ledger) -> list[bytes]:
        unit = _unit(ledger.connection, typed) if typed else None
        composed = compose(ledger.connection, kind, session.today, unit)
        return [keep_draft(ledger, composed, session.today)]

    return session.write(work)


def _unit(connection: sqlite3.Connection, typed: str) -> str:
    return resolve_unit(connection, typed).name


def open_export_form(app: HuaianApp, notice: NoticeRow, then: Callable[[list[Path]], object]) -> None:
    """Ask for the format and folder; ``then`` gets the paths written."""
    formats = (("pdf,txt", "PDF 和文本"), *((key, key.upper()) for key in FORMATS))
    fields: Sequence[FormField] = (
        ChoiceField("formats", "格式", formats),
        TextField("folder", "文件夹", value=str(default_folder()), required=True, max_length=500),
    )

    def work(values: dict[str, Any]) -> list[Path]:
        folder = Path(values["folder"]).expanduser()
        return export_notice(notice, values["formats"].split(","), folder)

    form = FormDialog("导出文书", fields, work, intro="同名文件不会被覆盖，新文件名后加（2）。")

    def ended(paths: list[Path] | None) -> None:
        if paths is not None:
            then(paths)

    app.push_screen(form, ended)


def default_folder() -> Path:
    """Where an officer looks for files: the documents folder if there is one, else the home folder."""
    import platformdirs

    documents = Path(platformdirs.user_documents_dir())
    return documents if documents.is_dir() else Path.home()
