"""Words in a notice that need a second look: praise and blame, secrecy marks; and how long it is."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from huaian_tui.documents.model import OfficialDocument, Picture, Table
from huaian_tui.documents.standard_words import printable
from huaian_tui.store.queries.plan import task_texts

_PRAISE = (
    "通报表扬",
    "表扬",
    "表彰",
    "嘉奖",
    "予以肯定",
    "成效显著",
    "成绩突出",
    "走在前列",
    "先进单位",
    "先进个人",
)
_BLAME = (
    "通报批评",
    "批评",
    "问责",
    "追责",
    "追究责任",
    "严肃处理",
    "诫勉",
    "不作为",
    "慢作为",
    "乱作为",
    "推诿扯皮",
    "推诿",
    "敷衍",
    "重视不够",
    "落实不力",
    "工作不力",
    "推进不力",
    "弄虚作假",
    "工作滞后",
    "进度滞后",
    "进展滞后",
    "排名靠后",
)
_JUDGING = re.compile("|".join((*_PRAISE, *_BLAME)))
"""Longer words stand before the shorter ones that they contain."""

_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*[★☆*]|绝密|机密(?!性)|密级[:：]")


def printed_texts(document: OfficialDocument) -> Iterator[str]:
    """Every printed text of body and attachments: paragraphs, headings, cells."""
    yield document.title
    for attachment in document.attachments:
        yield attachment.title
    for block in document.blocks():
        if isinstance(block, Table):
            yield block.caption
            yield from (cell.text for row in (*block.head, *block.rows) for cell in row)
        elif isinstance(block, Picture):
            yield from (block.caption, block.text)
        else:
            yield getattr(block, "lead", "") + block.text


def _own_texts(connection: sqlite3.Connection, document: OfficialDocument) -> list[str]:
    """Printed texts without what is quoted from the plan's own rows."""
    texts = list(printed_texts(document))
    plan = task_texts(connection, texts)
    return [printable(text) for text in texts if text not in plan]


def judging_words(connection: sqlite3.Connection, document: OfficialDocument) -> list[str]:
    """Words of praise and blame, each once, in printed order."""
    texts = _own_texts(connection, document)
    return list(dict.fromkeys(word for text in texts for word in _JUDGING.findall(text)))


def secrecy_marks(connection: sqlite3.Connection, document: OfficialDocument) -> list[str]:
    """密级 as set, and words that look like secrecy marks, each once."""
    marks = [document.secrecy] if document.secrecy.strip() else []
    texts = _own_texts(connection, document)
    return list(dict.fromkeys([*marks, *(mark for text in texts for mark in _SECRET.findall(text))]))


def body_length(document: OfficialDocument) -> int:
    """Characters of the body with its tables, blanks not counted, attachments left out."""
    total = 0
    for block in document.body:
        if isinstance(block, Table):
            texts = [cell.text for row in (*block.head, *block.rows) for cell in row]
        else:
            texts = [getattr(block, "lead", ""), block.text]
        total += sum(len("".join(text.split())) for text in texts)
    return total
