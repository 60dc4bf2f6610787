"""How a file that is not read is told, whatever is looked for in it: a workbook, a plan, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huaian_tui.store.zip_guard import Problem, ZipRefused


def refusal_words(
    path: Path, refused: ZipRefused, words: Mapping[Problem, tuple[str, str]], damaged: tuple[str, str]
) -> tuple[str, str, str]:
    """(What happened, why, way out); ``words`` by problem, ``damaged``: of any other problem."""
    if refused.problem is Problem.MISSING:
        return f"没有这个文件：{path}", "路径可能写错", "请检查文件名和文件夹"
    title = f"不能读取 {path.name}"
    if refused.problem is Problem.UNREADABLE:
        return title, refused.reason or "系统没有说明原因", "请检查它是不是文件、有没有权限"
    return title, *words.get(refused.problem, damaged)
