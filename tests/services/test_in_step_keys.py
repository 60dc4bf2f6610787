"""The office's key in the shared folder: put back, made twice at the same time, an older one taken away."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.sync_offices import Officer

from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.domain.words.in_step import hindrances
from huaian_tui.exchange.folder.key_files import key_files_of
from huaian_tui.exchange.folder.names import ROOT
from huaian_tui.exchange.folder.shared import SharedFolder
from huaian_tui.services.in_step import leave, rotate
from huaian_tui.services.in_step_joining import Joined

WORD, OTHER = "一二三四五六七八", "八七六五四三二一"

pytestmark = pytest.mark.usefixtures("sealed_quickly")


def keys(folder: Path) -> dict[str, bytes]:
    """The key files in a folder."""
    return {one.name: one.read_bytes() for one in (folder / ROOT).glob("key-*.age")}


def emptied(folder: Path) -> None:
    """By somebody, or by a wrong setting of what replicates it."""
    shutil.rmtree(folder / ROOT)


def changed(officer: Officer, passphrase: str) -> None:
    rotate(officer.here().path, [], lambda new: passphrase)


# ---------------------------------------------------------------------- put back


@pytest.mark.parametrize("first", [0, 1])
def test_an_emptied_folder_gets_its_key_back_from_any_laptop(
    office: list[Officer], share: Path, first: int
) -> None:
    one, two, three = office
    one.note("甲的")
    one.sync(share, WORD)
    two.sync(share, WORD)
    before = keys(share)
    emptied(share)
    assert office[first].sync().said["key_put_back"] in next(iter(before))
    assert keys(share) == before
    office[1 - first].sync()
    assert keys(share) == before
    kept = office[first].home / "config" / "sync"
    assert {stat.S_IMODE(one.stat().st_mode) for one in kept.iterdir()} == {0o600}
    three.sync(share, WORD)
    assert len(three.laptop.records()) == 1


def test_a_key_file_that_is_there_is_never_written_over(office: list[Officer], share: Path) -> None:
    """What lies there by its name may be damaged; whoever takes it away gets the right one back."""
    one, two, _ = office
    one.sync(share, WORD)
    (name,) = keys(share)
    right = keys(share)[name]
    (share / ROOT / name).write_bytes(b"spoiled")
    SharedFolder(share).write_key(name[4:-4], right)
    one.sync()
    assert keys(share) == {name: b"spoiled"}
    with pytest.raises(HuaianError, match="钥匙文件已损坏") as refused:
        two.sync(share, WORD)
    assert "删掉" in refused.value.way_out
    (share / ROOT / name).unlink()
    one.sync()
    assert keys(share) == {name: right} and two.sync(share, WORD).joined is Joined.JOINED


def test_a_laptop_that_knows_only_the_key_keeps_the_bytes_of_its_file(
    office: list[Officer], share: Path
) -> None:
    """It joined by an older program, which did not keep them."""
    one, *_ = office
    one.sync(share, WORD)
    (kept,) = (one.home / "config" / "sync").glob("*.key_files")
    kept.unlink()
    before = keys(share)
    one.sync()
    emptied(share)
    one.sync()
    assert keys(share) == before


def test_what_is_kept_of_key_files_may_be_damaged(office: list[Officer], share: Path) -> None:
    one, *_ = office
    one.sync(share, WORD)
    (kept,) = (one.home / "config" / "sync").glob("*.key_files")
    for spoiled in (b"", b"[]", b'{"x": 1}', b'{"x": {"data": "!", "holds": [], "made": 1}}', b"\xff"):
        kept.write_bytes(spoiled)
        assert key_files_of(spoiled) == {}
        one.sync()
    assert key_files_of(kept.read_bytes()), "learnt from the folder again"


# ---------------------------------------------------------------------- two at the same time


def while_it_sets_up(monkeypatch: pytest.MonkeyPatch, look: int, does: Callable[[], object]) -> None:
    """Let something happen before a laptop looks into the folder for the so many-th time."""
    whole, looks = SharedFolder.look, list[int]()

    def looked(folder: SharedFolder, *rest: Any) -> Any:
        looks.append(1)
        if len(looks) == look:
            does()
        return whole(folder, *rest)

    monkeypatch.setattr(SharedFolder, "look", looked)


@pytest.mark.parametrize("look", [2, 3])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_that_set_up_one_folder_in_the_same_minute_have_one_key(
    office: list[Officer], share: Path, order: tuple[int, int], look: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second typed while the first was quicker; or both wrote a key, and the second sees it then."""
    slow, quick = (office[place] for place in order)
    slow.note("慢的"), quick.note("快的")

    def overtaken() -> None:
        monkeypatch.setattr(SharedFolder, "look", plain)
        if look == 3:
            (made,) = (share / ROOT).glob("key-*")
            hidden = made.rename(share / made.name)  # not seen by the quick one yet
        quick.sync(share, WORD)
        if look == 3:
            hidden.rename(made)
        slow.here()

    plain = SharedFolder.look
    while_it_sets_up(monkeypatch, look, overtaken)
    assert slow.sync(share, WORD).joined is Joined.JOINED
    assert len(keys(share)) == 1
    assert quick.sync().report.new == 1 and not quick.sync().report.keys
    office[2].sync(share, WORD)
    assert len(office[2].laptop.records()) == 2


