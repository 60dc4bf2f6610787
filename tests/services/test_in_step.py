"""Keeping real ledgers in step: joining, syncing, copies and restored files, a new passphrase, leaving."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support import children
from support.exchange import NOON, Laptop
from support.quick_sealing import seal_quickly
from support.sync_offices import TODAY, Officer

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound, StoreRefused
from huaian_tui.domain.words.in_step import ahead_of_here, hindrances, last_words, synced_line
from huaian_tui.exchange.folder import shared
from huaian_tui.exchange.folder.heads_file import Heads, heads_bytes, read_heads
from huaian_tui.exchange.folder.in_step import MOST_STRANGERS
from huaian_tui.exchange.folder.memory import Why
from huaian_tui.exchange.folder.names import HEADS, ROOT
from huaian_tui.exchange.folder.shared import SharedFolder
from huaian_tui.services import in_step
from huaian_tui.services.conflicts import settle_conflict
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.doctor import diagnose
from huaian_tui.services.in_step import last_said, leave, note_failed, rotate
from huaian_tui.services.in_step_joining import Joined, Wishes
from huaian_tui.store import apart
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.engine.origins import own_head
from huaian_tui.store.keep.backup import list_backups

WORD = "一二三四五六七八"


@pytest.fixture(autouse=True)
def passphrases_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_quickly(monkeypatch)


def assert_same(*officers: Officer) -> None:
    """All hold the same, and each ledger is whole."""
    first, *rest = officers
    assert all(one.laptop.everything() == first.laptop.everything() for one in rest)
    for one in officers:
        assert check_ledger(one.here().path).problems == ()


def test_three_officers_are_in_step(office: list[Officer], share: Path) -> None:
    one, two, three = office
    assert one.sync(share, WORD).joined is Joined.NEW
    one.note("甲的第一条")
    assert one.sync().report.written == 1
    joined = two.sync(share, WORD)
    assert (joined.joined, joined.report.new) == (Joined.JOINED, 1)
    two.note("乙的")
    two.sync()
    three.note("丙先写的")
    assert three.sync(share, WORD).report.new == 2
    for officer in (one, two):
        result = officer.sync()
        assert result.joined is Joined.BEFORE and result.report.new == (2 if officer is one else 1)
    assert_same(one, two, three)
    result = one.sync()
    assert (result.merged, result.report.written, result.report.said) == (None, 0, False)
    assert {laptop["officer"] for laptop in result.said["laptops"]} == {"乙", "丙"}


def test_what_lies_in_a_sealed_folder_tells_nothing(office: list[Officer], share: Path) -> None:
    one, _, _ = office
    one.note("不能让人看到的话")
    one.sync(share, WORD)
    files = [path for path in share.rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        data = path.read_bytes()
        if not path.name.startswith("key-"):
            assert data.startswith(b"age-encryption.org/v1\n-> X25519 ")
        assert b"\x1f\x8b" not in data[:2] and "甲".encode() not in data
    kept = one.home / "config" / "sync"
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()} == {0o600}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    with one.here().ledger() as ledger:
        bodies = "".join(body for (body,) in ledger.connection.execute("SELECT body FROM record"))
    assert "AGE-SECRET" not in bodies and str(share) not in bodies


def test_wrong_words_and_ways_are_refused_with_the_way_out(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    with pytest.raises(NotFound, match="huaian-tui sync 文件夹"):
        one.sync()
    with pytest.raises(StoreRefused, match="同步文件夹不在"):
        one.sync(share / "没有", WORD)
    one.sync(share, WORD)
    with pytest.raises(HuaianError, match="办公室口令不对，或钥匙文件"):
        two.sync(share, "八七六五四三二一")
    with pytest.raises(InputRefused, match="这个文件夹是加密的"):
        two.sync(share)
    with pytest.raises(InputRefused, match="没有办公室口令"):
        nothing = Wishes()
        two.here().do(lambda ledger: in_step.sync(ledger, share, nothing, lambda: NOON, "2026-11-22"))
    other = share.with_name("other")
    other.mkdir()
    with pytest.raises(InputRefused, match="sync leave"):
        one.sync(other, WORD)
    assert one.sync(share, WORD).joined is Joined.BEFORE


def test_a_folder_without_a_seal_is_joined_only_when_that_is_said(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    one.note("甲的")
    one.sync(share)
    with pytest.raises(InputRefused, match="没有加密"):
        two.sync(share, WORD)
    assert two.sync(share).report.new == 1


def test_sealed_files_whose_key_has_not_arrived_yet_are_told_from_unsealed_ones(
    office: list[Officer], share: Path
) -> None:
    one, two, _ = office
    one.note("甲的")
    one.sync(share, WORD)
    (key,) = (share / ROOT).glob("key-*")
    key.unlink()
    with pytest.raises(StoreRefused, match="钥匙还没有到"):
        two.sync(share, WORD)
    (share / ROOT / next((share / ROOT).iterdir()).name / HEADS).unlink()
    with pytest.raises(StoreRefused, match="钥匙还没有到"):
        two.sync(share)


def test_a_ledger_inside_the_folder_is_refused(office: list[Officer], tmp_path: Path) -> None:
    one, two, _ = office
    with pytest.raises(StoreRefused, match="不能放在同步文件夹里"):
        one.sync(one.home, WORD)
    linked = tmp_path / "link"
    linked.symlink_to(two.home, target_is_directory=True)
    with pytest.raises(StoreRefused, match="不能放在同步文件夹里"):
        two.sync(linked, WORD)
    assert not (one.home / ROOT).exists() and not (two.home / ROOT).exists()


def test_a_new_passphrase_is_needed_for_what_is_written_then(office: list[Officer], share: Path) -> None:
    one, two, three = office
    for officer in (one, two):
        officer.sync(share, WORD)
    one.note("以前的")
    one.sync()
    laptop = one.here()
    rotate(laptop.path, origins(laptop), lambda new: "新的口令一二三四")
    one.note("以后的")
    one.sync()
    locked = two.sync()
    assert locked.report.keys and locked.report.new == 1
    with pytest.raises(StoreRefused, match="已由别人换过"):
        rotate(two.here().path, origins(two.laptop), lambda new: "又一个口令一二")
    learnt = two.sync(None, "新的口令一二三四")
    assert (learnt.joined, learnt.report.new, learnt.report.keys) == (Joined.KEY, 1, ())
    assert three.sync(share, "新的口令一二三四").report.new == 2
    two.note("乙的")
    two.sync()
    assert one.sync().report.new == 1


def test_a_key_that_nobody_made_is_named_so_that_it_can_be_taken_away(
    office: list[Officer], share: Path
) -> None:
    """Whoever can only write into the folder must not keep an office from changing its passphrase."""
    one, _, _ = office
    one.sync(share, WORD)
    strange = share / ROOT / "key-00000000.age"
    strange.write_bytes(b"x" * 100)
    assert any(strange.name in line and "删掉" in line for line in hindrances(one.sync().said))
    with pytest.raises(StoreRefused, match="删掉") as refused:
        rotate(one.here().path, origins(one.laptop), lambda new: "新的口令一二三四")
    assert strange.name in refused.value.message
    strange.unlink()
    rotate(one.here().path, origins(one.laptop), lambda new: "新的口令一二三四")


def stranger(seeded: Path, tmp_path: Path, name: str, patch: pytest.MonkeyPatch) -> tuple[Officer, Path]:
    """Somebody who bears this name, and what he writes into a folder of his own that is not sealed."""
    (tmp_path / "外").mkdir()
    found, folder = Officer(seeded, tmp_path / "外", name, patch), tmp_path / "外" / "share"
    folder.mkdir()
    found.note("外人写的")
    found.sync(folder)
    return found, folder


def test_who_has_no_key_brings_nothing_into_a_sealed_folder(
    office: list[Officer], share: Path, seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be able to write into the folder is not enough: what is not sealed is of nobody who has the key."""
    one, two, _ = office
    one.sync(share, WORD)
    two.sync(share, WORD)
    _, outside = stranger(seeded_file, tmp_path, "乙", monkeypatch)
    shutil.copytree(outside, share, dirs_exist_ok=True)
    result = one.sync()
    assert (result.report.new, [file.why for file in result.report.not_taken]) == (0, [Why.PLAIN])
    assert {laptop["officer"] for laptop in result.said["laptops"]} == {"乙"}, "only who is of the office"
    assert any("没有加密，不收" in line for line in hindrances(result.said))


