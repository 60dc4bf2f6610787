"""A document as JSON, the form in which a notice's record keeps it, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from huaian_tui.documents.model import (
    Attachment,
    Block,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
)
from huaian_tui.domain.errors import HuaianError

_BLOCKS: dict[str, type[Heading] | type[Paragraph]] = {"heading": Heading, "paragraph": Paragraph}


def document_to_json(document: OfficialDocument) -> str:
    """Every part of the document; each block says its type."""
    values = asdict(document)
    values["body"] = [_packed(block) for block in document.body]
    values["attachments"] = [
        {"title": one.title, "blocks": [_packed(block) for block in one.blocks]}
        for one in document.attachments
    ]
    return json.dumps(values, ensure_ascii=False, default=_day_text)


def document_from_json(text: str) -> OfficialDocument:
    """The document again, equal to the one that was stored; refused when a newer program wrote it."""
    try:
        values = json.loads(text)
        values["body"] = tuple(_unpacked(block) for block in values["body"])
        values["attachments"] = tuple(
            Attachment(one["title"], tuple(_unpacked(block) for block in one["blocks"]))
            for one in values["attachments"]
        )
        for key in ("date", "printed_on"):
            values[key] = None if values[key] is None else date.fromisoformat(values[key])
        for key in ("recipients", "copies_to"):
            values[key] = tuple(values[key])
        return OfficialDocument(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise HuaianError("读不懂这份文书", "可能由较新版本的程序写成", "请升级 huaian-tui 后再看") from error


def _packed(block: Block) -> dict[str, Any]:
    return {"type": type(block).__name__.lower(), **asdict(block)}


def _unpacked(values: dict[str, Any]) -> Block:
    kind = values.pop("type")
    if kind == "table":
        columns = tuple(TableColumn(**one) for one in values.pop("columns"))
        head, rows = _cells(values.pop("head")), _cells(values.pop("rows"))
        return Table(columns=columns, head=head, rows=rows, **values)
    values["sources"] = tuple(values["sources"])
    return _BLOCKS[kind](**values)


def _cells(rows: list[list[dict[str, Any]]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell(**one | {"sources": tuple(one["sources"])}) for one in row) for row in rows)


def _day_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot store {type(value).__name__}")
