"""A document as JSON, the form in which a notice's record keeps it, and back.

What figures count stands once, under ``things``; a block or cell without figures says nothing of them, so
that a document without any reads as it did before there were figures. Of 台账指纹 it is the same.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from huaian_tui.documents.counted import ThingPool
from huaian_tui.documents.model import (
    Attachment,
    Block,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Picture,
    Table,
    TableColumn,
)
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.pictures.picture import picture_from_json, picture_to_json

_BLOCKS: dict[str, type[Heading] | type[Paragraph]] = {"heading": Heading, "paragraph": Paragraph}

_CAME_LATER = ("withdrawn", "former_numbers")
"""What is told on a notice after it was frozen, and follows from later records."""


def document_to_json(document: OfficialDocument, *, as_shown: bool = False) -> str:
    """Every part of the document that it is kept with; each block says its type.

    ``as_shown``: also what came later and is only shown; such a text is never kept.
    """
    pool = ThingPool()
    values = _values(document)
    for key in () if as_shown else _CAME_LATER:
        del values[key]
    if not document.fingerprint:
        del values["fingerprint"]
    values["body"] = [_packed(block, pool) for block in document.body]
    values["attachments"] = [
        {"title": one.title, "blocks": [_packed(block, pool) for block in one.blocks]}
        for one in document.attachments
    ]
    if things := pool.things():
        values["things"] = things
    return json.dumps(values, ensure_ascii=False, default=_day_text)


def document_from_json(text: str) -> OfficialDocument:
    """The document again, equal to the one that was stored; refused when a newer program wrote it."""
    try:
        values = json.loads(text)
        pool = ThingPool(values.pop("things", ()))
        values["body"] = tuple(_unpacked(block, pool) for block in values["body"])
        values["attachments"] = tuple(
            Attachment(one["title"], tuple(_unpacked(block, pool) for block in one["blocks"]))
            for one in values["attachments"]
        )
        for key in ("date", "printed_on"):
            values[key] = None if values[key] is None else date.fromisoformat(values[key])
        for key in ("recipients", "copies_to", "former_numbers"):
            values[key] = tuple(values.get(key, ()))
        if values.get("words") is not None:
            values["words"] = tuple(values["words"])
        return OfficialDocument(**values)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise HuaianError("读不懂这份文书", "可能由较新版本的程序写成", "请升级 huaian-tui 后再看") from error


def _values(part: OfficialDocument | Block | Cell | TableColumn) -> dict[str, Any]:
    return {one.name: getattr(part, one.name) for one in fields(part)}


def _packed(block: Block, pool: ThingPool) -> dict[str, Any]:
    values = {"type": type(block).__name__.lower(), **_values(block)}
    if isinstance(block, Table):
        values["columns"] = [_values(one) for one in block.columns]
        for part in ("head", "rows"):
            values[part] = [[_with_figures(_values(cell), pool) for cell in row] for row in values[part]]
        return values
    if isinstance(block, Picture):
        values["data"] = picture_to_json(block.data)
    return _with_figures(values, pool)


def _with_figures(values: dict[str, Any], pool: ThingPool) -> dict[str, Any]:
    """The values of a block or cell with its figures as JSON; without any, without the word for them."""
    figures = values.pop("figures", ())
    return {**values, "figures": pool.packed(figures)} if figures else values


def _unpacked(values: dict[str, Any], pool: ThingPool) -> Block:
    kind = values.pop("type")
    if kind == "table":
        columns = tuple(TableColumn(**one) for one in values.pop("columns"))
        head, rows = _cells(values.pop("head"), pool), _cells(values.pop("rows"), pool)
        return Table(columns=columns, head=head, rows=rows, **values)
    if kind == "picture":
        return Picture(picture_from_json(values.pop("data")), **_read(values, pool))
    return _BLOCKS[kind](**_read(values, pool))


def _cells(rows: list[list[dict[str, Any]]], pool: ThingPool) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell(**_read(one, pool)) for one in row) for row in rows)


def _read(values: dict[str, Any], pool: ThingPool) -> dict[str, Any]:
    values["sources"] = tuple(values["sources"])
    if "figures" in values:
        values["figures"] = pool.unpacked(values["figures"])
    return values


def _day_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot store {type(value).__name__}")
