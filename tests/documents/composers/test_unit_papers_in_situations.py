"""Every kind of paper to units in ten situations, each text as it was read by the one who signs it.

Where a kind makes no sense in a situation, what the program says instead is the text that was read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from support.approved import text_as_approved
from support.unit_situations import SETTINGS, SITUATIONS, Scene

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.plain.pages import render_text
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger


def told(connection: sqlite3.Connection, request: NoticeRequest) -> str:
    """The pages, with what the officer is told beside them; or why there is no such paper."""
    try:
        made = compose(connection, request)
    except HuaianError as refused:
        return f"不拟：{refused}\n"
    beside = "".join(f"提示：{one}\n" for one in made.warnings)
    return render_text(made.document) + beside


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_papers_to_units_read_as_approved(
    ledger: Ledger, reader: sqlite3.Connection, situation: Callable[[Ledger, sqlite3.Connection], Scene]
) -> None:
    change_settings(ledger, SETTINGS)
    scene = situation(ledger, reader)
    texts = {f"{situation.__name__}/{one.kind}": told(reader, one) for one in scene.requests()}
    text_as_approved(texts)