def test_two_with_unlike_passphrases_are_told_and_nothing_is_left_of_the_second(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = office
    whole = SharedFolder.write_key

    def overtaken(folder: SharedFolder, recipient: str, data: bytes) -> None:
        monkeypatch.setattr(SharedFolder, "write_key", whole)
        two.sync(share, OTHER)
        one.here()
        whole(folder, recipient, data)

    monkeypatch.setattr(SharedFolder, "write_key", overtaken)
    with pytest.raises(StoreRefused, match="同事同时也在设") as refused:
        one.sync(share, WORD)
    assert "口令" in refused.value.way_out
    assert len(keys(share)) == 1
    assert one.sync(share, OTHER).joined is Joined.JOINED


class Replicas:
    """A folder for each officer; what lies in one is carried to the others when that is said."""

    def __init__(self, folder: Path, officers: list[Officer]) -> None:
        self._of = {one.name: folder / f"replica-{one.name}" for one in officers}
        for one in self._of.values():
            one.mkdir()

    def of(self, officer: Officer) -> Path:
        return self._of[officer.name]

    def carry(self, giver: Officer, *takers: Officer) -> None:
        """All that a giver's own copy has and the others lack, or have otherwise."""
        for taker in takers:
            shutil.copytree(self.of(giver), self.of(taker), dirs_exist_ok=True)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_keys_that_met_late_become_one_once_both_know_both(
    office: list[Officer], tmp_path: Path, order: tuple[int, int]
) -> None:
    """Neither saw the other for a day: nothing is silent, each reads all, both seal with the same key."""
    one, two = (office[place] for place in order)
    three, replicas = office[2], Replicas(tmp_path, office)
    for officer, word in ((one, WORD), (two, OTHER)):
        officer.note(officer.name)
        assert officer.sync(replicas.of(officer), word).joined is Joined.NEW
    replicas.carry(one, two)
    replicas.carry(two, one)
    for officer in (one, two):
        apart = officer.sync()
        assert apart.report.keys and apart.report.new == 0
    assert two.sync(None, WORD).report.new == 1
    assert one.sync(None, OTHER).report.new == 1
    for officer in (one, two):
        officer.note("合到一起以后")
        told = officer.sync()
        assert told.said["keys_apart"] and any("sync rotate" in line for line in hindrances(told.said))
    assert len(keys(replicas.of(one))) == 2, "no file holds both keys: none may go"
    sealed_with = {read_recipient(officer, replicas) for officer in (one, two)}
    assert len(sealed_with) == 1 and min(keys(replicas.of(one))) in {f"key-{x}.age" for x in sealed_with}
    changed(one, "一把钥匙一个口令")
    one.sync()
    replicas.carry(one, two, three)
    assert two.sync(None, "一把钥匙一个口令").joined is Joined.KEY
    replicas.carry(two, three)
    assert not two.sync().said["keys_apart"]
    three.sync(replicas.of(three), "一把钥匙一个口令")
    assert len(three.laptop.records()) == 4


def read_recipient(officer: Officer, replicas: Replicas) -> str:
    """The key that the newest file of an officer is sealed with."""
    from huaian_tui.exchange.folder.kept import find_kept, read_keys
    from huaian_tui.exchange.folder.office_key import KeyMissing, OfficeKeys

    kept = find_kept(officer.here().path, [])
    assert kept is not None
    own = [one for one in (replicas.of(officer) / ROOT).rglob("*-2-2-*.hap") if one.stat().st_size]
    newest = max(own, key=lambda one: one.stat().st_mtime_ns).read_bytes()
    for secret in read_keys(kept).secrets:
        alone = OfficeKeys((secret,))
        try:
            alone.opened(newest)
        except KeyMissing:
            continue
        return alone.recipients[0]
    raise AssertionError("sealed with a key that is known here")


# ---------------------------------------------------------------------- after a new passphrase


def test_the_file_of_an_older_key_goes_once_the_newer_one_holds_it(
    office: list[Officer], share: Path
) -> None:
    """Who learnt the old passphrase can open nothing in the folder by it; a new laptop reads all."""
    one, two, three = office
    one.note("以前的")
    one.sync(share, WORD)
    two.sync(share, WORD)
    (old,) = keys(share)
    changed(two, OTHER)
    two.sync()
    assert len(keys(share)) == 2, "another's file is not touched"
    one.sync()
    assert len(keys(share)) == 2, "who does not know the new key cannot tell what it holds"
    one.sync(None, OTHER)
    assert old not in keys(share) and len(keys(share)) == 1
    two.sync()
    assert old not in keys(share), "and it is not put back"
    with pytest.raises(HuaianError, match="口令不对"):
        three.sync(share, WORD)
    three.sync(share, OTHER)
    assert len(three.laptop.records()) == 1


def test_an_older_key_file_stays_while_the_newer_one_is_damaged(office: list[Officer], share: Path) -> None:
    one, *_ = office
    one.sync(share, WORD)
    (old,) = keys(share)
    changed(one, OTHER)
    (new,) = keys(share).keys() - {old}
    whole = keys(share)[new]
    (share / ROOT / new).write_bytes(whole[:-5])
    one.sync()
    assert old in keys(share)
    (share / ROOT / new).write_bytes(whole)
    one.sync()
    assert list(keys(share)) == [new]


def test_who_knows_only_the_old_key_does_not_bring_its_file_back(office: list[Officer], share: Path) -> None:
    one, two, _ = office
    one.sync(share, WORD)
    two.sync(share, WORD)
    (old,) = keys(share)
    changed(one, OTHER)
    one.sync()
    assert two.sync().report.keys and old not in keys(share)


def test_what_is_kept_of_keys_goes_with_who_leaves(office: list[Officer], share: Path) -> None:
    one, *_ = office
    one.sync(share, WORD)
    changed(one, OTHER)
    leave(one.here().path, [])
    assert list((one.home / "config" / "sync").iterdir()) == []
