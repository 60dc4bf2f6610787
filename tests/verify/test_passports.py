"""Passports of papers and their verifier: what is right passes, whatever is altered is found."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from support.composers import TODAY, work
from support.exchange import NOON, Laptop
from support.own_laptops import at
from support.verifier import FIGURES, changed, loaded, verify

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.notice_passport import export_passport, has_passport
from huaian_tui.services.notices import issue, keep_draft
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.notices import read_notice

MUTATIONS = 400
AUTUMN = Period(date(2026, 7, 1), date(2026, 9, 30))
BAD = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError, zlib.error)


class Office(NamedTuple):
    """What is made once and only read: a ledger at work, later the pack and passport of an issued 通报."""

    ledger: Path
    pack: Path
    passport: Path


@pytest.fixture(scope="module")
def office(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    laptop = Laptop(seeded_file, folder, "张三")
    with at(folder / "data"):
        laptop.do(lambda ledger: work(ledger))
        laptop.do(lambda ledger: change_setting(ledger, "code", "淮数督"))
        at_work = laptop.back_up()
        notice = circular(laptop)
        laptop.do(lambda ledger: issue(ledger, notice, TODAY))
        return Office(at_work, laptop.export(), passport(laptop, notice))


@pytest.fixture
def laptop(office: Office, tmp_path: Path) -> Laptop:
    return Laptop(office.ledger, tmp_path, "张三")


def drafted(laptop: Laptop, request: NoticeRequest) -> bytes:
    """A draft of what is asked for, as of the day of its data."""
    day = request.as_of
    with closing(open_reader(laptop.path) if day is None else open_reader_as_of(laptop.path, day)) as reader:
        composed = compose(reader, request)
    return laptop.do(lambda ledger: keep_draft(ledger, composed, TODAY, as_of=day))


def passport(laptop: Laptop, notice: bytes, name: str = "护照.json") -> Path:
    with closing(open_reader(laptop.path)) as connection:
        return export_passport(connection, read_notice(connection, notice), laptop.folder / name)


def circular(laptop: Laptop, **asked: Any) -> bytes:
    return drafted(laptop, NoticeRequest(NoticeKind.CIRCULAR, TODAY, **asked))


REQUESTS = {
    "quarter so far": NoticeRequest(NoticeKind.CIRCULAR, TODAY),
    "a past quarter": NoticeRequest(NoticeKind.CIRCULAR, TODAY, period=AUTUMN),
    "as of a day": NoticeRequest(NoticeKind.CIRCULAR, TODAY, as_of=date(2026, 11, 1)),
    "two units": NoticeRequest(NoticeKind.CIRCULAR, TODAY, units=("市数据局", "市财政局")),
    "chosen tasks": NoticeRequest(NoticeKind.CIRCULAR, TODAY, tasks=(1, 2, 6, 22)),
    "an indicator": NoticeRequest(NoticeKind.CIRCULAR, TODAY, indicator="（一）"),
    "annual": NoticeRequest(NoticeKind.ANNUAL, TODAY),
    "briefing": NoticeRequest(NoticeKind.BRIEFING, TODAY),
    "overdue": NoticeRequest(NoticeKind.OVERDUE, TODAY),
    "ledger": NoticeRequest(NoticeKind.LEDGER, TODAY),
    "status": NoticeRequest(NoticeKind.STATUS, TODAY, units=("市数据局",)),
    "supervision": NoticeRequest(NoticeKind.SUPERVISION, TODAY, units=("市数据局",)),
    "reminder": NoticeRequest(NoticeKind.REMINDER, TODAY, units=("市数据局",)),
    "letter": NoticeRequest(NoticeKind.LETTER, TODAY, units=("市数据局",)),
    "assignment": NoticeRequest(NoticeKind.ASSIGNMENT, TODAY, units=("市财政局",)),
    "visit": NoticeRequest(NoticeKind.VISIT, TODAY, units=("市数据局",)),
    "completion": NoticeRequest(NoticeKind.COMPLETION, TODAY, milestone="6-1"),
    "extension": NoticeRequest(NoticeKind.EXTENSION, TODAY, milestone="2-4"),
}


def test_papers_of_every_kind_are_recomputed(laptop: Laptop) -> None:
    proven = dict[str, Path]()
    for place, (name, request) in enumerate(REQUESTS.items()):
        notice = None
        with suppress(HuaianError):  # not every kind has something to tell of this ledger
            notice = drafted(laptop, request)
        if notice is None:
            continue
        with closing(open_reader(laptop.path)) as connection:
            if has_passport(read_notice(connection, notice)):
                proven[name] = passport(laptop, notice, f"{place}.json")
    code, said = verify(laptop.export(), *proven.values())
    assert code == 0, said
    assert {"quarter so far", "a past quarter", "as of a day", "two units", "annual", "briefing"} <= set(
        proven
    )
    counted = [
        one["query"]
        for path in proven.values()
        for one in json.loads(path.read_text(encoding="utf-8"))["figures"]
        if one["query"].get("whole")
    ]
    assert {one["measure"] for one in counted} >= {
        "tasks",
        "dated",
        "completed",
        "overdue",
        "cancelled",
    }
    assert any("unit" in one for one in counted) and any(one.get("share") for one in counted)


def test_what_came_later_changes_nothing_and_what_is_missing_is_told(laptop: Laptop) -> None:
    notice = circular(laptop)
    laptop.do(lambda ledger: issue(ledger, notice, TODAY))
    proof = passport(laptop, notice)
    before = laptop.export()
    done = Completion(date(2025, 1, 2), "补录")
    laptop.do(lambda ledger: complete_milestone(ledger, "2-1", done, TODAY))
    assert verify(laptop.export(), proof)[0] == 0
    assert verify(before, proof)[0] == 0
    late = laptop.export(since=date(2026, 11, 23))
    code, said = verify(late, proof)
    assert code == 1 and "[heads]" in said
    assert verify(laptop.folder / "没有.gz", proof)[0] == 2
    assert verify(before, proof, "--at", "2026-13-01")[0] == 2
    assert verify("self-test")[0] == 0


# ---------------------------------------------------------------------- what is altered


class Proof:
    """An issued 通报 with its pack and passport, opened."""

    def __init__(self, pack: Path, passport: Path) -> None:
        self.pack, self.passport = pack, passport
        header, *rest = gzip.decompress(self.pack.read_bytes()).split(b"\n", 1)
        self.header, self.body = json.loads(header), rest[0]
        self.values = json.loads(self.passport.read_text(encoding="utf-8"))


@pytest.fixture
def proof(office: Office) -> Proof:
    return Proof(office.pack, office.passport)


def packed(target: Path, header: dict[str, Any], body: bytes) -> Path:
    """A pack of these, its checksum made right."""
    header = header | {"sha256": hashlib.sha256(body).hexdigest()}
    text = json.dumps(header, ensure_ascii=False).encode("utf-8") + b"\n"
    target.write_bytes(gzip.compress(text) + gzip.compress(body))
    return target


def finds(module: ModuleType, header: dict[str, Any], body: bytes) -> bool:
    """Whether the chains of altered contents are refused; the checksum of the whole is made right."""
    module.FOUND.clear()
    try:
        module._records_of(header, body.decode("utf-8").split("\n"))
    except BAD:
        return True
    return bool(module.FOUND)


def test_every_flipped_bit_of_a_record_is_found(proof: Proof) -> None:
    module, rng = loaded(), random.Random(7)
    assert not finds(module, proof.header, proof.body)
    header = {
        part: value for part, value in proof.header.items() if part != "shipped"
    }  # its chain is as it was
    assert not finds(module, header, proof.body)
    for _ in range(MUTATIONS):
        place, altered = rng.randrange(len(proof.body)), bytearray(proof.body)
        altered[place] ^= 1 << rng.randrange(8)
        assert finds(module, header, bytes(altered)), (place, proof.body[place - 20 : place + 20])


def test_every_altered_part_of_every_kind_of_record_is_found(proof: Proof) -> None:
    module, lines = loaded(), proof.body.decode("utf-8").split("\n")
    header = {
        part: value for part, value in proof.header.items() if part != "shipped"
    }  # its chain is as it was
    assert not finds(module, header, proof.body)
    seen = set[tuple[str, str]]()
    for place, line in enumerate(lines[:-1]):
        record = json.loads(line)
        for part, value in record.items():
            if (record["kind"], part) in seen:
                continue
            seen.add((record["kind"], part))
            other = {"body": {**record["body"], "x": 1}}.get(part, _other(value))
            text = json.dumps({"body": record["body"], **record, part: other}, ensure_ascii=False)
            altered = "\n".join([*lines[:place], text, *lines[place + 1 :]])
            assert finds(module, header, altered.encode("utf-8")), (record["kind"], part)
    gone = "\n".join([*lines[:3], *lines[4:]]).encode("utf-8")
    assert finds(module, header, gone)
    assert len({kind for kind, _ in seen}) >= 10


def _other(value: object) -> object:
    if isinstance(value, int):
        return value + 1
    return f"{value[:-1]}{'0' if value[-1] != '0' else '1'}" if isinstance(value, str) else "00"


def test_another_lead_of_a_task_is_found_even_with_its_chain_made_right(proof: Proof, tmp_path: Path) -> None:
    module, header = loaded(), json.loads(json.dumps(proof.header))
    plan, previous = header["shipped"], b""
    for place, line in enumerate(plan["records"]):
        record = json.loads(line)
        if record["kind"] == "task_set" and record["task_no"] == 2:
            record["body"]["lead"][0] = {"raw": "市财政局", "unit": "市财政局"}
        body = module._canonical(record["body"])
        columns = [record[one] for one in module.COLUMNS]
        row = [record["id"], plan["origin"], record["seq"], *columns, body, record["ref"]]
        previous = hashlib.sha256(previous + module._canonical(row).encode("utf-8")).digest()
        rest = module._canonical({**{k: v for k, v in record.items() if k != "body"}, "hash": previous.hex()})
        plan["records"][place] = f'{{"body":{body},{rest[1:]}'
    plan["head"] = previous.hex()
    code, said = verify(packed(tmp_path / "换了牵头.gz", header, proof.body), proof.passport)
    assert code == 1 and "[plan]" in said and "[figure]" in said
    assert "[hash]" not in said


def alterations(figure: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A figure with one thing about it changed."""
    things = figure["things"]
    digits = "".join(chr(ord(ch) ^ 1) if ch.isdigit() else ch for ch in figure["value"])
    if digits != figure["value"]:
        yield figure | {"value": digits}
    if things:
        yield figure | {"things": things[1:]}
        kind, key, said, day, records = things[0]
        yield figure | {"things": [[kind, f"{key}9", said, day, records], *things[1:]]}
        yield figure | {"things": [[kind, key, "逾期1天", day, records], *things[1:]]}
        yield figure | {"things": [[kind, key, said, "2020-01-01", records], *things[1:]]}


