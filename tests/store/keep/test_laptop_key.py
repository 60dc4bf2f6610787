"""The laptop's own key: for its owner only, bound to the machine, in no ledger; nothing fails without it."""

from __future__ import annotations

import json
import shutil
import stat
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from support.exchange import NOON
from support.own_laptops import OwnLaptop, at

from huaian_tui.ledger.signed_head import head_message, pack_message
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.engine.origins import machine_of
from huaian_tui.store.keep import laptop_key as module
from huaian_tui.store.keep.laptop_key import LaptopKey, laptop_key, own_public_key
from huaian_tui.store.keep.machine import Machine, this_machine
from huaian_tui.store.keep.signatures import public_of, verifies


def machine(home: Path, ledger: Path, *, create: bool = True) -> Machine:
    with at(home):
        return this_machine(ledger, create=create)


def made(home: Path, ledger: Path) -> LaptopKey:
    key = laptop_key(machine(home, ledger))
    assert key is not None
    return key


def test_it_is_made_once_and_for_its_owner_only(tmp_path: Path, ledger_path: Path) -> None:
    assert own_public_key(machine(tmp_path / "甲机", ledger_path)) is None
    key = made(tmp_path / "甲机", ledger_path)
    file = tmp_path / "甲机" / "huaian-tui" / "machine" / "key.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made(tmp_path / "甲机", ledger_path) == key
    assert own_public_key(machine(tmp_path / "甲机", ledger_path)) == key.public
    assert made(tmp_path / "乙机", ledger_path).public != key.public
    said = json.loads(file.read_bytes())
    assert public_of(bytes.fromhex(said["secret"])) == key.public
    assert said["secret"] not in repr(key)


def test_it_signs_heads_and_first_lines_apart(tmp_path: Path, ledger_path: Path) -> None:
    key = made(tmp_path / "甲机", ledger_path)
    head = key.sign_head(bytes(16), 7, bytes(32))
    assert verifies(key.public, head_message(bytes(16), 7, bytes(32)), head.signature)
    assert not verifies(key.public, head_message(bytes(16), 8, bytes(32)), head.signature)
    sender = key.sign_pack(bytes(32))
    assert verifies(key.public, pack_message(bytes(32)), sender.signature)
    assert not verifies(key.public, head_message(bytes(16), 7, bytes(32)), sender.signature)


def test_a_copied_home_is_another_machine_with_another_key(tmp_path: Path, ledger_path: Path) -> None:
    first = made(tmp_path / "甲机", ledger_path)
    shutil.copytree(tmp_path / "甲机", tmp_path / "拷走的")
    assert own_public_key(machine(tmp_path / "拷走的", ledger_path, create=False)) is None
    assert made(tmp_path / "拷走的", ledger_path).public != first.public
    assert made(tmp_path / "甲机", ledger_path) == first


def test_a_key_that_was_brought_to_another_machine_is_not_taken(tmp_path: Path, ledger_path: Path) -> None:
    first = made(tmp_path / "甲机", ledger_path)
    machine(tmp_path / "乙机", ledger_path)
    part = Path("huaian-tui", "machine", "key.json")
    shutil.copyfile(tmp_path / "甲机" / part, tmp_path / "乙机" / part)
    assert own_public_key(machine(tmp_path / "乙机", ledger_path)) is None
    assert made(tmp_path / "乙机", ledger_path).public != first.public


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"mark": "00", "public": "00", "secret": "00"}'])
def test_a_damaged_one_is_replaced(tmp_path: Path, ledger_path: Path, content: bytes) -> None:
    first = made(tmp_path / "甲机", ledger_path)
    file = tmp_path / "甲机" / "huaian-tui" / "machine" / "key.json"
    file.write_bytes(content)
    second = made(tmp_path / "甲机", ledger_path)
    assert second.public != first.public and made(tmp_path / "甲机", ledger_path) == second


def test_one_that_others_may_read_is_closed(tmp_path: Path, ledger_path: Path) -> None:
    key = made(tmp_path / "甲机", ledger_path)
    file = tmp_path / "甲机" / "huaian-tui" / "machine" / "key.json"
    file.chmod(0o644)
    assert made(tmp_path / "甲机", ledger_path) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_of_two_programs_that_make_one_both_have_the_first(
    tmp_path: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = machine(tmp_path / "甲机", ledger_path)
    real = module.name_new

    def later(part: Path, target: Path) -> None:
        if not target.exists():
            shutil.copyfile(part, target)  # the other program's
            faster.append(own_public_key(here))
        real(part, target)

    faster = list[bytes | None]()
    monkeypatch.setattr(module, "name_new", later)
    key = laptop_key(here)
    assert key is not None and [key.public] == faster


def test_without_a_place_it_is_said_and_everything_else_works(
    tmp_path: Path, seeded_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = OwnLaptop(seeded_file, tmp_path, "甲")
    laptop.home.write_text("不是文件夹", encoding="utf-8")
    day = NOON.date()
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, "进展", day), day))
    with at(laptop.home), closing(open_reader(laptop.path)) as connection:
        assert laptop_key(machine_of(connection)) is None
    other = OwnLaptop(seeded_file, tmp_path, "乙")
    result = other.take(laptop.export())
    assert (result.new, result.refusals, other.signed()) == (1, (), {})


def test_it_is_in_no_ledger_pack_or_backup(tmp_path: Path, seeded_file: Path) -> None:
    laptop = OwnLaptop(seeded_file, tmp_path, "甲", datetime.fromisoformat("2026-11-22T12:00:00+08:00"))
    day = NOON.date()
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, "进展", day), day))
    pack = laptop.export()
    secret = json.loads((laptop.machine_folder / "key.json").read_bytes())["secret"]
    for file in (laptop.path, pack):
        data = file.read_bytes()
        assert bytes.fromhex(secret) not in data and secret.encode() not in data
