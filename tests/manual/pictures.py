"""The pictures of the manual, taken from the program: ``python tests/manual/pictures.py`` makes them anew.

A frozen day, a made-up ledger (``support.demonstration``), one program that is led from screen to screen.
``test_pictures.py`` says when a picture is stale.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

TESTS = Path(__file__).parents[1]
FOLDER = TESTS.parent / "docs" / "manual"
SIZE = (100, 30)
THEME = "huaian-dark"

SCENES: dict[str, tuple[str, tuple[str, ...]]] = {
    "guide": ("入门：第一次打开", ("ctrl+p", *"rumen", "enter")),
    "overview": ("F2 总览", ()),
    "tasks": ("F3 任务", ("f3",)),
    "task": ("F3 任务，回车打开第2项", ("f3", "down", "enter")),
    "note": ("F8 写督查记录", ("f3", "down", "f8")),
    "milestones": ("F4 节点", ("f4",)),
    "extend": ("F4 节点，Ctrl+Y 延期", ("f4", "ctrl+y")),
    "unit": ("F5 单位，打 czj", ("f5", *"czj", "enter")),
    "notices": ("F6 文书", ("f6",)),
    "records": ("F7 记录，查找 入表", ("f7", "slash", *"入表")),
    "plans": ("方案", ("ctrl+backslash", "f")),
    "evaluation": ("评价", ("ctrl+backslash", "v")),
    "menu": ("Ctrl+\\ 菜单", ("f3", "ctrl+backslash")),
    "palette": ("Ctrl+P 命令，打 yq", ("f3", "ctrl+p", *"yq")),
    "help": ("F1 帮助，打 yanqi", ("f3", "f1", *"yanqi")),
    "manual": ("F1 再按 F1：使用手册，查找 口令", ("f1", "f1", *"口令")),
    "pack": ("导出数据包", ("ctrl+backslash", "o")),
    "trust": ("信任", ("ctrl+backslash", "k")),
    "sync": ("加入同步", ("ctrl+backslash", "q")),
}
"""Name of the file → what it shows, and the keys that lead there from 总览."""


async def pictures(ledger: Path) -> dict[str, str]:
    """Name of the file → the picture, as the program shows it over this ledger."""
    from support.demonstration import TODAY
    from support.frames import HEXADECIMAL, settled_frame
    from support.ledger_screens import app_on
    from support.screen_svg import screen_svg
    from support.tui import wait_until
    from textual.widgets import Input, TextArea

    from huaian_tui.store.keep import laptop_key
    from huaian_tui.tui.areas.overview import screen as overview_screen
    from huaian_tui.tui.frame import facet_screen
    from huaian_tui.tui.list.virtual_list import VirtualList

    taken = {}
    app: Any = app_on(ledger, TODAY)
    app.use_theme(THEME)
    no_count = patch.object(facet_screen, "COUNT_PAUSE", 3600.0)
    no_wait = patch.object(overview_screen, "TRENDS_AFTER_SECONDS", 0.001)
    home = patch.dict(os.environ, HOME="/home/张三")
    lit = patch.object(TextArea, "_toggle_cursor_blink_visible", lambda _: None)
    lit_too = patch.object(Input, "_toggle_cursor", lambda _: None)
    zeros = SimpleNamespace(token_bytes=bytes)
    same_key = patch.object(laptop_key, "secrets", zeros)  # the same ten words each time
    with no_count, no_wait, home, lit, lit_too, same_key:
        async with app.run_test(size=SIZE, tooltips=True) as pilot:
            await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
            for name, (title, keys) in SCENES.items():
                for key in keys:
                    await pilot.press(key)
                    await settled_frame(pilot)
                await settled_frame(pilot)
                drawn = screen_svg(app.screen._compositor.render_strips(), SIZE[0], title)
                taken[f"{name}.svg"] = HEXADECIMAL.sub(lambda found: "#" * len(found.group()), drawn)
                for _ in range(4):
                    await pilot.press("escape")
                    await settled_frame(pilot)
                await pilot.press("f2")
                await settled_frame(pilot)
    return taken


def main() -> None:
    """Write them into ``docs/manual/``."""
    sys.path.insert(0, str(TESTS))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(XDG_DATA_HOME=folder, HUAIAN_TUI_CONFIG=f"{folder}/config")
        from support.demonstration import work_five_months

        from huaian_tui.services.first_start import ensure_ledger

        ledger = Path(folder) / "台账.db"
        ensure_ledger(ledger)
        work_five_months(ledger)
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, drawn in asyncio.run(pictures(ledger)).items():
            (FOLDER / name).write_text(drawn, encoding="utf-8", newline="\n")
    print(f"{len(SCENES)} pictures in {FOLDER}")


if __name__ == "__main__":
    main()