def test_every_altered_figure_is_found(proof: Proof, tmp_path: Path) -> None:
    altered = list[Path]()
    for place, figure in enumerate(proof.values["figures"]):
        for other in list(alterations(figure))[: 5 if place < 4 else 1]:

            def change(values: dict[str, Any], place: int = place, other: dict[str, Any] = other) -> None:
                values["figures"][place] = other

            altered.append(changed(proof.passport, tmp_path / f"{len(altered)}.json", change))
    assert len(altered) > 20
    code, said = verify(proof.pack, *altered)
    assert code == 1 and "[format]" not in said and said.count("护照 ") == len(altered)
    if said.count("不符 [paper]") != len(altered):  # one line for each
        passed = [one for one in altered if "[paper]" not in verify(proof.pack, one)[1]]
        raise AssertionError([one.read_text(encoding="utf-8") for one in passed])


def test_a_figure_is_recounted_whatever_the_paper_says(proof: Proof) -> None:
    """As if the paper itself were forged: its figures are held against the records alone."""
    module = loaded()
    records = module._records_of(*module._read_pack(str(proof.pack)))
    last = {origin: seq for origin, seq, _ in proof.values["heads"]}
    known = [one for one in records if one["origin"] in module.ROOTS or one["seq"] <= last[one["origin"]]]
    figures = loaded(FIGURES)
    world, ids = figures._World(known, proof.values["day"], 30), {one["id"] for one in known}

    def found(figure: dict[str, Any]) -> bool:
        differences = list[tuple[str, str]]()
        figures._figure(figure, world, ids, None, lambda *one: differences.append(one))
        return bool(differences)

    counted = [one for one in proof.values["figures"] if one["query"].get("whole")]
    assert len(counted) > 15 and not any(map(found, proof.values["figures"]))
    for figure in counted:
        for other in alterations(figure):
            told_of_task = figure["things"][0][0] == "task" and other["things"] and other["things"][0][3]
            if told_of_task == "2020-01-01" or other["things"][:1] != figure["things"][:1] == []:
                continue  # the day of a task is words beside its light
            assert found(other), other


