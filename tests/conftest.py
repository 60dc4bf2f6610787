"""What many tests need: a seeded ledger that costs a copy, and a clock that stands where it is put."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from support.forked_children import Forge, started_anew
from support.one_terminal import in_one_terminal
from support.temporary import keep_in_memory

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.store import apart
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.keep.locations import CONFIG_VARIABLE
from huaian_tui.store.search import find_records

if TYPE_CHECKING:
    from coverage import Coverage

keep_in_memory()
in_one_terminal()

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")

FAST = ("domain", "ledger", "store", "importing", "architecture")
"""Folders whose tests need neither a screen nor a document; together they take less than a minute."""

UNMEASURED = ("tui", "manual", "documents", "ledgers", "benchmarks", "kit")
"""Folders whose tests go through next to no branch of the rules that the others do not (those of documents:
one in a thousand), and would take up to three quarters longer if they were traced."""

LONG = ("slow", "wheel")
"""Marks of tests that take seconds each. Branches are not measured in them: what whole histories go through,
the short tests go through too, and tracing makes them take up to three quarters longer."""

MEASURED_CASES = 4
"""Above the store so many cases of one test are measured: the others say other words by the same way."""

MEASURED = pytest.StashKey[bool]()
"""Whether branches are measured while a test runs."""

stopped_measurements: list[Coverage] = []
"""What is to go on with the next test that is measured, the last one that was stopped first."""


def is_long(item: pytest.Item) -> bool:
    """Whether a test takes seconds."""
    return any(item.get_closest_marker(name) for name in LONG)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where what is slow is not asked for, its folders are not even imported."""
    parts = collection_path.relative_to(Path(__file__).parent).parts
    return True if config.option.markexpr == "not slow" and parts and parts[0] not in FAST else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes seconds goes first, so that no worker is left with it at the end.

    Files follow each other in an order that mixes the folders: screens and terminals wait much, rules never,
    and two processors are busy all the time only while some worker has something to do.

    Then what lies outside the fast folders is ``slow`` too, so that ``-m "not slow"`` leaves it out.
    """
    root = Path(__file__).parent
    places = {path: path.relative_to(root).as_posix() for path in {item.path for item in items}}
    mixed = {path: blake2b(place.encode()).digest() for path, place in places.items()}
    items.sort(key=lambda item: (not is_long(item), mixed[item.path]))
    cases = Counter[str]()
    for item in items:
        folder = item.path.relative_to(root).parts[0]
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        one_of_first = folder in FAST or cases[test] <= MEASURED_CASES
        item.stash[MEASURED] = folder not in UNMEASURED and one_of_first and not is_long(item)
        if folder not in FAST:
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Where branches are measured (``--cov``), that is done inside tests that are measured, nowhere else.

    While pytest makes a test ready and reports it, nothing is traced: of short tests that is the most.
    The marker ``no_cover`` of pytest-cov does not do that in a worker of xdist as long as ``--dist`` stands
    among the options: two measurements are begun there, and where the one is stopped the other goes on.
    """
    if item.stash[MEASURED]:
        while stopped_measurements:
            stopped_measurements.pop().start()
    try:
        return (yield)
    finally:
        if item.stash[MEASURED]:
            stop_measuring(item.config)


def stop_measuring(config: pytest.Config) -> None:
    """From now on no branches are measured, if they were."""
    if config.pluginmanager.has_plugin("_cov"):
        from coverage import Coverage

        while (running := Coverage.current()) is not None:
            running.stop()
            stopped_measurements.append(running)


def pytest_collection(session: pytest.Session) -> None:
    """Of several workers that all import the same, one measures what imports run through."""
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        stop_measuring(session.config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported lives to the end: it is not looked through for garbage time and again.

    A tenth of what the tests of the screens take goes into that otherwise. What imports run through has been
    measured.
    """
    stop_measuring(session.config)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class FixedClock:
    """A clock for ``Ledger`` that stands at a moment until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    @property
    def today(self) -> date:
        """The clock's day in Shanghai."""
        return self.moment.astimezone(SHANGHAI).date()

    def go_to(self, day: date, hour: int = 9) -> None:
        """Stand at this hour of this day in Shanghai, earlier days too."""
        self.moment = datetime.combine(day, time(hour), SHANGHAI)

    def advance(self, **step: float) -> None:
        """Move by a ``timedelta``; negative steps go back."""
        self.moment += timedelta(**step)


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that nobody has used yet, and time to search.

    Nobody's settings are read or written, nothing is known of ledgers. A machine that others use may need
    more than the few milliseconds of a page, and would end it early. One fixture: each costs every test.
    """
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "config" / "huaian-tui"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(find_records, "PAGE_SECONDS", 60.0)
    monkeypatch.setattr(find_records, "COUNT_SECONDS", 60.0)


@pytest.fixture
def config_folder(tmp_path: Path) -> Path:
    """The config folder of the test's own, not there yet."""
    return tmp_path / "config" / "huaian-tui"


@pytest.fixture
def data_home(tmp_path: Path) -> Path:
    """The user's data folder of the test's own, not there yet."""
    return tmp_path / "data"


@pytest.fixture(scope="session", autouse=True)
def forge() -> Iterator[None]:
    """Children that read foreign files are forked, where the system can."""
    if sys.platform == "win32":
        yield
        return
    made = Forge()
    apart.started = made.started  # type: ignore[assignment]
    yield
    apart.started = started_anew
    made.close()


@pytest.fixture
def children_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that shall see the real start of a child."""
    monkeypatch.setattr(apart, "started", started_anew)


@pytest.fixture
def sealed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases cost nothing to speak of: for tests of what stands around them."""
    from support.quick_sealing import seal_quickly

    seal_quickly(monkeypatch)


@pytest.fixture
def clock() -> FixedClock:
    """Nine in the morning of 22 November 2026, Shanghai."""
    return FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI))


@pytest.fixture
def today(clock: FixedClock) -> date:
    """The clock's day at the start of the test."""
    return clock.today


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger as the first start leaves it; never written to, only copied."""
    path = tmp_path_factory.mktemp("seeded") / "台账.db"
    ensure_ledger(path)
    return path


@pytest.fixture
def ledger_path(seeded_file: Path, tmp_path: Path) -> Path:
    """A fresh seeded ledger of the test's own, in a folder that holds nothing else."""
    folder = tmp_path / "ledger"
    folder.mkdir(mode=0o700)
    path = folder / "台账.db"
    shutil.copyfile(seeded_file, path)
    os.chmod(path, 0o600)
    return path


@pytest.fixture
def ledger(ledger_path: Path, clock: FixedClock) -> Iterator[Ledger]:
    """A writer on ``ledger_path`` for 张三 with the fixed clock."""
    with Ledger(ledger_path, "张三", clock) as writer:
        yield writer


@pytest.fixture
def reader(ledger_path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to ``ledger_path``; it sees what ``ledger`` commits."""
    connection = open_reader_as_of(ledger_path, None)
    yield connection
    connection.close()
