"""检查台账: whether the ledger is whole and unchanged, with a bar while it is looked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.anchors import behind_way
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.store.engine.file_check import CheckResult


def check_ledger_now(app: Host) -> None:
    """检查台账: the whole of it, with a bar; then what was found."""
    database = app.session.database

    def show(result: CheckResult) -> None:
        if result.ok and result.remarks:
            found = "\n".join(result.remarks)
            from huaian_tui.exchange.folder.kept import is_kept

            way_out = behind_way(in_step=is_kept(database))
            app.show_error(HuaianError("台账没有被改动，但比这台电脑以前见过的少", found, way_out))
            return
        if result.ok:
            app.tell(f"台账完整，{result.records} 条记录没有被改动")
            return
        found = "\n".join(result.problems)
        way_out = "不要再往里写；用最近的备份恢复（huaian-tui restore）"
        app.show_error(HuaianError("台账有问题", found, way_out))

    def job(work: Work) -> CheckResult:
        from huaian_tui.store.engine.integrity import check_ledger

        return check_ledger(database, work)

    run_work(app, "检查台账", job, show, words="正在检查")
