"""A source of styles is parsed once for each theme, and another theme still changes every colour."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from support import parsed_styles
from support.tui import MemorySession, PlainApp
from textual.css import stylesheet

from huaian_tui.tui.looks.themes import DARK, LIGHT


async def test_nothing_is_parsed_twice_until_the_theme_changes(
    session: MemorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed, parse = Counter[Any](), stylesheet.parse

    def counted(scope: str, css: str, read_from: Any, **more: Any) -> Any:
        parsed[scope, css, more["tie_breaker"]] += 1
        return parse(scope, css, read_from, **more)

    monkeypatch.setattr(stylesheet, "parse", counted)
    monkeypatch.setattr(parsed_styles, "parsed", {})
    app = PlainApp(session)
    app.use_theme(DARK.name)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f3", "f5", "f2", "f1", "escape")
        assert parsed and set(parsed.values()) == {1}
        before = app.screen.styles.background
        app.use_theme(LIGHT.name)
        await pilot.pause()
        assert app.screen.styles.background != before
