"""What ``doctor --mend`` does about findings: permissions, a backup, a check; no contents are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.health.advice import Finding
from huaian_tui.services.health.shared_folder import is_shared
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.keep.backup import daily_backup
from huaian_tui.store.keep.last_check import LastCheck, remember_check
from huaian_tui.store.keep.private_files import told

NOT_MENDED = "没有做成"


def mend(path: Path, findings: Iterable[Finding], moment: datetime) -> list[str]:
    """Do what can be done about these findings; a line each of what was done or why it was not."""
    done = []
    for name in dict.fromkeys(one.mend for one in findings if one.mend):
        try:
            done.append(_MENDS[name](path, moment))
        except HuaianError as error:
            done.append(error.one_line())
    return done


def _modes(path: Path, _: datetime) -> str:
    with told(NOT_MENDED, path):
        if path.exists():
            path.chmod(0o600)
        if is_shared(path):
            return "已收回权限：台账只有您自己能打开；文件夹里还有别的文件，它的权限没有改，请自己定。"
        path.parent.chmod(0o700)
    return "已收回权限：台账和它的文件夹只有您自己能打开。"


def _backup(path: Path, moment: datetime) -> str:
    made = daily_backup(path, moment.astimezone(SHANGHAI).date())
    if made is None:
        return "不必备份：上次备份之后没有新的记录。"
    return f"已备份到 {made.path}：{made.records} 条记录，已核对。"


def _check(path: Path, moment: datetime) -> str:
    result = check_ledger(path)
    remember_check(path, LastCheck(moment, result.records, len(result.problems)))
    if result.ok:
        return f"已检查，台账完好：{result.records} 条记录。"
    found = f"已检查，发现 {len(result.problems)} 处问题，第一处：{result.problems[0]}"
    return f"{found}；请运行 huaian-tui check 看全部。"


_MENDS: dict[str, Callable[[Path, datetime], str]] = {"modes": _modes, "backup": _backup, "check": _check}
