"""The n-th write, flush or rename fails, n = 1, 2, 3 … until the operation passes: old or new, never half."""

from __future__ import annotations

import errno
import functools
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.children import run
from support.durability import Checks, note_texts
from support.stopped_programs import traced_in_a_fork

from huaian_tui.documents.files import write_whole
from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.file_check import check_copy
from huaian_tui.store.engine.journal import SIDES
from huaian_tui.store.keep.backup import backup_before, daily_backup, make_backup, restore
from huaian_tui.store.keep.backup_sum import sum_file
from huaian_tui.store.keep.drafts import load_draft, save_draft

MOMENT = datetime(2026, 11, 22, 9, tzinfo=UTC)
CALLS = ("fsync", "replace", "link", "rename", "open")


class FailingCalls:
    """Makes the n-th of some functions of ``os`` fail, counted over all of them together."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, code: int) -> None:
        self.left = number
        self.code = code
        for name in CALLS:
            monkeypatch.setattr(os, name, functools.partial(self._call, getattr(os, name), name))

    def _call(self, real: Callable[..., Any], name: str, *arguments: Any, **options: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise OSError(self.code, os.strerror(self.code), name)
        return real(*arguments, **options)

    @property
    def happened(self) -> bool:
        return self.left <= 0


def until_it_passes(operation: Callable[[], object], holds: Callable[[bool], None], code: int) -> int:
    """Run with the n-th call failing; ``holds`` is asked after each, told whether it passed. The failures."""
    for number in range(1, 200):
        with pytest.MonkeyPatch.context() as patched:
            failing = FailingCalls(patched, number, code)
            try:
                operation()
            except (HuaianError, OSError):
                passed = False
            else:
                passed = True
        holds(passed)
        if not failing.happened:
            assert passed
            return number - 1
    raise AssertionError("it never passed")


def no_leftovers(folder: Path) -> None:
    assert [one.name for one in folder.iterdir() if one.name.startswith(".huaian-")] == []


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_backup_is_whole_or_absent(ledger_path: Path, ledger: Ledger, today: date, code: int) -> None:
    add_note(ledger, NoteDraft(1, "进展", today), today)
    target = ledger_path.with_name("b.db")
    checks = Checks()

    def holds(passed: bool) -> None:
        assert target.exists() == passed
        no_leftovers(ledger_path.parent)
        assert checks.of(ledger_path).problems == ()

    def operation() -> None:
        for one in (target, sum_file(target)):
            one.unlink(missing_ok=True)
        make_backup(ledger_path, target)

    failures = until_it_passes(operation, holds, code)
    assert failures >= 4
    assert check_copy(target).records == 1


def test_a_daily_backup_that_fails_keeps_those_before(ledger_path: Path, ledger: Ledger, today: date) -> None:
    first = backup_before(ledger_path, "合并", MOMENT)
    add_note(ledger, NoteDraft(1, "进展", today), today)

    def holds(_: bool) -> None:
        assert check_copy(first.path).problems == ()

    def operation() -> None:
        for one in first.path.parent.glob("每日-*"):
            one.unlink()
        daily_backup(ledger_path, today)

    assert until_it_passes(operation, holds, errno.EIO) >= 4


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_restore_puts_the_whole_backup_there_or_leaves_all_as_it_was(
    ledger_path: Path, ledger: Ledger, today: date, code: int
) -> None:
    source = ledger_path.with_name("source.db")
    make_backup(ledger_path, source)
    add_note(ledger, NoteDraft(1, "之后写的", today), today)
    ledger.close()
    checks = Checks()

    def holds(passed: bool) -> None:
        result = checks.of(ledger_path)
        assert result.problems == ()
        if passed:
            assert result.records == 0
        asides = list(ledger_path.parent.glob("*恢复前*.db"))
        assert any(note_texts(one) for one in (ledger_path, *asides)), "the old ledger is gone"
        no_leftovers(ledger_path.parent)

    assert until_it_passes(lambda: restore(ledger_path, source, MOMENT), holds, code) >= 5


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_draft_is_the_old_or_the_new_one(ledger_path: Path, code: int) -> None:
    save_draft(ledger_path, "note:1", {"text": "旧"})

    def holds(passed: bool) -> None:
        draft = load_draft(ledger_path, "note:1")
        assert draft == {"text": "新"} if passed else draft in ({"text": "旧"}, {"text": "新"})
        no_leftovers(ledger_path.with_name(f"{ledger_path.name}.drafts"))

    assert until_it_passes(lambda: save_draft(ledger_path, "note:1", {"text": "新"}), holds, code) >= 2


def test_an_export_is_whole_or_absent(tmp_path: Path) -> None:
    target = tmp_path / "通报.docx"

    def holds(passed: bool) -> None:
        assert target.exists() == passed
        no_leftovers(tmp_path)

    def operation() -> None:
        target.unlink(missing_ok=True)
        write_whole(target, b"x" * 100_000)

    assert until_it_passes(operation, holds, errno.EIO) >= 3
    assert target.read_bytes() == b"x" * 100_000


# ------------------------------------------------------------------ inside SQLite: system calls that fail


def one_note(path: Path, text: str) -> str:
    """What a program says that saves a note."""
    try:
        with Ledger(path, "张三", lambda: datetime.now(UTC)) as ledger:
            add_note(ledger, NoteDraft(1, text, date(2026, 1, 1)), date(2026, 11, 22))
    except HuaianError as error:
        return f"refused {error.one_line()}"
    return "acknowledged"


def strace() -> list[str]:
    """How to make a system call on the ledger fail; skips where that cannot be done."""
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed")
    tried = run([program, "-e", "inject=write:error=EIO:when=1", "echo"], capture_output=True)
    if tried.returncode == 0:
        pytest.skip("strace may not trace here")
    return [program, "-f", "-o", os.devnull]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("call", "code"), [("pwrite64", "ENOSPC"), ("fdatasync,fsync", "EIO"), ("ftruncate,unlink", "EIO")]
)
def test_a_note_whose_nth_system_call_fails_is_saved_or_refused(
    ledger_path: Path, call: str, code: str
) -> None:
    """Also: one that is in the file although the last flush failed is never called unsaved."""
    tracing = strace()
    kept = [ledger_path, *(ledger_path.with_name(f"{ledger_path.name}{one}") for one in SIDES)]
    tracing += [word for path in kept for word in ("-P", str(path))]
    checks = Checks()
    acknowledged: set[str] = set()
    for number in range(1, 80):
        text = f"第{number}次"
        inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={code}:when={number}"]
        said = traced_in_a_fork([*tracing, *inject], lambda text=text: one_note(ledger_path, text))
        before = len(acknowledged)
        assert said.startswith(("acknowledged", "refused")), said
        if said.startswith("acknowledged") or "不能确定是否已保存" in said:
            acknowledged.add(text)
        assert checks.of(ledger_path).problems == ()
        assert note_texts(ledger_path) == dict.fromkeys(acknowledged, 1), said
        if len(acknowledged) > before and said.startswith("acknowledged"):
            assert number > 1
            return
    raise AssertionError("it never passed")
