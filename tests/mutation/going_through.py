"""Which tests go through each line of the rules, how long each takes, and which libraries they load."""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "huaian_tui" / "domain"
_OWN = ("huaian_tui", "support", "conftest", "tests", "test_", "__main__", "__mp_main__")
"""What is not loaded before the forks: the program may be changed, and the tests read it."""


@dataclass(frozen=True)
class GoneThrough:
    """What one run of the tests showed: ``lines[file][line]`` are the tests that go through it as they run.

    ``imported[file]`` are the lines that are run while modules are imported. ``seconds`` is what each test
    takes with all it sets up; ``libraries`` are the modules that the run loaded beside the program's own.
    """

    lines: Mapping[str, Mapping[int, frozenset[str]]]
    imported: Mapping[str, frozenset[int]]
    seconds: Mapping[str, float]
    libraries: Sequence[str] = ()

    def at_import(self, file: Path, lines: Iterable[int]) -> bool:
        """Whether any of these lines is run while modules are imported."""
        return not self.imported.get(str(file), frozenset()).isdisjoint(lines)

    def of_line(self, file: Path, line: int) -> list[str]:
        """Tests that go through this line, those first that take the shortest."""
        return self._fastest_first(self.lines.get(str(file), {}).get(line, ()))

    def of_lines(self, file: Path, lines: Iterable[int]) -> list[str]:
        """Tests that go through any of these lines, those first that take the shortest."""
        known = self.lines.get(str(file), {})
        return self._fastest_first({test for line in lines for test in known.get(line, ())})

    def of_file(self, file: Path) -> list[str]:
        """Tests that go through any line of this file, those first that take the shortest."""
        return self.of_lines(file, self.lines.get(str(file), {}))

    def takes(self, tests: Iterable[str]) -> float:
        """Seconds that these took together."""
        return sum(self.seconds.get(test, 0.0) for test in tests)

    def _fastest_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self.seconds.get(test, 0.0), test))


def remembering() -> list[functools._lru_cache_wrapper[object]]:
    """The program's functions that remember earlier calls (``functools.cache``)."""
    gc.unfreeze()
    found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    return [one for one in found if str(one.__module__).startswith("huaian_tui")]


@dataclass
class _Watch:
    """A plugin: which lines each test goes through, what it takes; nothing remembered from one to the next.

    Otherwise only the first test that asks for something would be seen to go through what works it out.
    """

    measured: Coverage
    seconds: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    remembering: list[functools._lru_cache_wrapper[object]] = field(default_factory=list)

    def pytest_collection_finish(self) -> None:
        self.remembering = remembering()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        for one in self.remembering:
            one.cache_clear()
        self.measured.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.measured.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.add(report.nodeid)


def gone_through(tests: Sequence[str], folder: Path) -> GoneThrough:
    """Run these folders of tests once in a process of its own.

    What fails without any change says nothing about one and is left out. ``folder`` is where the measured
    lines are kept; what is kept there is read, not measured again.

    Raises:
        SystemExit: the run broke off.
    """
    lines, told = folder / "lines.coverage", folder / "tests.json"
    if not told.exists():
        child = os.fork()
        if child == 0:
            _measure(tests, lines, told)
        _, status = os.waitpid(child, 0)
        if status != 0:
            raise SystemExit("The tests could not be run without any change.")
    seconds, failed, libraries = json.loads(told.read_text(encoding="utf-8"))
    data = CoverageData(str(lines))
    data.read()
    found, imported = {}, {}
    for file in data.measured_files():
        of_lines = data.contexts_by_lineno(file)
        found[file] = {line: frozenset(ones) - {"", *failed} for line, ones in of_lines.items()}
        imported[file] = frozenset(line for line, ones in of_lines.items() if "" in ones)
    return GoneThrough(found, imported, seconds, libraries)


def _measure(tests: Sequence[str], lines: Path, told: Path) -> None:
    measured = Coverage(str(lines), source=[str(DOMAIN)], config_file=False)
    watch = _Watch(measured)
    measured.start()
    ended = pytest.main(["-q", "-p", "no:cacheprovider", "--no-cov", *tests], plugins=[watch])
    measured.stop()
    measured.save()
    if done := ended in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        libraries = [name for name in sys.modules if not name.startswith(_OWN)]
        showed = [watch.seconds, sorted(watch.failed), libraries]
        told.write_text(json.dumps(showed, ensure_ascii=True), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0 if done else 1)
