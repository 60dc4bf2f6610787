"""A toast or dialog over other widgets: no Chinese character is lost where a hidden edge runs below it."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual import screen
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.widgets import Static
from tui_support import frame, wait_until

from huaian_tui.tui.overlaps import WholeCharacterCompositor

ABOVE = "一a二三四五六七八"


class Layers(App[None]):
    """Narrow columns of text, and one line over them."""

    CSS: ClassVar[str] = """
    Screen { layers: below above; layout: horizontal; }
    .column { width: 3; height: 3; layer: below; }
    #above { layer: above; position: absolute; offset: 1 1; width: 17; height: 1; }
    """

    def compose(self) -> ComposeResult:
        """Ten columns, each three cells wide, and the line."""
        for number in range(10):
            yield Static(str(number) * 9, classes="column")
        yield Static(ABOVE, id="above")


@pytest.fixture
def compositor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw with the class that the test names."""
    monkeypatch.setattr(screen, "Compositor", request.param)


@pytest.mark.parametrize("compositor", [WholeCharacterCompositor], indirect=True)
async def test_a_line_over_other_widgets_keeps_its_characters(compositor: None) -> None:
    app = Layers()
    async with app.run_test(size=(30, 5)) as pilot:
        await wait_until(pilot, lambda: "000" in frame(app))
        lines = frame(app).split("\n")
        assert lines[1] == f"0{ABOVE}666777888999"
        assert lines[0] == lines[2] == "000111222333444555666777888999"
        app.query(".column")[2].refresh()  # hidden below the line: redrawn in whole pieces
        await pilot.pause()
        update = app.screen._compositor
        update._dirty_regions = {app.query(".column")[2].region}
        partial = update.render_partial_update()
        assert partial is not None
        assert ABOVE in partial.render_segments(app.console)


@pytest.mark.parametrize("compositor", [Compositor], indirect=True)
async def test_textual_itself_still_needs_this(compositor: None) -> None:
    """When this fails, Textual keeps the characters itself and ``overlaps`` can go."""
    app = Layers()
    async with app.run_test(size=(30, 5)) as pilot:
        await wait_until(pilot, lambda: "000" in frame(app))
        assert ABOVE not in frame(app)
