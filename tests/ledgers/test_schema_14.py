"""The first schema of plans as records: its ledger answers as it did, today and as of seven past days.

``schema_14.db.gz`` was written and ``schema_14.answers.json.gz`` answered by the version of commit 8563996:
nine months of three laptops that exchanged packs, three plans besides the shipped one (two of one code),
matters numbered apart, ties, a renamed and a merged unit, a contact, an extended, changed and closed plan.
Neither file is ever made anew. "refused" stands for exit 1: the thing was not there yet on that day.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from ledgers.conftest import Upgraded
from support.cli import Program

from huaian_tui.store.engine.integrity import check_ledger

FOLDER = Path(__file__).parent
TODAY = "2026-11-22"
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "schema_14.answers.json.gz").read_bytes()))
ADDED_KEYS = {"revisions", "file", "remarks", "code_shared", "lead_now", "support_now", "now"}
ADDED_KEYS |= {"confirmed", "full_name_certain", "full_name_confirmed", "doubled", "former_numbers"}
ADDED_KEYS |= {"discarded", "solves", "solved_by", "keeps_pace", "forecast", "fingerprint", "laptop"}
"""Keys of JSON that were added since: of a task how revisions wrote it anew and what its units are
called now, of a plan the file that it came from, what was unsure of it and whether its code is another's too,
of a unit's full name whether it was confirmed, of a notice whether another one bears its number, which
it bore before and whether its draft was thrown away, of a note what it found solved and by which it was,
of a milestone whether it keeps pace and what is foreseen."""
DAYS = sorted({asked.split(" ", 1)[0] for asked in ANSWERS})


@pytest.fixture
def kept(tmp_path: Path) -> Program:
    """The program on a copy of the kept ledger."""
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / "schema_14.db.gz").read_bytes()))
    return Program(path, TODAY)


@pytest.fixture
def upgraded(upgraded_program: Upgraded) -> Program:
    """The program on the kept ledger that it has upgraded; it is only read."""
    return upgraded_program(14, TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_every_listing_answers_as_the_version_that_wrote_it(upgraded: Program, day: str) -> None:
    assert len([words for words in ANSWERS if words.startswith(f"{day} ")]) == len(ANSWERS) / len(DAYS) > 40
    assert differences_of(upgraded, ANSWERS, day, ADDED_KEYS) == {}


def differences_of(kept: Program, answers: dict[str, Any], day: str, added: set[str]) -> dict[str, Any]:
    """Command → where its answer of the day is another than the kept one; ``added``: keys since then."""
    as_of = [] if day == "None" else ["--as-of", day]
    listed = [words for words in answers if words.startswith(f"{day} ")]
    asked = {words: [one.replace("\x1f", " ") for one in words.split(" ")[1:]] for words in listed}
    closed = [f"{one['id']}/" for one in kept.json(*as_of, "plan", "list") if one["closed_on"]]
    differences = dict[str, Any]()
    for words, command in asked.items():
        before = answers[words]
        if before == {"refused": 1}:
            assert kept.run(*as_of, *command, "--json").code == 1, words
            continue
        now = kept.json(*as_of, *command)
        if command == ["setting", "list"]:
            known = {one["key"] for one in before}
            now = [one for one in now if one["key"] in known]
        if command[0] == "query":
            names = sorted(before[0]) if before else []
            now, before = (_in_order(rows, names) for rows in (now, before))
        if command[0] in ("unit", "units"):
            before = _without_closed(tuple(closed), before)
        found = list(_differences(now, before, "", added))
        if found:
            differences[words] = found[:5]
    return differences


def _in_order(rows: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Rows in the order of these columns: of a question without ORDER BY, SQLite promises none."""
    return sorted(rows, key=lambda row: json.dumps([row.get(name) for name in names]))


def _without_closed(closed: tuple[str, ...], before: Any) -> Any:
    """What was said of units, less their tasks of closed plans.

    The key ``tasks`` is of open plans, as ``counts`` beside it always were; the versions that answered gave
    those of closed ones too.
    """
    if isinstance(before, list):
        return [_without_closed(closed, one) for one in before]
    if "tasks" not in before or not closed:
        return before
    return before | {"tasks": [one for one in before["tasks"] if not one["id"].startswith(closed)]}


def _differences(now: Any, before: Any, place: str, added: set[str]) -> Any:
    """Where an answer is another than it was; keys that were added since are none."""
    if isinstance(now, dict) and isinstance(before, dict):
        for key in sorted(before.keys() | now.keys()):
            if key not in now or (key not in before and key not in added):
                yield f"{place}.{key}", "no such key" if key not in now else "a key that was not asked for"
            elif key in before:
                yield from _differences(now[key], before[key], f"{place}.{key}", added)
    elif isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        for number, (one, then) in enumerate(zip(now, before, strict=True)):
            yield from _differences(one, then, f"{place}[{number}]", added)
    elif re.search(r"\.conflict\[[0-9]+\]\.says$", place) and str(now).startswith(f"{before}；"):
        return  # the sides of a unit in conflict say since then all that tells them apart
    elif place.endswith(".text") and says_the_same(str(now), str(before)):
        return
    elif now != before:
        yield place, now, before


def says_the_same(now: str, before: str) -> bool:
    """Whether a paper as a message says what it said.

    Asked for since: what was withdrawn says so in front, and a row of a table reads 「6．某节点；…」 instead
    of 「序号：6；节点：某节点；…」, with ； between what stood on lines of one cell; a reading
    stands in the unit of its target, 「读数 4002个」 for 「读数 4002」.
    """
    return _said(now.removeprefix("【已撤回】\n")) == _said(before) or _READING.sub(r"\1", now) == before


_READING = re.compile(r"^((?:（已撤回）)?读数 -?[\d,.]+)(?:%|[\u4e00-\u9fff]{1,3})(?=；|$)")


def _said(text: str) -> str:
    rows = [re.sub("^序号：([^；]+)(?:；[^：；]+：)?", r"\1", line) for line in text.splitlines()]
    return re.sub(r"[；：．\s]", "", "\n".join(rows))


def test_a_row_of_a_message_says_the_same_only_with_all_its_words() -> None:
    assert says_the_same("【已撤回】\n6．某节点；时限：某天", "序号：6；节点：某节点；时限：某天")
    assert not says_the_same("6．某节点；时限：某天", "序号：6；节点：另一节点；时限：某天")
    assert not says_the_same("6．某节点", "序号：6；节点：某节点；时限：某天")


def test_a_reading_says_the_same_in_its_unit_and_no_other_number() -> None:
    assert says_the_same("读数 100家；依据：验收", "读数 100；依据：验收")
    assert says_the_same("（已撤回）读数 0%", "（已撤回）读数 0")
    assert not says_the_same("读数 101家；依据：验收", "读数 100；依据：验收")
    assert not says_the_same("读数 100家；依据：验收", "读数 100；依据：另一份")


def test_it_is_whole_after_the_upgrade_and_kept_before_it(kept: Program) -> None:
    result = check_ledger(kept.path)
    assert (result.records, result.problems) == (124, ())
    assert list(kept.path.parent.glob("**/*.db")) != [kept.path], "a backup was made first"
