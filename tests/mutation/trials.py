"""One change at a time, tried by tests in a forked process: does one of them notice it?

Two ways. *At once*: the tests are collected already, and in the fork the functions that the change is in are
given its code; only tests that go through its line are run. *Anew*: the program is imported with the change,
so what is worked out at import is changed too; tests that go through its file are run, then those that go
through files that import it. The second way is for what lies outside functions or in one that is called at
import.
"""

from __future__ import annotations

import gc
import importlib
import importlib.machinery
import inspect
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import hypothesis
import pytest
from going_through import GoneThrough, remembering
from mutants import Mutant

_FOREVER = 30
"""Seconds of the processor beyond three times what the tests take otherwise: a changed program that is not
done by then is taken to go round for ever, which is noticed."""

_ROOM = 6 << 30
"""Bytes of address space that a changed program may take."""

NOTICED, SURVIVED, ENDLESS = "noticed", "survived", "endless"

_PROFILE = "mutation"


def of_fork(work: Callable[[], bool], seconds: float) -> str:
    """What became of ``work`` (whether a test noticed the change) in a process of its own.

    ``seconds`` are what it takes without the change.
    """
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
        signal.setitimer(signal.ITIMER_PROF, _FOREVER + 3 * seconds)
        seen = True  # what the change breaks outside a test is noticed too
        with suppress(BaseException):
            seen = work()
        os._exit(1 if seen else 0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return ENDLESS
    return SURVIVED if status == 0 else NOTICED


def be_silent() -> int:
    """What this process and its children print is dropped; returns a descriptor of the output before."""
    before = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    return before


def words_for_pytest(scratch: Path) -> list[str]:
    """Stop at the first failure, leave nothing behind, and look for none that is shorter (hypothesis)."""
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile(
        _PROFILE, database=None, deadline=None, derandomize=True, phases=phases
    )
    words = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider", f"--hypothesis-profile={_PROFILE}"]
    return [*words, f"--basetemp={scratch / 'files'}"]


# At once: the code of functions that are imported already.


def changed_functions(mutant: Mutant) -> list[tuple[CodeType, CodeType]]:
    """Code of functions before and after the change, the outermost first; none if it is at import only."""
    text = mutant.path.read_text(encoding="utf-8")
    before = compile(text, str(mutant.path), "exec", dont_inherit=True)
    after = compile(mutant.tree(), str(mutant.path), "exec", dont_inherit=True)
    return [pair for pair in _pairs(before, after) if pair[0].co_flags & inspect.CO_OPTIMIZED]


def _pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    if before == after:
        return
    yield before, after
    inner = [one for one in before.co_consts if isinstance(one, CodeType)]
    changed = [one for one in after.co_consts if isinstance(one, CodeType)]
    if [one.co_qualname for one in inner] == [one.co_qualname for one in changed]:
        for one, other in zip(inner, changed, strict=True):
            yield from _pairs(one, other)


def _lines(code: CodeType) -> set[int]:
    return {line for _, _, line in code.co_lines() if line is not None}


def _change_functions(pairs: Sequence[tuple[CodeType, CodeType]]) -> bool:
    """Give every living function its changed code; whether there was one."""
    after = {before: changed for before, changed in pairs}
    file = pairs[0][0].co_filename
    gc.unfreeze()
    found = False
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == file and one.__code__ in after:
            one.__code__ = after[one.__code__]
            found = True
    return found


@dataclass
class AtOnce:
    """A plugin that tries each change instead of running the tests that are collected."""

    mutants: Sequence[Mutant]
    through: GoneThrough
    tell: Callable[[Mutant, str], None]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all that lie in functions; ``tell`` what is not to be tried anew."""
        items = {item.nodeid: item for item in session.items}
        taken = self.through.takes(items)
        if of_fork(lambda: self._noticed(session, [], session.items), taken) != SURVIVED:
            return True  # tests that fail in a fork without any change say nothing
        for mutant in self.mutants:
            if not (pairs := changed_functions(mutant)):
                continue
            through, lines = self.through, _lines(pairs[-1][0])
            tests = through.of_line(mutant.path, mutant.line) or through.of_lines(mutant.path, lines)
            outcome = SURVIVED
            if chosen := [items[test] for test in tests if test in items]:
                outcome = of_fork(partial(self._noticed, session, pairs, chosen), through.takes(tests))
            body = _lines(pairs[0][0]) - {pairs[0][0].co_firstlineno}  # the ``def`` itself is run at import
            if outcome != SURVIVED or (body and not through.at_import(mutant.path, body)):
                self.tell(mutant, outcome)
        return True

    @staticmethod
    def _noticed(
        session: pytest.Session, pairs: Sequence[tuple[CodeType, CodeType]], items: Sequence[pytest.Item]
    ) -> bool:
        if pairs and not _change_functions(pairs):
            return False
        for one in remembering():
            one.cache_clear()
        for item, following in zip(items, [*items[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return True
        return False


def try_at_once(
    mutants: Sequence[Mutant],
    tests: str,
    through: GoneThrough,
    scratch: Path,
    tell: Callable[[Mutant, str, int], None],
) -> None:
    """Try all that lie in functions; ``tell`` what became of them, with a descriptor to print on.

    What must be tried anew is not told.
    """
    child = os.fork()
    if child == 0:
        out = be_silent()
        plugin = AtOnce(mutants, through, lambda mutant, outcome: tell(mutant, outcome, out))
        pytest.main([*words_for_pytest(scratch), tests], plugins=[plugin])
        os._exit(0)
    os.waitpid(child, 0)


# Anew: the program is imported with the change.


def load(libraries: Sequence[str]) -> None:
    """Import these once, before the forks; what cannot be had alone is left to them."""
    for name in libraries:
        with suppress(Exception):
            importlib.import_module(name)


@dataclass(frozen=True)
class _Chosen:
    """A plugin: these tests alone, in this order."""

    tests: Sequence[str]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        place = {test: at for at, test in enumerate(self.tests)}
        items[:] = sorted(
            (item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid]
        )


def _import_changed(mutant: Mutant) -> None:
    code = compile(mutant.tree(), str(mutant.path), "exec", dont_inherit=True)
    read = importlib.machinery.SourceFileLoader.get_code

    def changed(self: Any, fullname: str) -> CodeType | None:
        return code if Path(self.path) == mutant.path else read(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = changed  # type: ignore[method-assign]


def try_anew(mutant: Mutant, tests: Sequence[str], scratch: Path, seconds: float) -> str:
    """Try one by these tests in their order, which take so many ``seconds`` without the change."""

    def noticed() -> bool:
        be_silent()
        _import_changed(mutant)
        files = sorted({test.partition("::")[0] for test in tests})
        ended = pytest.main([*words_for_pytest(scratch), *files], plugins=[_Chosen(tests)])
        return ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)

    return of_fork(noticed, seconds)
