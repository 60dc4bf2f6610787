"""The files with keys are lost or damaged: what was revoked stays so, and it is said until it is seen to."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.exchange import Laptop
from support.forged_packs import both_ways, decide, reasons, write
from support.own_laptops import OwnLaptop, at

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.services.doctor import diagnose
from huaian_tui.services.trust import accept_laptop, find_laptop, key_remarks
from huaian_tui.store.engine.opening import open_reader

Take = Callable[..., MergeResult]


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    """Two laptops, of which the first revoked the key of the other."""
    found = OwnLaptop(seeded_file, tmp_path, "甲"), OwnLaptop(seeded_file, tmp_path, "乙")
    for laptop in found:
        write(laptop, "一", "二")
    found[0].take(found[1].export())
    decide(found[0], "revoked", found[1].key().public)
    write(found[1], "撤销以后")
    return found


def remarks(laptop: OwnLaptop) -> str:
    """What 信任 says; ``doctor`` says the same."""
    with at(laptop.home):
        with laptop.reading() as connection:
            said = "；".join(key_remarks(connection))
        assert (diagnose(laptop.path, laptop.moment)["exchange"][1]["keys_lost"] or "") == said
    return said


def known_file(laptop: OwnLaptop) -> Path:
    return laptop.machine_folder / "known_keys.json"


@both_ways
@pytest.mark.parametrize("lost", ["the file", "the folder"])
def test_a_lost_file_gives_no_revoked_key_back(
    two: tuple[OwnLaptop, OwnLaptop], take: Take, lost: str
) -> None:
    one, other = two
    assert remarks(one) == ""
    known_file(one).unlink()
    if lost == "the folder":
        shutil.rmtree(one.machine_folder)
    said = remarks(one)
    assert "不见了" in said and "撤销过的 1 把" in said and "找回这个文件" in said
    result = take(one, other.export())
    assert result.new == 0 and "已撤销" in reasons(result)
    assert result.keys == (said,)


def test_that_it_was_lost_is_said_until_somebody_decides_on_a_key(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    write(third, "丙的")
    known_file(one).unlink()
    assert "不见了" in one.take(third.export()).keys[0]
    assert known_file(one).exists()
    write(third, "丙又一条")
    (said,) = one.take(third.export()).keys
    assert "2026-11-22 不见过" in said and remarks(one) == said
    assert one.trust().state_of(other.key().public) is KeyState.REVOKED
    with at(one.home), closing(open_reader(one.path)) as connection:
        accept_laptop(connection, find_laptop(connection, third.key().public.hex()))
    assert remarks(one) == "" and one.take(third.export()).keys == ()
    assert one.trust().state_of(other.key().public) is KeyState.REVOKED
    decide(one, "accepted", other.key().public)
    assert one.take(other.export()).new == 1


def test_an_older_copy_of_the_file_gives_no_revoked_key_back(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    said = json.loads(known_file(one).read_text())
    said["keys"][0]["state"] = "accepted"
    known_file(one).write_text(json.dumps(said))
    assert one.trust().state_of(other.key().public) is KeyState.REVOKED


def test_with_both_lost_the_ledger_tells_that_there_were_keys(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    known_file(one).unlink()
    (one.machine_folder.parent / "revoked_keys.json").unlink()
    assert "台账里却有 1 台别的电脑的签名" in remarks(one)
    assert "都不知道了" in one.take(other.export()).keys[0]


def test_a_second_file_that_is_damaged_is_no_empty_one(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    second = one.machine_folder.parent / "revoked_keys.json"
    assert stat.S_IMODE(second.stat().st_mode) == 0o600
    second.write_text("{")
    assert "已撤销" in reasons(one.take(other.export())), "the first one says so"
    known_file(one).unlink()
    with pytest.raises(StoreRefused, match="读不出已知的密钥"):
        one.take(other.export())


def test_a_new_laptop_is_told_nothing(seeded_file: Path, tmp_path: Path) -> None:
    one, other = OwnLaptop(seeded_file, tmp_path, "甲"), OwnLaptop(seeded_file, tmp_path, "乙")
    write(other, "一")
    assert remarks(one) == ""
    one.moment += timedelta(days=1)
    assert one.take(other.export()).keys == () and remarks(one) == ""


# ------------------------------------------------------------------ this laptop's own key


@both_ways
def test_a_damaged_key_is_kept_and_told_and_the_new_one_is_taken_once_accepted(
    seeded_file: Path, tmp_path: Path, take: Take
) -> None:
    one, other = OwnLaptop(seeded_file, tmp_path, "甲"), OwnLaptop(seeded_file, tmp_path, "乙")
    write(one, "一")
    other.take(one.export())
    file = one.machine_folder / "key.json"
    before, text = one.key().public, file.read_text()
    file.write_text(text[:40])
    file.chmod(0o644)
    write(one, "二")
    pack = one.export()
    kept = one.machine_folder / "key-damaged-1.json"
    assert kept.read_text() == text[:40] and stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert one.key().public != before
    said = remarks(one)
    assert "key-damaged-1.json" in said and "换了密钥" in said and "十个词" in said
    assert "换了密钥" in reasons(take(other, pack))
    decide(other, "accepted", one.key().public)
    assert take(other, pack).new == 1
    kept.unlink()
    assert remarks(one) == ""


def test_each_damaged_one_is_kept(seeded_file: Path, tmp_path: Path) -> None:
    one = OwnLaptop(seeded_file, tmp_path, "甲")
    write(one, "一")
    for _ in range(2):
        one.key()
        (one.machine_folder / "key.json").write_text("{")
    one.key()
    assert sorted(file.name for file in one.machine_folder.glob("key-*")) == [
        "key-damaged-1.json",
        "key-damaged-2.json",
    ]


def _closed(_: Path) -> bool:
    raise PermissionError


@pytest.mark.parametrize(
    ("of", "answer"), [("os.access", lambda *_: False), ("Path.is_file", _closed)], ids=["file", "folder"]
)
def test_one_that_cannot_be_read_just_now_is_not_replaced(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: str, answer: Callable[..., bool]
) -> None:
    one = OwnLaptop(seeded_file, tmp_path, "甲")
    write(one, "一")
    before = one.key().public
    with monkeypatch.context() as patched:
        patched.setattr(f"huaian_tui.store.keep.laptop_key.{of}", answer)
        patched.setattr("huaian_tui.store.keep.laptop_key.read_small", lambda *_: None)
        assert "读不了" in remarks(one)
        assert Laptop.export(one) and not list(one.machine_folder.glob("key-damaged*"))
    assert one.key().public == before
