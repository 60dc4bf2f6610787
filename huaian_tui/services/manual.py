"""The manual that comes with the program, read for the screens and for ``help``."""

from __future__ import annotations

from functools import cache

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.manual_pages import Section, sections_of
from huaian_tui.store.keep.locations import manual_file


@cache
def read_manual() -> tuple[Section, ...]:
    """Its sections; :class:`HuaianError` where the installation lacks it."""
    path = manual_file()
    try:
        return sections_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        way_out = "请重新安装本程序；台账不受影响"
        raise HuaianError("打不开使用手册", f"程序里的 {path.name} 不在或读不了", way_out) from error