@pytest.mark.parametrize("change", ["heads", "records", "as_of", "day", "sha256"])
def test_what_a_passport_says_of_its_moment_is_held_against_the_pack(
    proof: Proof, tmp_path: Path, change: str
) -> None:
    def alter(values: dict[str, Any]) -> None:
        if change == "heads":
            values["heads"][0][2] = "0" * 64
        elif change == "records":
            values["records"][next(iter(values["records"]))] = "0" * 64
        else:
            values[change] = "2024-01-01"

    if change == "sha256":
        other = tmp_path / "改.json"
        other.write_text(json.dumps(proof.values | {"soon": 31}), encoding="utf-8")
    else:
        other = changed(proof.passport, tmp_path / "改.json", alter)
    assert verify(proof.pack, other)[0] == 1


def test_hostile_files_end_with_a_line(proof: Proof, tmp_path: Path) -> None:
    bomb = tmp_path / "炸弹.gz"
    bomb.write_bytes(gzip.compress(b"0" * (3 << 20)) + gzip.compress(b""))
    cut = tmp_path / "半截.gz"
    cut.write_bytes(proof.pack.read_bytes()[:-200])
    sealed = tmp_path / "加密.gz"
    sealed.write_bytes(b"age-encryption.org/v1\n")
    nested = packed(tmp_path / "嵌套.gz", proof.header, b"[" * 100_000)
    for pack in (bomb, cut, sealed, nested):
        code, said = verify(pack)
        assert code == 1 and "不符 [" in said and "Traceback" not in said
    for text in ("{}", "[]", "null", '{"heads":1}', "不是"):
        other = tmp_path / "坏护照.json"
        other.write_text(text, encoding="utf-8")
        assert verify(proof.pack, other)[0] == 1
    assert NOON.year == 2026
