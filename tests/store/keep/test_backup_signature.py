"""The signature of a backup: what restoring and checking it say, and what is not put back unasked."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support import children
from support.exchange import NOON
from support.own_laptops import OwnLaptop, at
from support.rewritten import rewritten_file

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.backup_signatures import BackupProof
from huaian_tui.domain.words.key_fingerprints import fingerprint_line
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.keep.backup import backup_proof, make_backup, restore
from huaian_tui.store.keep.backup_signature import Proof
from huaian_tui.store.keep.backup_sum import sum_file
from huaian_tui.store.keep.known_keys import write_known_keys
from huaian_tui.store.keep.private_files import sha256_of

TODAY = date(2026, 11, 22)


@pytest.fixture
def pair(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    """张三 has what 乙 wrote and knows her key at first sight."""
    ours, theirs = OwnLaptop(seeded_file, tmp_path, "张三"), OwnLaptop(seeded_file, tmp_path, "乙")
    for laptop in (ours, theirs):
        text = f"{laptop.officer}的"
        laptop.do(lambda ledger, text=text: add_note(ledger, NoteDraft(2, text, TODAY), TODAY))
    ours.take(theirs.export())
    return ours, theirs


def backed_up(laptop: OwnLaptop) -> Path:
    with at(laptop.home):
        return make_backup(laptop.path, laptop.folder / "备份.db").path


def proof(laptop: OwnLaptop, backup: Path) -> Proof:
    with at(laptop.home):
        found = backup_proof(backup)
    assert found is not None
    return found


def put_back(laptop: OwnLaptop, backup: Path, **options: bool) -> Proof:
    """In a place of its own, on this machine."""
    with at(laptop.home):
        done = restore(laptop.folder / "恢复.db", backup, NOON, **options)
    done.path.unlink()
    return done.proof


def summed_anew(backup: Path) -> None:
    """The first line of the sum file made right, the signature left as it is."""
    _, *signed = sum_file(backup).read_text(encoding="utf-8").splitlines()
    lines = [f"{sha256_of(backup)}  {backup.name}", *signed, ""]
    sum_file(backup).write_text("\n".join(lines), encoding="utf-8")


def refused(laptop: OwnLaptop, backup: Path) -> str:
    """Why it is not put back; nothing was touched, and it is once that is wanted."""
    with pytest.raises(StoreRefused) as found:
        put_back(laptop, backup)
    assert not (laptop.folder / "恢复.db").exists() and "--despite-signature" in found.value.way_out
    assert put_back(laptop, backup, despite_signature=True).doubtful
    return found.value.message


def test_a_backup_of_this_laptop_fits_and_its_sum_file_is_still_one(
    pair: tuple[OwnLaptop, OwnLaptop],
) -> None:
    ours, theirs = pair
    backup = backed_up(ours)
    for found in (proof(ours, backup), put_back(ours, backup)):
        assert (found.state, found.reason) == (BackupProof.FITS, "在本机备份")
    line = sum_file(backup).read_text(encoding="utf-8").splitlines()[1]
    said = json.loads(line[line.index("{") :])
    keys = {name: key for name, _, _, key, _ in said["signed"]}
    assert keys[ours.own_origin().hex()] == ours.key().public.hex()
    assert keys[theirs.own_origin().hex()] == theirs.key().public.hex(), "as it came"
    assert {name for name, _, _ in said["heads"]} >= set(keys)
    checked = children.run(
        ["sha256sum", "--strict", "-c", sum_file(backup).name],
        cwd=backup.parent,
        capture_output=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_a_rewritten_backup_with_a_new_sum_is_told_loudly(pair: tuple[OwnLaptop, OwnLaptop]) -> None:
    ours, theirs = pair
    backup = backed_up(ours)
    rewritten_file(backup, theirs.own_origin())
    summed_anew(backup)
    assert proof(ours, backup).state is BackupProof.WRONG
    said = refused(ours, backup)
    assert "签名不符" in said and theirs.own_origin().hex()[:8] in said


def test_another_ledger_under_the_sum_of_a_signed_one_is_told(pair: tuple[OwnLaptop, OwnLaptop]) -> None:
    """Same heads, other bytes: something was changed that is no record, and the sum made right."""
    ours, _ = pair
    backup = backed_up(ours)
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("CREATE TABLE added (x TEXT) STRICT")
        connection.execute("DROP TABLE added")
    assert "又写过" in proof(ours, backup).reason
    summed_anew(backup)
    assert "另一个文件" in refused(ours, backup)


def test_a_rewritten_backup_without_a_signature_is_told_by_what_this_machine_saw(
    pair: tuple[OwnLaptop, OwnLaptop],
) -> None:
    ours, theirs = pair
    backup = backed_up(ours)
    rewritten_file(backup, ours.own_origin())
    sum_file(backup).write_text(f"{sha256_of(backup)}  {backup.name}\n", encoding="utf-8")
    assert "这台电脑见过的" in refused(ours, backup)
    elsewhere = put_back(theirs, backup)
    assert (elsewhere.state, elsewhere.doubtful) == (BackupProof.UNPROVEN, False), "it cannot know"


def test_old_backups_stay_readable_and_are_unproven(pair: tuple[OwnLaptop, OwnLaptop]) -> None:
    ours, _ = pair
    backup = backed_up(ours)
    sum_file(backup).write_text(f"{sha256_of(backup)}  {backup.name}\n", encoding="utf-8")
    assert put_back(ours, backup).words.startswith("未核实（旁边的校验值文件里没有签名")
    sum_file(backup).unlink()
    assert put_back(ours, backup).words.startswith("未核实（旁边没有校验值文件")
    with at(ours.home):
        assert backup_proof(backup) is None, "it is no more known to be a backup than a ledger in use is"


def test_a_backup_of_another_laptop_is_judged_by_its_key(pair: tuple[OwnLaptop, OwnLaptop]) -> None:
    ours, theirs = pair
    backup = backed_up(theirs)
    known = put_back(ours, backup)
    assert known.state is BackupProof.FITS and "乙的电脑" in known.reason and "首见" in known.reason
    ours_backup = backed_up(ours)
    unknown = put_back(theirs, ours_backup)
    assert unknown.state is BackupProof.UNPROVEN
    assert fingerprint_line(ours.key().public) in unknown.reason
    trust = ours.trust()
    with at(ours.home):
        write_known_keys(trust._machine, trust.known.revoked(theirs.key().public))
    assert proof(ours, backup).state is BackupProof.REFUSED
    assert "已撤销" in refused(ours, backup)


@pytest.mark.parametrize("at_", ["sender", "heads", "signed", "{"])
def test_no_part_of_the_signature_can_be_altered_unseen(pair: tuple[OwnLaptop, OwnLaptop], at_: str) -> None:
    ours, _ = pair
    backup = backed_up(ours)
    text = sum_file(backup).read_text(encoding="utf-8")
    place = text.index(at_) + len(at_) + (40 if at_ != "{" else 0)
    other = "1" if text[place] != "1" else "2"
    sum_file(backup).write_text(f"{text[:place]}{other}{text[place + 1 :]}", encoding="utf-8")
    assert proof(ours, backup).state is BackupProof.WRONG


def test_a_backup_that_was_written_since_is_unproven_only(pair: tuple[OwnLaptop, OwnLaptop]) -> None:
    """Somebody went on in the copy itself: what was signed is still there, below."""
    ours, _ = pair
    backup = backed_up(ours)
    path, ours.path = ours.path, backup
    ours.do(lambda ledger: add_note(ledger, NoteDraft(2, "又一条", TODAY), TODAY))
    ours.path = path
    found = proof(ours, backup)
    assert found.state is BackupProof.UNPROVEN and "又写过" in found.reason


def test_without_a_place_for_the_key_nothing_is_signed(
    pair: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    ours, _ = pair
    (tmp_path / "file").write_text("", encoding="utf-8")
    with at(tmp_path / "file"):
        made = make_backup(ours.path, ours.folder / "无.db")
    assert not made.signed and len(sum_file(made.path).read_text(encoding="utf-8").splitlines()) == 1


def test_a_damaged_backup_is_told_too(pair: tuple[OwnLaptop, OwnLaptop]) -> None:
    ours, _ = pair
    backup = backed_up(ours)
    data = bytearray(backup.read_bytes())
    with closing(sqlite3.connect(backup)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'record'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data[(page - 1) * size : page * size] = b"\xff" * size
    backup.write_bytes(data)
    assert proof(ours, backup).state is BackupProof.WRONG