def test_an_office_that_seals_from_now_on_loses_nothing(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before is asked for, and its author gives it once more, sealed."""
    one, two, three = office
    one.sync(share)
    two.sync(share)
    one.note("没有加密的")
    one.sync()
    laptop = one.here()
    rotate(laptop.path, origins(laptop), lambda new: WORD)
    two.note("还不知道口令时写的")
    two.sync()
    two.sync(None, WORD)
    three.sync(share, WORD)
    two.note("知道以后")
    began = time.time()
    for hour in range(4):
        monkeypatch.setattr(in_step, "time", SimpleNamespace(time=lambda hour=hour: began + 3600 * hour))
        for officer in office:
            officer.sync()
    assert_same(one, two, three)


def test_a_name_from_another_laptop_is_told_by_syncing_too(
    office: list[Officer], share: Path, seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = office
    one.sync(share)
    two.note("乙的")
    two.note("乙的又一条")
    two.sync(share)
    one.sync()
    _, outside = stranger(seeded_file, tmp_path, "乙", monkeypatch)
    shutil.copytree(outside, share, dirs_exist_ok=True)
    result = one.sync()
    assert result.report.new == 1 and result.merged is not None
    (told,) = result.merged.laptops
    assert (told.officer, told.records) == ("乙", 1)
    (line,) = [line for line in hindrances(result.said) if "另一台电脑" in line]
    assert told.words in line


def origins(laptop: Laptop) -> list[str]:
    """What the machine of now wrote in a ledger."""
    from huaian_tui.store.engine.origins import origins_here

    with laptop.ledger() as ledger:
        return [one.hex() for one in origins_here(ledger.connection)]


def test_who_leaves_keeps_the_ledger_and_nothing_else(office: list[Officer], share: Path) -> None:
    one, _, _ = office
    one.note("甲的")
    one.sync(share, WORD)
    before = sorted(path for path in share.rglob("*"))
    leave(one.here().path, origins(one.laptop))
    assert list((one.home / "config" / "sync").iterdir()) == []
    assert sorted(path for path in share.rglob("*")) == before
    with pytest.raises(NotFound):
        one.sync()
    with pytest.raises(NotFound):
        leave(one.here().path, origins(one.laptop))


def test_a_copied_ledger_on_another_laptop_writes_as_its_own(office: list[Officer], share: Path) -> None:
    """The usual way to give a colleague a laptop; before anything is published it begins its own origin."""
    one, two, three = office
    one.note("甲的")
    shutil.copyfile(one.laptop.path, two.laptop.path)
    one.sync(share, WORD)
    two.sync(share, WORD)
    one.note("甲又写")
    two.note("乙也写")
    for officer in (one, two, one):
        officer.sync()
    three.sync(share, WORD)
    assert_same(one, two, three)
    assert len(one.laptop.heads()) == 2


def test_a_restored_ledger_has_its_lost_records_back(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    one.note("备份以前")
    backup = one.here().back_up()
    for number in range(5):
        one.note(f"备份以后 {number}")
    one.sync(share, WORD)
    one.here().restore(backup)
    assert one.sync().report.new == 5
    one.note("恢复以后")
    one.sync()
    two.sync(share, WORD)
    assert_same(one, two)
    assert len(one.laptop.records()) == 7


def test_an_older_copy_put_back_by_hand_gets_them_too(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    one.note("以前")
    backup = one.here().back_up()
    one.note("以后")
    one.sync(share, WORD)
    one.here().restore(backup, marked=False)
    one.sync()
    one.note("再写")
    one.sync()
    two.sync(share, WORD)
    assert_same(one, two)
    assert len(two.laptop.records()) == 3


def test_contacts_do_not_travel(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    contact = ContactEntry("甲某", "办公室主任", "0517-83606001", date(2026, 3, 1))
    one.here().do(lambda ledger: set_contact(ledger, "市财政局", contact, TODAY))
    one.note("甲的")
    one.sync(share, WORD)
    assert two.sync(share, WORD).report.new == 1


def test_one_backup_a_day_is_made_before_a_merge(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    two.sync(share, WORD)
    one.sync(share, WORD)
    for number in range(3):
        one.note(f"{number}")
        one.sync()
        two.sync()
    assert sum("合并" in backup.name for backup in list_backups(two.here().path)) == 1
    assert not any("合并" in backup.name for backup in list_backups(one.here().path))


def test_a_record_from_a_wrong_clock_waits_until_it_is_accepted(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    one.laptop.moment += timedelta(days=400)
    one.note("明年的")
    one.sync(share, WORD)
    refused = two.sync(share, WORD)
    assert [one["why"] for one in refused.said["not_taken"]] == ["clock"] and refused.report.new == 0
    assert two.sync(accept_ahead=True).report.new == 1


def test_a_moved_ledger_is_known_by_what_it_wrote_and_a_new_one_by_its_place(
    office: list[Officer], share: Path
) -> None:
    one, two, _ = office
    one.note("甲的")
    one.sync(share, WORD)
    one.laptop.path = Path(shutil.move(one.laptop.path, one.laptop.path.with_name("新的位置.db")))
    assert one.sync().joined is Joined.BEFORE
    shutil.copyfile(two.laptop.path, one.laptop.path)  # the file was lost and made anew
    assert one.sync().report.new == 1


def test_the_last_sync_is_told_without_the_folder(office: list[Officer], share: Path) -> None:
    one, _, _ = office
    assert last_said(one.here().path, []) is None
    said = one.sync(share, WORD).said
    shutil.rmtree(share)
    assert last_said(one.here().path, []) == json.loads(json.dumps(said))


def test_that_the_last_try_failed_is_told_until_one_succeeds(office: list[Officer], share: Path) -> None:
    one, _, _ = office
    one.sync(share, WORD)
    share.rename(share.parent / "elsewhere")
    with pytest.raises(StoreRefused, match="不在"):
        one.sync(at=NOON + timedelta(hours=1))
    said = last_said(one.here().path, [])
    assert said is not None and said["at"].startswith("2026-11-22T12:00")
    (line,) = hindrances(said)
    assert line.startswith("2026-11-22 13:00 没有同步成：") and "不在" in line
    facts = diagnose(one.laptop.path, NOON)["exchange"][1]
    assert facts["sync_last"] == "2026-11-22 12:00" and "不在" in str(facts["sync_failed"])
    (share.parent / "elsewhere").rename(share)
    one.sync()
    assert not list(hindrances(last_said(one.here().path, []) or {}))
    assert diagnose(one.laptop.path, NOON)["exchange"][1]["sync_failed"] is None


def test_that_the_first_sync_failed_is_told_too() -> None:
    failed = {"at": "2026-11-22T12:00:00+08:00", "message": "同步文件夹没有回应。"}
    assert list(hindrances({"at": None, "failed": failed})) == [
        "2026-11-22 12:00 没有同步成：同步文件夹没有回应。"
    ]


@pytest.mark.skipif(os.name == "nt", reason="needs a program that waits")
def test_a_folder_that_hangs_is_given_up_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = subprocess.PIPE
    monkeypatch.setattr(
        apart,
        "started",
        lambda module, words, beside=False: children.Child(["sleep", "600"], stdin=pipe, stdout=pipe),
    )
    began = time.monotonic()
    with pytest.raises(StoreRefused, match="同步文件夹没有回应") as refused:
        SharedFolder(tmp_path, seconds=0.2).look("", {})
    assert time.monotonic() - began < 300, "not the ten minutes of what hangs"
    assert "台账没有受影响" in refused.value.way_out


def test_all_touching_of_the_folder_is_done_by_the_child(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = office
    one.note("甲的")
    one.sync(share, WORD)
    asked = list[str]()
    real = shared.answer_of

    def watched(module: str, *words: str, given: bytes, **options: object) -> bytes:
        asked.append(json.loads(given[4 : 4 + int.from_bytes(given[:4], "big")])["work"])
        return real(module, *words, given=given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(shared, "answer_of", watched)
    two.sync(share, WORD)
    assert asked == ["look", "read_key", "look", "read", "write"]


def test_many_small_segments_are_merged_together_and_a_bad_one_stops_only_itself(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huaian_tui.exchange.folder import program_ledger

    one, two, three = office
    one.sync(share)
    for number in range(6):
        one.note(f"{number}")
        one.sync()
    merges = list[int]()
    real = program_ledger.merge_each

    def watched(ledger: Any, packs: Any, *rest: Any, **options: Any) -> Any:
        merges.append(len(packs))
        return real(ledger, packs, *rest, **options)

    monkeypatch.setattr(program_ledger, "merge_each", watched)
    assert two.sync(share).report.new == 6 and merges == [1]
    fourth = next(path for path in share.rglob("*-4-4-*.hap"))
    data = repacked(fourth.read_bytes())
    fourth.rename(fourth.with_name("改坏的.hap"))
    fourth.with_name("改坏的.hap").write_bytes(data)
    merges.clear()
    assert three.sync(share).report.new == 3
    fourth.with_name("改坏的.hap").unlink()


def repacked(data: bytes) -> bytes:
    """A segment with a changed text in it and sums that fit: only the chain of the records tells."""
    import gzip
    import hashlib

    header, _, records = gzip.decompress(data).partition(b"\n")
    changed = records.replace(b'"text":"3"', b'"text":"9"')
    assert changed != records
    value = json.loads(header) | {"sha256": hashlib.sha256(changed).hexdigest()}
    return gzip.compress(json.dumps(value).encode() + b"\n") + gzip.compress(changed)


def test_a_forged_record_on_a_colleagues_origin_is_refused_in_words(
    office: list[Officer], share: Path
) -> None:
    """Somebody with the folder writes on where a colleague's chain ends: his signature is missing."""
    one, two, _ = office
    one.note("甲的")
    one.sync(share)
    two.sync(share)
    forged = forged_segment(share)
    refused = two.sync()
    assert refused.report.new == 0
    assert [one["why"] for one in refused.said["not_taken"]] == ["unproved"]
    assert "签" in refused.said["not_taken"][0]["message"]
    forged.unlink()
    one.note("甲真的又写")
    one.sync()
    assert two.sync().report.new == 1


def forged_segment(share: Path) -> Path:
    """A segment with one more record on the only origin, rightly chained, in a folder of another writer."""
    import gzip
    import hashlib

    from huaian_tui.exchange.folder.names import SegmentName
    from huaian_tui.exchange.packs.record_read import read_record
    from huaian_tui.ledger.record import Record, chain_hash
    from huaian_tui.ledger.record_lines import record_line

    (file,) = share.rglob("*-1-1-*.hap")
    header, _, line = gzip.decompress(file.read_bytes()).partition(b"\n")
    value = json.loads(header)
    (origin,) = value["origins"]
    record, _ = read_record(line.rstrip(b"\n"), bytes.fromhex(origin["id"]), 1)
    columns = {name: getattr(record, name) for name in Record.__slots__}
    identity = (int.from_bytes(record.id, "big") + (1 << 90)).to_bytes(16, "big")
    identity = identity[:6] + record.id[6:]
    columns |= {"seq": 2, "id": identity, "body": record.body.replace("甲的", "编的")}
    made = Record(**columns)
    made = Record(**columns | {"hash": chain_hash(made, record.hash)})
    forged = record_line(made)
    origin |= {"first": 2, "before": record.hash.hex(), "last": 2, "head": made.hash.hex()}
    origin.pop("signed")
    value |= {"sha256": hashlib.sha256(forged).hexdigest(), "records": 1}
    data = gzip.compress(json.dumps(value).encode() + b"\n") + gzip.compress(forged)
    sha = hashlib.sha256(data).hexdigest()[:16]
    name = SegmentName(origin["id"][:16], 2, 2, made.hash.hex()[:16], sha)
    folder = share / ROOT / ("f" * 16)
    folder.mkdir()
    (folder / name.text).write_bytes(data)
    return folder / name.text


def interrupt_sync_with(monkeypatch: pytest.MonkeyPatch, between: Callable[[], object]) -> None:
    """Let another program do something while a sync is under way, once the setting has been read."""
    whole = in_step.keep_in_step

    def interrupted(*args: Any, **named: Any) -> Any:
        monkeypatch.setattr(in_step, "keep_in_step", whole)
        between()
        return whole(*args, **named)

    monkeypatch.setattr(in_step, "keep_in_step", interrupted)


def test_who_leaves_while_a_sync_is_under_way_has_left(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = office
    one.sync(share, WORD)
    interrupt_sync_with(monkeypatch, lambda: leave(one.laptop.path, []))
    one.sync()
    assert not list((one.home / "config" / "sync").iterdir())
    with pytest.raises(NotFound):
        one.sync()


def test_a_passphrase_set_while_a_sync_is_under_way_stays_set(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = office
    one.sync(share)
    interrupt_sync_with(monkeypatch, lambda: rotate(one.laptop.path, [], lambda new: WORD))
    one.sync()
    said = last_said(one.laptop.path, [])
    assert said is not None and one.sync().said["sealed"]
    one.note("加密以后写的")
    one.sync()
    newest = max(share.rglob("*-1-1-*.hap"), key=lambda file: file.stat().st_mtime_ns)
    assert newest.read_bytes().startswith(b"age-encryption.org/")


def test_what_nobody_previewed_is_said_after_the_sync(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    for officer in (one, two):
        officer.sync(share, WORD)
    for officer in (one, two):
        officer.here().do(
            lambda ledger: complete_milestone(ledger, "2-1", Completion(TODAY, ledger.officer), TODAY)
        )
    two.sync()
    said = one.sync().said
    assert said["new"] == 1 and said["to_see_to"] == ["冲突待核 1 项，请在节点里核定"]
    assert one.sync().said["to_see_to"] == []


def test_a_laptop_met_for_the_first_time_was_there_when_it_said_so(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file may have lain there for months; one whose clock is ahead was there no later than now."""
    one, two, three = office
    for officer, days in ((one, -90), (two, 3)):
        officer.sync(share, at=NOON + timedelta(days=days))
    monkeypatch.setattr(time, "time", NOON.timestamp)
    seen = {laptop["officer"]: laptop["seen_at"][:10] for laptop in three.sync(share).said["laptops"]}
    assert seen == {"甲": (NOON - timedelta(days=90)).date().isoformat(), "乙": NOON.date().isoformat()}


def test_what_a_later_file_of_the_same_sync_settles_is_not_told(
    office: list[Officer], share: Path, seeded_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for officer in office[:2]:
        officer.sync(share)
    first, then = sorted(office[:2], key=lambda one: origins(one.here())[0])
    for officer in (first, then):
        officer.here().do(
            lambda ledger: complete_milestone(ledger, "2-1", Completion(TODAY, ledger.officer), TODAY)
        )
        officer.sync()
    monkeypatch.setattr(shared, "BATCH_BYTES", 1)
    assert office[2].sync(share).said["to_see_to"] == ["冲突待核 1 项，请在节点里核定"]
    with then.here().ledger() as ledger:
        (heads,) = ledger.connection.execute("SELECT heads FROM milestone WHERE id = '2-1'").fetchone()
        keep = json.loads(heads)[0]
    then.here().do(lambda ledger: settle_conflict(ledger, "2-1", bytes.fromhex(keep), "核对过", TODAY))
    then.sync()
    shutil.copyfile(seeded_file, office[2].laptop.path)
    again = office[2].sync()
    assert again.report.taken == 3 and again.merged is not None
    assert (again.merged.conflicts, again.said["to_see_to"]) == ((), [])


def test_what_ended_the_process_of_a_sync_is_kept_too(office: list[Officer], share: Path) -> None:
    one, *_ = office
    note_failed(one.here().path, [], NOON, "进程中途结束")
    assert last_said(one.laptop.path, []) is None
    at = one.sync(share, WORD).said["at"]
    note_failed(one.laptop.path, [], NOON + timedelta(hours=4), "进程中途结束")
    said = last_said(one.laptop.path, [])
    assert said is not None and said["at"] == at and last_words(said) == "上次成功"
    assert list(hindrances(said)) == ["2026-11-22 16:00 没有同步成：进程中途结束"]
    one.sync()
    assert last_words(last_said(one.laptop.path, []) or {}) == "最近一次"


def test_who_names_the_folder_once_more_says_that_it_was_emptied(office: list[Officer], share: Path) -> None:
    one, *_ = office
    one.sync(share, WORD)
    key = next((share / ROOT).glob("key-*")).read_bytes()
    one.moves_the_folder()
    assert one.sync().report.files == 0, "nothing was written yet, and the key lies there"
    one.moves_the_folder()
    shutil.rmtree(share / ROOT)
    with pytest.raises(StoreRefused, match="是空的") as refused:
        one.sync()
    assert "huaian-tui sync 文件夹" in refused.value.way_out
    one.sync(share, WORD)
    assert next((share / ROOT).glob("key-*")).read_bytes() == key
    one.sync()


def me(officer: Officer) -> str:
    """The folder in which an officer's laptop writes."""
    with closing(open_reader(officer.here().path)) as connection:
        head = own_head(connection)
    assert head is not None
    return head.id.hex()[:16]


@pytest.mark.parametrize("sealed", [False, True])
def test_what_nobody_s_key_stands_for_does_not_count_as_lacking(
    office: list[Officer], share: Path, sealed: bool
) -> None:
    """Anybody who can write there could let all wait for ever, or fill the list with made-up laptops."""
    one, two, _ = office
    word = WORD if sealed else None
    one.note("甲的")
    one.sync(share, word)
    two.note("乙的")
    two.sync(share, word)
    one.sync()
    for number in range(60):
        writer = f"{number:016x}"
        (share / ROOT / writer).mkdir()
        said = Heads({two.laptop.heads()[0][0].hex()[:16]: 10**9, writer: 10**12}, {}, "外")
        (share / ROOT / writer / HEADS).write_bytes(heads_bytes(said))
    result = one.sync()
    assert result.report.lacking == 0
    listed = result.said["laptops"]
    if sealed:
        assert result.said["unproved"] == 0 and [each["officer"] for each in listed] == ["乙"]
        return
    assert result.said["unproved"] == 60 and len(listed) == 1 + MOST_STRANGERS
    assert [(each["officer"], each["known"]) for each in listed][:2] == [("乙", True), ("外", False)]
    line = synced_line(result.said)
    assert "还差" not in line and "另有 60 台没有核实的电脑声称还有记录" in line
    assert ahead_of_here(listed[1]) == "未核实" and ahead_of_here(listed[0]) == "0 条"


def test_of_a_known_laptop_it_counts_and_not_what_was_altered(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    one.note("甲的")
    one.sync(share, None)
    two.note("乙的")
    two.sync(share, None)
    assert one.sync().report.lacking == 0
    two.note("乙又一条")
    two.sync()
    (folder,) = [path for path in (share / ROOT).iterdir() if path.name == me(two)]
    for path in folder.iterdir():
        if path.name != HEADS:
            path.unlink()
    assert one.sync().report.lacking == 1, "its own word, signed"
    said = read_heads((folder / HEADS).read_bytes())
    assert said is not None
    (folder / HEADS).write_bytes(heads_bytes(replace(said, have={me(two): 10**6})))
    result = one.sync()
    assert (result.report.lacking, result.said["unproved"]) == (0, 1)


def test_made_up_laptops_keep_no_known_one_out(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = office
    monkeypatch.setattr("huaian_tui.exchange.folder.in_step._MOST_OTHERS", 3)
    one.note("甲的")
    one.sync(share, None)
    for number in range(5):
        writer = f"{number:016x}"
        (share / ROOT / writer).mkdir()
        (share / ROOT / writer / HEADS).write_bytes(heads_bytes(Heads({writer: 9}, {}, "外")))
    one.sync()
    two.note("乙的")
    two.sync(share, None)
    one.sync()
    two.note("乙又一条")
    two.sync()
    result = one.sync()
    assert ("乙", True) in [(each["officer"], each["known"]) for each in result.said["laptops"]]
