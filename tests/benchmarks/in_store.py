"""Times of what the store does for one key press, in a process of its own on a given copy of the program.

``python -P in_store.py WHAT LEDGER COUNT`` prints their milliseconds as JSON. WHAT is notes, busy, search,
closed, one of ``PAST`` or of ``EVALUATED``.
The copy is the one on ``PYTHONPATH``; one from before its modules were moved is measured too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 22)
PAST_DAY = date(2026, 3, 31)
"""The past day that is asked about."""

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


def busy(path: Path, count: int) -> list[float]:
    """A note saved each second, as ``notes``, while a backup and a check run in processes of their own."""
    over, targets = threading.Event(), iter(range(1_000_000))

    def again_and_again(*words: str) -> None:
        while not over.is_set():
            target = [str(path.with_name(f"b{next(targets)}.db"))] if words[0] == "backup" else []
            program = subprocess.Popen(
                [sys.executable, "-m", "huaian_tui", "--db", str(path), *words, *target],
                stdout=subprocess.DEVNULL,
            )
            while program.poll() is None:
                if over.wait(0.1):
                    program.terminate()
                    program.wait()
            if program.returncode and not over.is_set():
                raise SystemExit(f"{words[0]} ended with {program.returncode}")
            for one in target:
                Path(one).unlink(missing_ok=True)
                Path(f"{one}.sha256").unlink(missing_ok=True)

    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(again_and_again, *words) for words in (("backup",), ("check",))]
        times = []
        try:
            notes(path, 1)  # what is loaded once
            for _ in range(count):
                time.sleep(max(0.0, 1 - times[-1] / 1000) if times else 1)
                times += notes(path, 1)
        finally:
            over.set()
        for one in others:
            one.result()
    return times


def search(path: Path, count: int) -> list[float]:
    """Records and names of what stands in the field after a key, read as the screens read."""
    reader = part("tui.threads.reader:LedgerReader", "tui.reading:LedgerReader")(path, None)
    records = part("store.search.find_records:search_records", "store.queries.search:search_records")
    names = part(
        "store.search.find_names:names_at_once",
        "store.search.find_names:search_names",
        "store.queries.named:search_names",
    )
    query = part("store.search.search_terms:SearchQuery", "domain.search:SearchQuery")

    def press(text: str) -> None:
        reader.read(lambda c: (records(c, query(text)), names(c, TODAY, query(text))))

    texts = [text[:length] for text in TYPED for length in range(1, len(text) + 1)]
    press(texts[0])  # modules are loaded, and the first pages read
    return [timed(lambda text=text: press(text)) for text in (texts * count)[:count]]


def closed(path: Path, count: int) -> list[float]:
    """The morning screen and the first page of the tasks where some plans are closed, as a new reader."""
    reader = part("store.engine.opening:open_reader")
    overview, numbers = (
        part("store.queries.overview:read_overview"),
        part("store.queries.find_tasks:find_numbers"),
    )
    tasks, wanted = part("store.queries.tasks:read_tasks"), part("store.queries.find_tasks:TaskFilter")

    def read() -> None:
        with closing(reader(path)) as connection:
            overview(connection, TODAY)
            tasks(connection, TODAY, numbers(connection, TODAY, wanted()).part(0, 50))

    read()  # modules are loaded, and the first pages read
    return [timed(read) for _ in range(count)]


def past(asked: Callable[[Any], object], path: Path, count: int) -> list[float]:
    """One question about a past day, on a connection opened for it."""
    from huaian_tui.store.engine.as_of import open_reader_as_of

    def ask() -> None:
        with closing(open_reader_as_of(path, PAST_DAY)) as connection:
            asked(connection)

    return [timed(ask) for _ in range(count)]


def evaluated(by: str, path: Path, count: int) -> list[float]:
    """An evaluation of the year, as a new reader: all its rows, of tasks the first one."""
    from huaian_tui.domain.dates.reporting_period import year_of
    from huaian_tui.store.engine.opening import open_reader
    from huaian_tui.store.queries.evaluation.evaluate import evaluate_rows
    from huaian_tui.store.queries.evaluation.scope import Asked

    def ask() -> None:
        with closing(open_reader(path)) as connection:
            rows = evaluate_rows(connection, Asked(year_of(TODAY), TODAY, by))
            deque(islice(rows, 1 if by == "task" else None), maxlen=0)

    ask()  # modules are loaded, and the first pages read
    return [timed(ask) for _ in range(count)]


def by_month(name: str, path: Path, count: int) -> list[float]:
    """A picture of how things stood at the ends of 24 months, as a new reader."""
    from huaian_tui.domain.dates.reporting_period import Period
    from huaian_tui.store.engine.opening import open_reader
    from huaian_tui.store.queries.evaluation.scope import Asked
    from huaian_tui.store.queries.pictures.read import read_pictures

    def ask() -> None:
        with closing(open_reader(path)) as connection:
            read_pictures(connection, Asked(Period(date(2024, 12, 1), date(2026, 11, 30)), TODAY), (name,))

    ask()
    return [timed(ask) for _ in range(count)]


def trends(path: Path, count: int) -> list[float]:
    """What moved on the morning screen, and its burn-down, as a new reader."""
    from huaian_tui.store.engine.opening import open_reader
    from huaian_tui.store.queries.trends import read_trends

    def ask() -> None:
        with closing(open_reader(path)) as connection:
            read_trends(connection, TODAY)

    ask()
    return [timed(ask) for _ in range(count)]


def past_unit(connection: Any) -> None:
    """How a unit stood."""
    from huaian_tui.store.queries.units import read_unit

    read_unit(connection, PAST_DAY, "市财政局")


def past_page(connection: Any) -> None:
    """The list of tasks, and its first page."""
    from huaian_tui.store.queries.find_tasks import TaskFilter, find_numbers
    from huaian_tui.store.queries.tasks import read_tasks

    read_tasks(connection, PAST_DAY, find_numbers(connection, PAST_DAY, TaskFilter()).part(0, 50))


def past_overdue(connection: Any) -> None:
    """The first page of what was overdue."""
    from huaian_tui.store.queries.milestones import first_due

    first_due(connection, PAST_DAY, until=PAST_DAY, most=100)


def past_counts(connection: Any) -> None:
    """Tasks by light."""
    from huaian_tui.store.queries.overview import count_lights

    count_lights(connection, PAST_DAY)


def past_search(connection: Any) -> None:
    """A search of records and of names."""
    from huaian_tui.store.search.find_names import search_names
    from huaian_tui.store.search.find_records import search_records
    from huaian_tui.store.search.search_terms import SearchQuery

    search_records(connection, SearchQuery("数据资产"), today=PAST_DAY)
    search_names(connection, PAST_DAY, SearchQuery("数据资产"))


def past_task(connection: Any) -> None:
    """Everything about one task."""
    from huaian_tui.store.queries.tasks import read_task

    read_task(connection, PAST_DAY, 2)


def past_overview(connection: Any) -> None:
    """The morning screen of that day."""
    from huaian_tui.store.queries.overview import read_overview

    read_overview(connection, PAST_DAY)


PAST: dict[str, Callable[[Any], None]] = {
    "past-unit": past_unit,
    "past-page": past_page,
    "past-overdue": past_overdue,
    "past-counts": past_counts,
    "past-search": past_search,
    "past-task": past_task,
    "past-overview": past_overview,
}


EVALUATED: dict[str, Callable[[Path, int], list[float]]] = {
    **{f"evaluate-{by}": partial(evaluated, by) for by in ("unit", "indicator", "plan", "task")},
    **{f"months-{name}": partial(by_month, name) for name in ("burndown", "lights", "matrix")},
    "months-trends": trends,
}


if __name__ == "__main__":
    what, ledger_file, wanted = sys.argv[1:]
    works = {"notes": notes, "busy": busy, "search": search, "closed": closed, **EVALUATED} | {
        name: partial(past, asked) for name, asked in PAST.items()
    }
    print(json.dumps(works[what](Path(ledger_file), int(wanted))))
