"""Which files of a folder are forms that came back, each to be read by itself."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import ellipsis, terminal_safe
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.importing.workbook_guard import SUFFIX

_SHOWN_PATH = 60
"""Cells of a path in a refusal."""


def forms_at(path: Path) -> list[Path]:
    """The file itself, or the forms in a folder, not in those below it (there lies what goes back).

    Raises ``InputRefused`` for a path that leads nowhere and for a folder without forms, before anything is
    read. Blocking.
    """
    shown = ellipsis(terminal_safe(" ".join(str(path).split())), _SHOWN_PATH)
    try:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if _is_form(one))
            if not inside:
                raise files_refused(f"文件夹里没有 {SUFFIX} 文件：{shown}", "只收这一层的，不进下级文件夹")
            return inside
        if path.exists():
            return [path]
    except (OSError, ValueError, RuntimeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else None
        raise files_refused(f"打不开：{shown}", reason or "路径不能使用") from error
    raise files_refused(f"没有这个文件或文件夹：{shown}", "名称或位置不对")


def _is_form(path: Path) -> bool:
    """A workbook, and not the lock file that an office program leaves beside an open one."""
    return path.suffix.lower() == SUFFIX and not path.name.startswith(("~$", ".")) and path.is_file()


def files_refused(title: str, why: str) -> InputRefused:
    """A refusal before any file was read."""
    return InputRefused(title, why, "请核对后再导入；还没有导入任何文件", field="files")
