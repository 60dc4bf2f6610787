"""Long listings: written as they are read, the same bytes as of a whole list, of one moment."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from support import children
from support.cli import Program

from huaian_tui.cli.output import pages as paging
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.cli.output.pages import PagedRows


def written(value: Any) -> str:
    """What ``emit_json`` writes."""
    with redirect_stdout(io.StringIO()) as out:
        emit_json(value)
    return out.getvalue()


@pytest.mark.parametrize(
    "values",
    [
        [],
        [{}],
        [{"text": "a\nb \u2028 \x85 [", "list": [1, [2, {"x": None}]]}, {"second": "淮安"}],
        [1, "二", None, []],
        [{"broken": "\ud800"}],
    ],
)
def test_an_array_is_written_as_a_whole_list_is(values: list[Any]) -> None:
    assert written(iter(values)) == written(values)
    assert json.loads(written(iter(values))) == values


def test_a_value_is_written_before_the_next_is_asked_for() -> None:
    out = io.StringIO()

    def values() -> Iterator[dict[str, int]]:
        yield {"no": 1}
        assert '"no": 1' in out.getvalue()
        yield {"no": 2}

    with redirect_stdout(out):
        emit_json(values())
    assert json.loads(out.getvalue()) == [{"no": 1}, {"no": 2}]


def test_rows_are_read_by_the_page_while_their_keys_are_found() -> None:
    found: list[int] = []
    read: list[tuple[int, int]] = []

    def keys() -> Iterator[int]:
        for key in range(1201):
            found.append(key)
            yield key

    def page(keys: Sequence[int]) -> list[int]:
        read.append((len(keys), len(found)))
        return [-key for key in keys]

    rows = PagedRows(keys(), page)
    assert rows and len(found) == 1 and read == []
    sizes = rows.by_page(lambda of_page: [len(of_page)])
    assert list(sizes) == [500, 500, 201]
    assert read == [(500, 500), (500, 1000), (201, 1201)]
    assert len(rows) == len(sizes) == 1201
    assert list(PagedRows(iter((1, 2)), page)) == [-1, -2]
    assert not PagedRows((), page)


@pytest.mark.parametrize(
    "words",
    [
        ("tasks",),
        ("milestone", "list"),
        ("milestone", "list", "--light", "overdue"),
        ("note", "list"),
        ("overdue",),
    ],
)
def test_a_listing_does_not_depend_on_the_size_of_a_page(
    program: Program, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 8):
        program.text("note", "add", "2", "--text", f"第{number}条")
    whole = program.text(*words), program.text(*words, "--json")
    monkeypatch.setattr(paging, "PAGE_ROWS", 3)
    assert (program.text(*words), program.text(*words, "--json")) == whole


@pytest.mark.parametrize("words", [("tasks", "--json"), ("milestone", "list", "--json"), ("tasks",)])
def test_a_reader_that_goes_away_is_no_error(ledger_path: Path, words: tuple[str, ...]) -> None:
    started = children.Child(
        [sys.executable, "-m", "huaian_tui", "--db", str(ledger_path), "--today", "2026-11-22", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert started.stdout is not None and started.stderr is not None
    started.stdout.readline()
    started.stdout.close()
    told = started.stderr.read()
    started.stderr.close()
    assert (started.wait(), told) in ((141, b""), (0, b""))
