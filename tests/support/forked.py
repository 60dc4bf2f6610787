"""Ledgers whose chain was continued twice: a file and its copy that both wrote on under one origin."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.services.forks import Settled, settle_fork
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.forks import list_forks
from support.exchange import Laptop

TODAY = date(2026, 11, 22)


def note(laptop: Laptop, text: str = "进展", task_no: int = 1) -> bytes:
    made: bytes = laptop.do(lambda ledger: add_note(ledger, NoteDraft(task_no, text, TODAY), TODAY))
    return made


class Image:
    """The image of a whole disk: what a machine knows of its origins is put back with it.

    So a copied file goes on under the origin of the first one, as files did before machines had marks.
    """

    def __init__(self, data_home: Path, folder: Path) -> None:
        self._known = data_home / "huaian-tui" / "machine" / "origins"
        self._kept = folder / "image"
        shutil.copytree(self._known, self._kept)

    def put_back(self) -> None:
        shutil.copytree(self._kept, self._known, dirs_exist_ok=True)


def twin(laptop: Laptop, folder: Path, officer: str) -> Laptop:
    """A laptop with a copy of this one's file."""
    made = Laptop(laptop.path, folder, officer, laptop.moment)
    return made


def forks(laptop: Laptop) -> list[ForkRow]:
    with closing(open_reader(laptop.path)) as connection:
        return list_forks(connection)


def settle(laptop: Laptop, who: str, at: int = 0, reason: str = "") -> Settled:
    """Let the branch count on which this officer wrote first, at the fork with this place in the list."""
    fork = forks(laptop)[at]
    branch = next(one for one in fork.branches if one.officers[0] == who)
    settled: Settled = laptop.do(lambda ledger: settle_fork(ledger, fork, branch, laptop.moment, reason))
    return settled
