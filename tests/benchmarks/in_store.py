"""Times of what the store does for one key press, in a process of its own on a given copy of the program.

``python -P in_store.py notes|search LEDGER COUNT`` prints the milliseconds of each as JSON. The copy is the
one on ``PYTHONPATH``; one from before its modules were moved is measured too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 22)
TYPED = ("数据资产登记", "平台建设推进", "czj", "2026-11", "市财政局 电话", "没有这样的事")
"""Typed from their first character on."""


def part(*places: str) -> Any:
    """The first of these (``module:name``) that this copy of the program has."""
    for place in places:
        module, name = place.split(":")
        with suppress(ImportError, AttributeError):
            return getattr(import_module(f"huaian_tui.{module}"), name)
    raise SystemExit(f"This copy of the program has none of {places}.")


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def notes(path: Path, count: int) -> list[float]:
    """A note saved by a writer of its own, as the screens do for each action."""
    ledger = part("store.engine.append:Ledger", "store.ledger:Ledger")
    draft = part("services.notes:NoteDraft", "store.changes.notes:NoteDraft")
    add = part("services.notes:add_note", "store.changes.notes:add_note")

    text = "到场核查，平台建设推进正常，现场台账资料齐全。"

    def save(number: int) -> None:
        with ledger(path, "张三", lambda: datetime.now(UTC)) as writer:
            add(writer, draft(number % 60 + 1, text, TODAY), TODAY)

    return [timed(lambda number=number: save(number)) for number in range(count)]


def search(path: Path, count: int) -> list[float]:
    """Records and names of what stands in the field after a key, on a connection opened for it."""
    reader = part(
        "store.engine.opening:open_reader",
        "store.engine.connection:open_reader",
        "store.database:open_reader",
    )
    records = part("store.search.find_records:search_records", "store.queries.search:search_records")
    names = part(
        "store.search.find_names:names_at_once",
        "store.search.find_names:search_names",
        "store.queries.named:search_names",
    )
    query = part("store.search.search_terms:SearchQuery", "domain.search:SearchQuery")

    def press(text: str) -> None:
        with closing(reader(path)) as connection:
            records(connection, query(text))
            names(connection, TODAY, query(text))

    texts = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    press(texts[0])  # modules are loaded, and the first pages read
    return [timed(lambda text=text: press(text)) for text in (texts * count)[:count]]


if __name__ == "__main__":
    what, ledger_file, wanted = sys.argv[1:]
    works = {"notes": notes, "search": search}
    print(json.dumps(works[what](Path(ledger_file), int(wanted))))
