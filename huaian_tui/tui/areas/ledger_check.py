"""检查台账: whether the ledger is whole and unchanged, with a bar while it is looked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words import checks as words
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.session import now
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.services.ledger_check import Checked


def check_ledger_now(app: Host) -> None:
    """检查台账: the whole of it, with a bar; then what was found."""
    database = app.session.database

    def show(checked: Checked) -> None:
        wrong = _wrong(checked)
        if wrong is not None:
            app.show_error(wrong)
            return
        said = [words.sound_words(checked.result.records)]
        if checked.proof is not None:
            said.append(words.backup_words(checked.proof.words))
        app.tell("；".join(said))

    def job(work: Work) -> Checked:
        from huaian_tui.services.ledger_check import check_file

        return check_file(database, now(), work)

    run_work(app, "检查台账", job, show, words="正在检查")


def _wrong(checked: Checked) -> HuaianError | None:
    """What an officer is to look at, as ``check`` says it; None where all is well."""
    result, proof = checked.result, checked.proof
    backup = "" if proof is None else words.backup_words(proof.words)
    if not result.ok:
        found = "\n".join([*([backup] if backup else []), *result.problems])
        return HuaianError(words.counted(words.WRONG, len(result.problems)), found, words.WRONG_WAY)
    if checked.doubtful:
        return HuaianError(words.BACKUP, backup, words.DOUBTFUL_WAY)
    if result.remarks:
        sound = words.sound_words(result.records)
        found = "\n".join([sound, *([backup] if backup else []), *result.remarks])
        return HuaianError(words.counted(words.FEWER, len(result.remarks)), found, checked.behind_way)
    return None
