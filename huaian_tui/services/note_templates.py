"""Skeletons (提纲) of a note by method of supervision: shipped ones, and an office's own instead of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.methods import METHODS
from huaian_tui.domain.text.hygiene import is_clean
from huaian_tui.store.keep.locations import is_missing, note_templates_file

SHIPPED = Path(__file__).with_name("note_templates.toml")

MOST_BYTES = 100_000
LONGEST = 1_000
"""Characters of one skeleton: 减负, and it is to be filled in."""

_WAY_OUT = "请对照程序自带的提纲改正这个文件，或删去它；现在用自带的提纲"


@dataclass(frozen=True, slots=True)
class NoteTemplates:
    """Method → skeleton. ``problem`` says why the office's own file was not taken."""

    by_method: Mapping[str, str]
    problem: HuaianError | None = None


def read_note_templates(own: Path | None = None) -> NoteTemplates:
    """The skeletons (blocking): shipped, and over them those of the office's file if there is one.

    A file that cannot be taken is no reason to refuse a note: the shipped ones hold, with the problem.
    """
    path = own or note_templates_file()
    shipped = _read(SHIPPED)
    if is_missing(path):
        return NoteTemplates(shipped)
    try:
        return NoteTemplates(shipped | _read(path))
    except HuaianError as problem:
        return NoteTemplates(shipped, problem)


def _read(path: Path) -> dict[str, str]:
    """The file's skeletons, each checked; raises ``HuaianError`` that names what is wrong."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise _refused(path, f"文件超过 {MOST_BYTES // 1000} KB")
        found = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise _refused(path, "文件读不出来") from error
    except UnicodeDecodeError as error:
        raise _refused(path, "文件不是 UTF-8 编码") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refused(path, '不是合格的 TOML：每项写成 "督查方式" = "提纲"') from error
    return {method: _checked(path, method, text) for method, text in found.items()}


def _checked(path: Path, method: str, text: object) -> str:
    if method not in METHODS:
        shown = "".join(one for one in method[:20] if one.isprintable())
        raise _refused(path, f"没有“{shown}”这种督查方式，只有 {'、'.join(METHODS)}")
    if not isinstance(text, str):
        raise _refused(path, f"“{method}”的提纲不是文字")
    if len(text) > LONGEST or not is_clean(text):
        raise _refused(path, f"“{method}”的提纲超过 {LONGEST} 字，或含有控制字符")
    return text.strip()


def _refused(path: Path, why: str) -> HuaianError:
    return HuaianError("督查记录提纲没有用上", f"{path.name}：{why}", _WAY_OUT)
