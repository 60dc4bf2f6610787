"""From a kind and a unit to a kept draft, and from a draft to files: what screens and commands call."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from huaian_tui.documents.composers.circular import compose_circular
from huaian_tui.documents.composers.composed import KIND_TITLES, Composed
from huaian_tui.documents.composers.reminder import compose_reminder
from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.stored import document_from_json, document_to_json
from huaian_tui.documents.wording import chinese_date
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.lights import DUE_SOON_DAYS
from huaian_tui.domain.rows import NoticeRow
from huaian_tui.store.changes.notices import NoticeDraft, keep_notice_draft
from huaian_tui.store.ledger import Ledger
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.units import list_units

FORMATS = {"pdf": "PDF（按公文格式排版）", "txt": "文本（粘贴到聊天窗口）"}
"""Formats that a notice can be exported in."""


def compose(connection: sqlite3.Connection, kind: str, today: date, unit: str | None = None) -> Composed:
    """The notice of this kind as of ``today``; ``unit`` is a short name and needed for a 催办单."""
    if kind == "circular":
        return compose_circular(connection, today)
    if kind == "reminder":
        if unit is None:
            raise InputRefused("没有写给哪个单位", "催办单须写明单位", "请选一个单位（--unit）", field="unit")
        return compose_reminder(connection, today, unit)
    known = "、".join(f"{key}（{title}）" for key, title in KIND_TITLES.items())
    raise InputRefused(f"没有“{kind}”这种文书", f"可拟：{known}", "请换一种", field="kind")


def units_to_remind(connection: sqlite3.Connection, today: date) -> list[str]:
    """Short names of the units that have something overdue or due soon, in the order of the plan.

    Members of a group are reminded through the group's own name only.
    """
    members = {row[0] for row in connection.execute("SELECT unit FROM group_member WHERE certain = 1")}
    return [
        unit.name
        for unit in list_units(connection, today)
        if unit.name not in members and list_overdue(connection, today, within=DUE_SOON_DAYS, unit=unit.name)
    ]


def keep_draft(ledger: Ledger, composed: Composed, today: date) -> bytes:
    """Keep a composed notice as a draft and return its record id."""
    return keep_notice_draft(
        ledger,
        NoticeDraft(
            kind=composed.kind,
            title=composed.document.title.replace("\n", ""),
            units=composed.units,
            day=today,
            document=document_to_json(composed.document),
            warnings=composed.warnings,
            asks=composed.asks,
            reply_due=composed.reply_due,
        ),
    )


def document_of(notice: NoticeRow) -> OfficialDocument:
    """The document of a kept notice."""
    return document_from_json(notice.document)


def export_notice(notice: NoticeRow, formats: Sequence[str], folder: Path) -> list[Path]:
    """Write a notice into ``folder`` in these formats; returns the paths really used.

    A name that is taken gets (2); nothing is ever overwritten, and nothing is
    written when one of the formats is unknown.
    """
    for one in formats or [""]:
        if one not in FORMATS:
            raise InputRefused(
                f"不能导出“{one}”格式", f"可导出：{'、'.join(FORMATS)}", "请换一种格式", field="format"
            )
    document = document_of(notice)
    name = file_name(notice)
    return [write_whole(folder / f"{name}.{one}", _rendered(document, one)) for one in formats]


def file_name(notice: NoticeRow) -> str:
    """A name that a person understands: 市财政局_催办单_2026年11月22日."""
    about = "、".join(notice.units) or "全市"
    kind = KIND_TITLES.get(notice.kind, "文书")
    return safe_file_name(f"{about}_{kind}_{chinese_date(notice.drafted_on)}")


def _rendered(document: OfficialDocument, wanted: str) -> bytes:
    if wanted == "pdf":
        from huaian_tui.documents.typesetting import render_pdf

        return render_pdf(document)
    from huaian_tui.documents.text import render_chat

    return render_chat(document).encode("utf-8")
