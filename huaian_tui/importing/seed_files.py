"""Finds and reads ``seed/``: the plan as data, validated as a whole before anything uses it.

In an installed wheel the folder lies inside the package (``huaian_tui/seed``), in a
checkout beside it; the wheel's is looked for first, so that an installed program never
picks up a stranger's folder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.plan_data import Seed
from huaian_tui.store.keep.locations import shipped_folder

_PARTS = ("plan", "tasks", "units", "milestones", "duties", "deliverables", "remarks")
_REINSTALL = "请重新安装本程序；数据库中已有的记录不受影响"


def find_seed_folder() -> Path:
    """The folder that holds the seed files; :class:`HuaianError` if the installation lacks it."""
    folder = shipped_folder("seed")
    if (folder / "plan.json").is_file():
        return folder
    raise HuaianError("找不到方案数据", "程序目录中没有 seed 文件夹", _REINSTALL)


def source_path(folder: Path | None = None) -> Path:
    """The published text that the seed was taken from, for anyone who wants to compare."""
    return (folder or find_seed_folder()) / "source" / "实施方案.txt"


def load_seed(folder: Path | None = None) -> Seed:
    """Reads and validates all seed files of ``folder`` (the program's own by default).

    Raises :class:`HuaianError` when a file is missing, is not UTF-8 JSON, or the data does
    not hold together (unknown unit or row, repeated identity, phrase that is not in its row).
    """
    place = folder or find_seed_folder()
    data = {part: _read_json(place / f"{part}.json") for part in _PARTS}
    try:
        return Seed.model_validate(data)
    except ValidationError as error:
        raise HuaianError("方案数据有误", _first_problem(error), _REINSTALL) from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise HuaianError("读不到方案数据", f"文件 {path.name} 不存在或无法读取", _REINSTALL) from error
    except (ValueError, RecursionError) as error:
        raise HuaianError("方案数据有误", f"文件 {path.name} 不是有效的 UTF-8 JSON", _REINSTALL) from error


def _first_problem(error: ValidationError) -> str:
    """Where the first problem stands and what it is; the seed is public, still no input is echoed."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    what = first["msg"].removeprefix("Value error, ")
    more = f"（另有{error.error_count() - 1}处）" if error.error_count() > 1 else ""
    return f"{where}：{what}{more}" if where else f"{what}{more}"
