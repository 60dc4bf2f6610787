"""Words typed into the filter of the tasks: the index finds what looking at every text finds."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.search import task_text as task_words

TODAY = date(2026, 11, 22)
WORDS = (
    "数 数据 数据资产 数据资产登记 平台 czj caizhengju 财政局 市 12 2024 2024年 逾期 “一数一源 、 a zj sz "
    '区块链 没有这样的字 资产登 产登记平台建 % " * AND'
).split()


def test_the_index_finds_what_a_look_at_every_text_finds(
    reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [row[0] for row in reader.execute("SELECT search_key FROM task_key ORDER BY task_no")]
    words = [*WORDS, *(text[at : at + 2 + at % 4] for text in texts for at in (0, 7, 20, len(text) - 4))]
    asked = [" ".join(pair) for pair in zip(words, reversed(words), strict=True)]
    assert task_words._is_indexed(reader)
    wanted = [TaskFilter(text=text) for text in (*words, *asked)]
    by_index = [find_tasks(reader, TODAY, one) for one in wanted]
    monkeypatch.setattr(task_words, "_is_indexed", lambda _: False)
    assert by_index == [find_tasks(reader, TODAY, one) for one in wanted]
    assert sum(map(bool, by_index)) > 200


def test_names_of_another_program_are_not_used(ledger: Ledger) -> None:
    connection = ledger.connection
    assert task_words._is_indexed(connection)
    connection.execute("UPDATE search_state SET source = x'00' WHERE part = 'names'")
    assert not task_words._is_indexed(connection)
