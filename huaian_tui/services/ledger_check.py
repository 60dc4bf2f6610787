"""检查台账: the records and, of a file that is a backup, its signature; noted for 运行信息 and ``doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.anchors import behind_way
from huaian_tui.store.engine.file_check import CheckResult, Progress
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.keep.backup import backup_proof
from huaian_tui.store.keep.last_check import LastCheck, remember_check

if TYPE_CHECKING:
    from huaian_tui.store.keep.backup_signature import Proof


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; ``proof`` of a file that is a backup (a sum lies beside it), else None."""

    path: Path
    result: CheckResult
    proof: Proof | None

    @property
    def doubtful(self) -> bool:
        """Whether it is a backup that an officer is not to rely on."""
        return self.proof is not None and self.proof.doubtful

    @property
    def behind_way(self) -> str:
        """What to do where this machine has seen more than is here."""
        from huaian_tui.exchange.folder.kept import is_kept

        return behind_way(in_step=is_kept(self.path))

    @property
    def ok(self) -> bool:
        """Whether records and signature are as they should be."""
        return self.result.ok and not self.doubtful


def check_file(path: Path, moment: datetime, progress: Progress | None = None) -> Checked:
    """Check a ledger or a backup as a whole, and note at which ``moment`` and with what result."""
    result = check_ledger(path, progress)
    proof = _proof(path, result)
    remember_check(path, LastCheck(moment, result.records, len(result.problems)))
    return Checked(path, result, proof)


def _proof(path: Path, result: CheckResult) -> Proof | None:
    """What the signature of a backup proves; nothing of a file that is too damaged to look."""
    try:
        return backup_proof(path)
    except StoreRefused:
        if result.ok:
            raise
        return None
