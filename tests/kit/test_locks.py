"""The lock files satisfy pyproject.toml, and a check that says where they do not."""

from __future__ import annotations

import locks
import pytest
from kit_platforms import PLATFORMS
from packaging.requirements import Requirement
from packaging.version import Version


def test_the_locks_satisfy_what_is_asked_for() -> None:
    assert locks.check() == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("click>=99", "is asked for"),
        ("nowhere-to-be-found", "is missing"),
        ("nowhere-to-be-found; sys_platform == 'win32'", ""),
        ("nowhere-to-be-found; python_version >= '3.14'", "is missing"),
        ("Click", ""),
    ],
)
def test_what_does_not_fit_is_said(asked: str, said: str) -> None:
    pins = {"click": locks.Pin("click", Version("8.5.1"), frozenset({"0" * 64}))}
    found = list(locks.unsatisfied(pins, [Requirement(asked)], PLATFORMS["linux-x64"]))
    assert (said in found[0]) if said else found == []


@pytest.mark.parametrize(
    "line", ["click>=8", "click==8.1", "click==8.1 ; os_name == 'nt' --hash=sha256:" + "0" * 64]
)
def test_a_line_that_is_not_pinned_or_hashed_is_refused(line: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "lock.txt"
    path.write_text(line)
    with pytest.raises(ValueError, match="neither pinned"):
        locks.read_lock(path)


def test_every_platform_has_a_lock_of_its_own() -> None:
    for platform in PLATFORMS.values():
        assert len(locks.read_lock(platform.lock)) > 20
