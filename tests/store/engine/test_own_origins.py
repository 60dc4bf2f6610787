"""A file that is copied by hand writes on each machine as an origin of its own, and no two ever fork."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.own_laptops import at
from support.source_tree import ROOT

from huaian_tui.exchange.merging.merge import merge
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.exchange.packs.pack_write import export_pack
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.origins import Began, list_heads
from huaian_tui.store.keep import machine
from huaian_tui.store.keep.backup import make_backup, restore
from huaian_tui.store.queries.settings import read_setting

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


def write(machine: Path, file: Path, text: str = "进展") -> Began | None:
    """One note; why the file began a new origin, if it did."""
    with at(machine), Ledger(file, "张三", lambda: NOON) as ledger:
        add_note(ledger, NoteDraft(1, text, TODAY), TODAY)
        return ledger.began


def origins(file: Path) -> list[tuple[bytes, int]]:
    with closing(open_reader(file)) as connection:
        return [(one.id, one.seq) for one in list_heads(connection)]


def mine(file: Path) -> bytes:
    with closing(open_reader(file)) as connection:
        return bytes(connection.execute("SELECT id FROM origin WHERE mine = 1").fetchone()[0])


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Path, Path, Path]:
    return tmp_path / "甲机", tmp_path / "乙机", tmp_path / "丙机"


Machines = tuple[Path, Path, Path]


def copied(file: Path, name: str) -> Path:
    return Path(shutil.copyfile(file, file.with_name(name)))


# ------------------------------------------------------------------ one case after the other


def test_a_stick_that_goes_to_and_fro_has_one_origin_a_machine(ledger_path: Path, machines: Machines) -> None:
    first, second, _ = machines
    told = [write(machine, ledger_path) for machine in (first, first, second, second, first, second, first)]
    assert told == [None, None, Began.OTHER_MACHINE, None, None, None, None]
    assert sorted(seq for _, seq in origins(ledger_path)) == [3, 4]
    assert check_ledger(ledger_path).problems == ()


def test_a_copy_on_another_machine_and_the_first_file_merge(ledger_path: Path, machines: Machines) -> None:
    first, second, _ = machines
    write(first, ledger_path, "原来的")
    copy = copied(ledger_path, "同事.db")
    assert write(second, copy, "同事写的") is Began.OTHER_MACHINE
    assert write(first, ledger_path, "自己写的") is None
    exchange(first, ledger_path, second, copy)
    assert records(ledger_path) == records(copy) and len(records(copy)) == 3


def test_an_older_copy_on_the_same_machine_begins_anew(ledger_path: Path, machines: Machines) -> None:
    first, _, _ = machines
    write(first, ledger_path)
    older = copied(ledger_path, "旧.db")
    write(first, ledger_path)
    assert write(first, older) is Began.OLDER_COPY
    assert write(first, older) is None and write(first, ledger_path) is None
    exchange(first, ledger_path, first, older)
    assert records(ledger_path) == records(older) and len(records(older)) == 5


def test_a_copy_to_which_nothing_was_added_goes_on(ledger_path: Path, machines: Machines) -> None:
    first, _, _ = machines
    write(first, ledger_path)
    moved = copied(ledger_path, "新位置.db")
    ledger_path.unlink()
    assert write(first, moved) is None and len(origins(moved)) == 1


def test_a_backup_put_back_by_hand_or_by_the_program(ledger_path: Path, machines: Machines) -> None:
    first, second, _ = machines
    write(first, ledger_path)
    backup = ledger_path.with_name("备份.db")
    with at(first):
        make_backup(ledger_path, backup)
    write(first, ledger_path, "备份之后")
    shutil.copyfile(backup, ledger_path)
    assert write(first, ledger_path) is Began.OLDER_COPY
    with at(second):
        restore(ledger_path, backup, NOON)
    assert write(second, ledger_path) is None, "the restore itself began it"
    copy = copied(ledger_path, "副本.db")
    assert write(first, copy) is Began.OLDER_COPY


def test_a_restored_file_that_is_copied_before_it_writes(ledger_path: Path, machines: Machines) -> None:
    first, second, _ = machines
    write(first, ledger_path)
    backup = ledger_path.with_name("备份.db")
    with at(first):
        make_backup(ledger_path, backup)
        restore(ledger_path, backup, NOON)
    copy = copied(ledger_path, "副本.db")
    assert (write(first, ledger_path), write(second, copy)) == (None, Began.OTHER_MACHINE)
    exchange(first, ledger_path, second, copy)
    assert len(records(copy)) == 3


# ------------------------------------------------------------------ ledgers of before


def kept(folder: Path) -> Path:
    path = folder / "旧版.db"
    path.write_bytes(gzip.decompress((ROOT / "tests" / "ledgers" / "schema_5.db.gz").read_bytes()))
    return path


def test_an_older_ledger_goes_on_as_it_was(tmp_path: Path, machines: Machines) -> None:
    first, second, _ = machines
    path = kept(tmp_path)
    with at(first), closing(open_reader(path)):  # the first opening upgrades it, though nothing is written
        pass
    before, copy = mine(path), copied(path, "副本.db")
    assert write(second, copy) is Began.OTHER_MACHINE
    assert write(first, path) is None and mine(path) == before
    exchange(first, path, second, copy)
    assert records(path) == records(copy)


def test_an_upgrade_that_was_cut_off_is_completed_by_the_next_opening(
    tmp_path: Path, machines: Machines
) -> None:
    first, second, _ = machines
    path = kept(tmp_path)
    with at(first), closing(open_writer(path)) as connection:
        connection.execute("DELETE FROM own_origin")  # as if it had been killed after the migration
    before = mine(path)
    assert write(first, path) is None and mine(path) == before
    assert write(second, copied(path, "副本.db")) is Began.OTHER_MACHINE


# ------------------------------------------------------------------ marks: lost, copied, not to be kept


def test_a_wiped_folder_begins_anew(ledger_path: Path, machines: Machines) -> None:
    first, _, _ = machines
    write(first, ledger_path)
    shutil.rmtree(first)
    assert write(first, ledger_path) is Began.OTHER_MACHINE
    assert write(first, ledger_path) is None
    shutil.rmtree(first / "huaian-tui" / "machine" / "origins")
    assert write(first, ledger_path) is Began.OLDER_COPY, "what was written since is not known any more"


def test_a_home_that_is_copied_with_its_ledger_is_another_machine(
    ledger_path: Path, machines: Machines
) -> None:
    first, _, third = machines
    write(first, ledger_path)
    shutil.copytree(first, third)
    copy = copied(ledger_path, "随家目录.db")
    assert write(third, copy) is Began.OTHER_MACHINE
    assert write(first, ledger_path) is None
    exchange(first, ledger_path, third, copy)
    assert len(records(copy)) == 3


def test_where_files_have_no_lasting_number_it_is_asked_no_more(
    ledger_path: Path, machines: Machines
) -> None:
    first, _, _ = machines
    mark = first / "huaian-tui" / "machine" / "mark.json"
    told = list[Began | None]()
    for _ in range(8):
        told.append(write(first, ledger_path))
        again = mark.with_name("again")
        shutil.copyfile(mark, again)
        os.replace(again, mark)
    assert told[0] is None and told[-4:] == [None] * 4
    assert told.count(Began.OTHER_MACHINE) == 3


def test_a_folder_that_cannot_be_written_stops_nothing(
    ledger_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, _, _ = machines
    first.write_text("no folder")
    assert [write(first, ledger_path) for _ in range(3)] == [None, None, None]
    assert len(origins(ledger_path)) == 1
    assert write(first, copied(ledger_path, "副本.db")) is Began.OTHER_MACHINE
    first.unlink()
    assert write(first, ledger_path) is None, "goes on when the folder can be written again"


def test_another_content_under_the_same_number_is_an_older_copy_without_a_folder_too(
    ledger_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second, _ = machines
    first.write_text("no folder")
    second.write_text("no folder")
    write(first, ledger_path)
    before = ledger_path.read_bytes()
    assert write(first, ledger_path, "第二条") is None
    ledger_path.write_bytes(before)  # as a file manager puts an older copy over it: its number stays
    assert write(first, ledger_path, "另一条") is Began.OLDER_COPY
    assert write(second, ledger_path) is not None, "a file of the same number on another machine"
    assert len(origins(ledger_path)) == 3


def test_without_any_folder_that_can_be_written_each_program_has_an_origin(
    ledger_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    machines[0].write_text("no folder")
    assert [write(machines[0], ledger_path) for _ in range(3)] == [None, None, None]
    monkeypatch.setattr(machine, "_remembered", {})  # another program
    assert [write(machines[0], ledger_path) for _ in range(2)] == [Began.OLDER_COPY, None]
    assert len(origins(ledger_path)) == 2


@pytest.mark.parametrize("said", ["", "{", "[]", json.dumps({"mark": "zz", "number": 1, "renewed": []})])
def test_a_mark_that_cannot_be_read_is_made_anew(ledger_path: Path, machines: Machines, said: str) -> None:
    first, _, _ = machines
    write(first, ledger_path)
    (first / "huaian-tui" / "machine" / "mark.json").write_text(said)
    assert write(first, ledger_path) is Began.OTHER_MACHINE
    assert write(first, ledger_path) is None


def test_the_folder_is_for_its_owner_only(ledger_path: Path, machines: Machines) -> None:
    write(machines[0], ledger_path)
    made = list(machines[0].rglob("*"))
    assert len(made) >= 4
    if os.name == "posix":
        assert all(one.stat().st_mode & 0o077 == 0 for one in made)


# ------------------------------------------------------------------ who signs


def test_the_name_of_the_first_machine_does_not_sign_on_the_second(
    ledger_path: Path, machines: Machines
) -> None:
    first, second, _ = machines

    def officer() -> str | None:
        with closing(open_reader(ledger_path)) as connection:
            return read_setting(connection, "officer")

    with at(first):
        with Ledger(ledger_path, "张三", lambda: NOON) as ledger:
            change_setting(ledger, "officer", "张三")
        assert officer() == "张三"
    with at(second):
        assert officer() is None
        assert not list(second.rglob("*")), "reading leaves nothing"
        with Ledger(ledger_path, "乙", lambda: NOON) as ledger:
            change_setting(ledger, "officer", "乙")
        assert officer() == "乙"
    with at(first):
        assert officer() == "张三"


def test_a_file_that_was_made_to_call_another_origin_its_own(ledger_path: Path, machines: Machines) -> None:
    first, second, _ = machines
    write(first, ledger_path)
    other = Path(shutil.copyfile(ledger_path, ledger_path.with_name("同事.db")))
    write(second, other)
    own = mine(ledger_path)
    take(first, ledger_path, pack_of(second, other))
    with at(first), closing(open_writer(ledger_path)) as connection:
        connection.execute("UPDATE origin SET mine = 1 - mine")
    assert any("登记" in problem for problem in check_ledger(ledger_path).problems)
    assert write(first, ledger_path) is None and mine(ledger_path) == own, "it goes on as its own"
    assert check_ledger(ledger_path).problems == ()


# ------------------------------------------------------------------ anything

BOUNDED = settings(
    max_examples=examples(8),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("write", "write", "write", "copy", "copy", "wipe", "restore", "pack")),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=10,
    max_size=40,
)


@BOUNDED
@given(EVENTS)
def test_files_copied_among_three_machines_never_fork(
    seeded_file: Path, events: list[tuple[str, int, int]]
) -> None:
    """Three machines with two files each; a copy goes over whatever was there, as file managers do it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        machines = [folder / f"机{number}" for number in range(3)]
        files = [folder / f"{number}.db" for number in range(6)]
        for file in files:
            shutil.copyfile(seeded_file, file)
        seen = dict[tuple[bytes, int], bytes]()
        for number, (what, one, other) in enumerate(events):
            happen(what, machines[one // 2], files[one], files[other], number)
            note_seen(files[one], seen)
        for number, file in enumerate(files):
            write(machines[number // 2], file, "最后")
            note_seen(file, seen)
        for giver, given_file in enumerate(files[1:], 1):  # all come to the first, and from there to all
            take(machines[0], files[0], pack_of(machines[giver // 2], given_file))
        everything = pack_of(machines[0], files[0])
        for place, file in enumerate(files[1:], 1):
            take(machines[place // 2], file, Path(shutil.copyfile(everything, folder / f"{place}.gz")))
        first, *others = map(records, files)
        assert all(one == first for one in others)
        assert check_ledger(files[0]).problems == ()


def happen(what: str, machine: Path, file: Path, other: Path, number: int) -> None:
    if what == "write":
        write(machine, file, f"第{number}条")
    elif what == "copy" and file != other:
        shutil.copyfile(other, file)
    elif what == "wipe" and number % 3 == 0:
        shutil.rmtree(machine, ignore_errors=True)
    elif what == "restore" and file != other:
        with at(machine):
            restore(file, other, NOON)
    elif what == "pack":
        take(machine, file, pack_of(machine, other))


def note_seen(file: Path, seen: dict[tuple[bytes, int], bytes]) -> None:
    """No number of an origin was ever given to two records, in any file at any time."""
    with closing(open_reader(file)) as connection:
        for origin, seq, digest in connection.execute("SELECT origin, seq, hash FROM record WHERE rid >= 0"):
            assert seen.setdefault((origin, seq), digest) == digest, "forked"


def pack_of(machine: Path, file: Path) -> Path:
    target = file.with_name(f"{file.stem}-{os.urandom(4).hex()}.gz")
    with at(machine), closing(open_reader(file)) as connection:
        export_pack(connection, target, officer="张三", moment=NOON + timedelta(hours=1))
    return target


def take(machine: Path, file: Path, pack: Path) -> None:
    with at(machine), Ledger(file, "张三", lambda: NOON) as ledger:
        merge(ledger, [open_pack(pack)], NOON)
    with suppress(FileNotFoundError):
        pack.unlink()


def exchange(machine: Path, file: Path, other_machine: Path, other: Path) -> None:
    first, second = pack_of(machine, file), pack_of(other_machine, other)
    take(machine, file, second)
    take(other_machine, other, first)


def records(file: Path) -> list[tuple[object, ...]]:
    with closing(open_reader(file)) as connection:
        return connection.execute(
            "SELECT id, origin, seq, hash FROM record WHERE rid >= 0 ORDER BY id"
        ).fetchall()
