"""Packs that are as they should be: what is exported arrives, once, whatever the way."""

from __future__ import annotations

import gzip
import json
import os
import stat
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from support.exchange import NOON, Laptop, forged, record, record_id
from support.hostile import HOSTILE
from support.quick_sealing import quickly_sealed

from huaian_tui.domain.errors import HuaianError, InputRefused, StoreRefused
from huaian_tui.exchange.packs import sealing
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.packs.pack_read import PassphraseNeeded, open_pack
from huaian_tui.exchange.packs.pack_write import export_pack
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.decisions import extend_milestone, set_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.settings import read_setting
from huaian_tui.store.queries.time_line import recent

TODAY = date(2026, 11, 22)
SECRET = " ".join(["四个", "词", "的", "口令"])


@pytest.fixture
def pair(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    return Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")


def note(laptop: Laptop, text: str = "进展", task_no: int = 1) -> bytes:
    return laptop.do(lambda ledger: add_note(ledger, NoteDraft(task_no, text, TODAY), TODAY))


def test_records_arrive_with_their_hashes_and_projections_follow(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    first = note(theirs)
    theirs.do(lambda ledger: correct_note(ledger, first, "更正后的进展", "笔误"))
    theirs.do(lambda ledger: set_milestone(ledger, 2, "出台办法", date(2026, 12, 31), "交办"))
    note(ours, "自己的", 3)
    result = ours.take(theirs.export())
    assert (result.new, result.known, result.refused) == (3, 0, 0)
    assert result.officers == (("乙", 3),)
    assert [(one.no, one.records) for one in result.tasks] == [(1, 2), (2, 1)]
    assert (result.resumed, result.other_reference, result.missing) == (False, False, 0)
    assert set(theirs.records()) < set(ours.records())
    assert ours.projections() == ours.projections(rebuilt=True)
    assert check_ledger(ours.path).ok
    theirs.take(ours.export())
    assert ours.everything() == theirs.everything()


def test_what_is_known_changes_nothing(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs)
    pack = theirs.export()
    ours.take(pack)
    before = ours.everything()
    again = ours.take(pack, pack, ours.export())
    assert (again.new, again.known) == (0, 3)
    assert ours.everything() == before


def test_a_preview_says_what_the_merge_does_and_changes_nothing(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs)
    for laptop, due in ((ours, date(2027, 1, 1)), (theirs, date(2027, 2, 1))):
        laptop.do(lambda ledger, due=due: extend_milestone(ledger, "2-1", due, "会议", TODAY))
    pack, before, file = theirs.export(), ours.everything(), ours.path.read_bytes()
    seen = ours.look(pack)
    assert ours.everything() == before
    assert ours.path.read_bytes() == file
    assert seen == ours.take(pack)
    assert seen.new == 2
    assert [(one.milestone, one.task_no) for one in seen.conflicts] == [("2-1", 2)]
    assert {side.officer for side in seen.conflicts[0].sides} == {"张三", "乙"}


def test_the_same_ledger_gives_the_same_bytes_for_its_owner_only(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(ours)
    ours.take((note(theirs), theirs.export())[1])
    first, second = ours.export(), ours.export()
    assert first.read_bytes() == second.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert sorted(os.listdir(ours.path.parent)) == ["1.jsonl.gz", "2.jsonl.gz", "台账.db", "台账.db.packed"]
    lines = gzip.decompress(first.read_bytes()).decode().splitlines()
    header = json.loads(lines[0])
    assert (header["format"], header["records"], len(header["origins"])) == ("huaian-tui-pack", 2, 2)
    assert [json.loads(line)["officer"] for line in lines[1:]].count("张三") == 1


def test_an_existing_file_is_never_written_over(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    target = tmp_path / "已有.jsonl.gz"
    target.write_text("别的东西", encoding="utf-8")
    for place in (target, tmp_path / "没有" / "包.gz", tmp_path):
        with closing(open_reader(pair[0].path)) as connection, pytest.raises(StoreRefused) as refused:
            export_pack(connection, place, officer="张三", moment=NOON)
        assert refused.value.way_out
    assert target.read_text(encoding="utf-8") == "别的东西"
    assert {one.name for one in tmp_path.iterdir()} - {"data"} == {"已有.jsonl.gz", "张三", "乙"}


def test_an_empty_ledger_makes_an_empty_pack(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    assert ours.take(theirs.export()).new == 0


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_whatever_was_typed_arrives_as_it_was_stored(pair: tuple[Laptop, Laptop], text: str) -> None:
    ours, theirs = pair
    try:
        note(theirs, text)
    except InputRefused:
        pytest.skip("not a note")
    ours.take(theirs.export())
    assert ours.records() == theirs.records()


# ------------------------------------------------------------------ since, gaps


def test_since_a_day_only_later_records_go_and_a_gap_is_refused(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs, "早先")
    whole = theirs.export()
    theirs.moment += timedelta(days=2)
    note(theirs, "后来")
    late = theirs.export(since=date(2026, 11, 24))
    assert open_pack(late).header.records == 1
    before = ours.everything()
    with pytest.raises(PackRefused, match="缺第 1 至 1 号记录"):
        ours.take(late)
    assert ours.everything() == before
    assert ours.look(late).refusals[0].pack == late.name
    # Together, in the wrong order, they fit.
    assert ours.take(late, whole).new == 2
    assert ours.records() == theirs.records()


def test_records_that_the_sender_left_out_are_counted_as_missing(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs)
    result = ours.take(theirs.export(since=date(2026, 12, 1)))
    assert (result.new, result.missing) == (0, 1)


def test_since_counts_days_in_shanghai(pair: tuple[Laptop, Laptop]) -> None:
    _, theirs = pair
    theirs.moment = datetime(2026, 11, 21, 23, 59, 59, 999_000, tzinfo=SHANGHAI)
    note(theirs)
    theirs.moment = datetime(2026, 11, 22, tzinfo=SHANGHAI)
    note(theirs)
    assert open_pack(theirs.export(since=date(2026, 11, 22))).header.records == 1
    assert open_pack(theirs.export(since=date(2026, 11, 21))).header.records == 2


# ------------------------------------------------------------------ kinds and versions


def test_a_kind_of_the_future_is_kept_verbatim_and_passed_on(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    ours, theirs = pair
    body = {"新": ["𠮷", 1, 2.5, None, {"深": True}], "text": "将来"}
    ours.take(forged(tmp_path / "包", record(1, body, kind="site_photo"), record(2)))
    with ours.reading() as connection:
        events = recent(connection)
        assert [one.kind for one in events] == ["note", "site_photo"]
    assert events[1].gist == gist("site_photo", body)
    assert check_ledger(ours.path).ok
    theirs.take(ours.export())
    assert json.loads(theirs.records()[0][10]) == body
    assert theirs.records() == ours.records()


def test_a_key_of_the_future_in_a_known_kind_is_kept(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    ours, _ = pair
    body = {"text": "进展", "weather": {"sky": "晴"}}
    ours.take(forged(tmp_path / "包", record(1, body)))
    assert json.loads(ours.records()[0][10]) == body


def test_an_older_schema_is_taken(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    assert pair[0].take(forged(tmp_path / "包", record(), schema=1)).new == 1


def test_other_plan_data_are_said(pair: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    assert pair[0].take(forged(tmp_path / "包", record(), reference="ab" * 32)).other_reference


# ------------------------------------------------------------------ restored and copied files


def test_a_restored_file_gets_its_own_records_back_and_writes_on(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(ours, "备份之前")
    backup = ours.back_up()
    note(ours, "备份之后")
    theirs.take(ours.export())
    ours.restore(backup)
    note(ours, "恢复之后")
    theirs.take(ours.export())
    result = ours.take(theirs.export())
    assert (result.new, result.resumed) == (1, False)
    assert ours.everything() == theirs.everything()
    assert len(ours.heads()) == 2


def test_a_file_copied_back_by_hand_is_noticed_before_it_writes(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(ours, "备份之前")
    backup = ours.back_up()
    note(ours, "备份之后")
    theirs.take(ours.export())
    ours.restore(backup, marked=False)
    result = ours.take(theirs.export())
    assert (result.new, result.resumed) == (1, True)
    note(ours, "之后的另起来源")
    theirs.take(ours.export())
    assert ours.everything() == theirs.everything()
    assert len(ours.heads()) == 2


def test_a_file_copied_back_by_hand_that_writes_first_does_not_fork(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(ours, "备份之前")
    backup = ours.back_up()
    note(ours, "备份之后")
    theirs.take(ours.export())
    ours.restore(backup, marked=False)
    note(ours, "另一条")
    theirs.take(ours.export())
    result = ours.take(theirs.export())
    assert (result.new, result.resumed) == (1, False)
    assert ours.everything() == theirs.everything()
    assert len(ours.heads()) == 2


# ------------------------------------------------------------------ settings, backup, several files


def test_a_colleagues_name_does_not_become_ours(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    ours.do(lambda ledger: change_setting(ledger, "officer", "张三"))
    theirs.moment += timedelta(hours=1)
    theirs.do(lambda ledger: change_setting(ledger, "officer", "乙"))
    theirs.do(lambda ledger: change_setting(ledger, "office", "督查二科"))
    ours.take(theirs.export())
    with closing(open_reader_as_of(ours.path, None)) as connection:
        assert read_setting(connection, "officer") == "张三"
        assert read_setting(connection, "office") is None, "it waits to be adopted"


def test_a_backup_comes_before_a_merge_that_brings_something(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs)
    pack, seen = theirs.export(), list[int]()
    ours.take(pack, before=lambda: seen.append(len(ours.records())))
    assert seen == [0]
    ours.take(pack, before=lambda: seen.append(len(ours.records())))
    assert seen == [0]


def test_a_backup_that_fails_stops_the_merge(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs)

    def full() -> None:
        raise StoreRefused("没有备份", "磁盘已满", "清理")

    with pytest.raises(StoreRefused):
        ours.take(theirs.export(), before=full)
    assert ours.records() == []


def test_one_bad_pack_among_several_stops_all_and_a_preview_tells_which(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    ours, theirs = pair
    note(theirs)
    good, bad = theirs.export(), forged(tmp_path / "坏", record(), record(2, task_no=999))
    with pytest.raises(PackRefused, match="999"):
        ours.take(good, bad)
    assert ours.records() == []
    seen = ours.look(bad, good)
    assert (seen.new, seen.refused, [one.pack for one in seen.refusals]) == (1, 2, ["坏"])


def test_progress_ends_at_the_total(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    for _ in range(3):
        note(theirs)
    told = list[tuple[int, int]]()
    ours.take(theirs.export(), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


# ------------------------------------------------------------------ passphrase


@pytest.mark.usefixtures("children_started_anew")
def test_a_pack_with_a_passphrase_opens_with_it_alone(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    note(theirs, "保密的进展")
    pack = theirs.export(passphrase=SECRET)
    data = pack.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert int(data.split(b"\n")[1].split()[-1]) >= 17
    assert "保密".encode() not in data
    opened = open_pack(pack, lambda: SECRET)
    assert opened.encrypted
    assert "保密" not in repr(opened)
    assert ours.take(opened).new == 1
    plain = pyrage.passphrase.decrypt(data, SECRET)
    assert gzip.decompress(plain).startswith(b'{"created_at"'), "any program that knows age opens it"


@pytest.mark.usefixtures("sealed_quickly")
def test_a_wrong_passphrase_and_an_altered_file_open_nothing(pair: tuple[Laptop, Laptop]) -> None:
    pack = pair[1].export(passphrase=SECRET)
    data = pack.read_bytes()
    with pytest.raises(PassphraseNeeded):
        open_pack(pack)
    with pytest.raises(PackRefused, match="口令不对"):
        open_pack(pack, SECRET[:-1] + "会")
    for place in (-1, -17, 30, len(data) // 2):
        broken = bytearray(data)
        broken[place] ^= 1
        pack.write_bytes(broken)
        with pytest.raises(PackRefused):
            open_pack(pack, SECRET)
    pack.write_bytes(data)
    assert open_pack(pack, SECRET).encrypted


@pytest.mark.parametrize("length", [0, 1, 65535, 65536, 65537, 200_000])
def test_what_tests_seal_at_no_cost_is_opened_by_the_library(length: int) -> None:
    data = bytes(range(256)) * (length // 256 + 1)
    sealed = quickly_sealed(data[:length], SECRET)
    assert pyrage.passphrase.decrypt(sealed, SECRET) == data[:length]
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed, SECRET[:-1])


def test_a_computer_too_slow_for_a_file_is_tried_again_and_no_passphrase_is_blamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed = quickly_sealed("进展".encode(), SECRET)
    beyond = sealed.replace(b" 1\n", b" 40\n", 1)  # what age refuses on any computer, before it computes
    monkeypatch.setattr(sealing, "MOST_COST", 60)
    with pytest.raises(HuaianError, match="太慢或太忙") as refusal:
        sealing.unseal(beyond, SECRET)
    assert "口令不对" not in str(refusal.value)

    real, asked = sealing._child, []

    def busy_at_first(work: str, data: bytes, passphrase: str) -> bytes | None:
        asked.append(work)
        return real(work, beyond if len(asked) == 1 else data, passphrase)

    monkeypatch.setattr(sealing, "_child", busy_at_first)
    assert sealing.unseal(sealed, SECRET) == "进展".encode()
    assert asked == ["unseal", "unseal"]


@pytest.mark.parametrize(("cost", "why"), [(16, "太慢或太忙"), (23, "太快")])
def test_what_other_computers_could_not_open_or_anybody_could_guess_is_never_written(
    monkeypatch: pytest.MonkeyPatch, cost: int, why: str
) -> None:
    sealed = quickly_sealed(b"", SECRET).replace(b" 1\n", b" %d\n" % cost, 1)
    monkeypatch.setattr(sealing, "_child", lambda *_: sealed)
    with pytest.raises(HuaianError, match=why):
        sealing.seal(b"", SECRET)


@pytest.mark.parametrize("cost", [17, 20, 21, 22])
def test_what_a_fast_computer_writes_is_not_refused_for_its_cost(
    monkeypatch: pytest.MonkeyPatch, cost: int
) -> None:
    sealed = quickly_sealed(b"", SECRET).replace(b" 1\n", b" %d\n" % cost, 1)
    monkeypatch.setattr(sealing, "_child", lambda work, *_: sealed if work == "seal" else b"")
    assert sealing.unseal(sealing.seal(b"", SECRET), SECRET) == b""


@pytest.mark.parametrize(
    "passphrase", ["", "1234567", "密" * 1001, "看不见\u200b的字符啊啊", "换行\n换行换行"]
)
def test_a_useless_passphrase_is_refused_before_anything_is_written(
    pair: tuple[Laptop, Laptop], passphrase: str
) -> None:
    with pytest.raises(InputRefused):
        pair[0].export(passphrase=passphrase)
    assert not list(pair[0].folder.glob("*.gz"))


def test_an_age_file_that_asks_for_too_much_is_refused_without_computing(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    pack = tmp_path / "包.age"
    for stanza in (b"-> scrypt 4ucY3LzGISBm0B+1+bGy1A 30", b"-> X25519 abc", b"-> scrypt short 18", b""):
        pack.write_bytes(b"age-encryption.org/v1\n" + stanza + b"\nbody\n--- mac\n" + b"x" * 100)
        with pytest.raises(HuaianError, match="不能打开加密的数据包"):
            open_pack(pack, "correct horse battery")


def test_ids_carry_the_order_whatever_the_moment_of_the_merge(
    pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    ours, _ = pair
    ahead = NOON + timedelta(days=365 * 10)
    ours.take(forged(tmp_path / "包", record(1, id=record_id(ahead).hex())), accept_ahead=True)
    note(ours)
    assert ours.records()[-1][4] == "张三"
