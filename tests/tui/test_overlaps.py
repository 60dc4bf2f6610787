"""A toast or dialog over other widgets: no Chinese character is lost where a hidden edge runs below it."""

from __future__ import annotations

from typing import Any, ClassVar

import pyte
import pytest
from support.tui import PlainApp, frame, type_text, wait_until
from textual import screen
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from huaian_tui.tui.list.line_view import LineView
from huaian_tui.tui.textual_patches.overlaps import WholeCharacterCompositor

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


async def test_what_changes_is_drawn_as_the_whole_would_be(
    app: PlainApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only widgets that are seen are asked; a terminal that gets the changes alone shows the same."""
    terminal = pyte.Screen(80, 24)
    stream, asked = pyte.Stream(terminal), set()
    render_update = WholeCharacterCompositor.render_update

    def update(drawn: WholeCharacterCompositor, **how: Any) -> Any:
        made: Any = render_update(drawn, **how)
        stream.feed(made.render_segments(app.console).replace("\n", "") if made is not None else "")
        return made

    def note(kind: type[Widget]) -> None:
        render_lines = kind.render_lines

        def lines(widget: Widget, crop: Region) -> list[Strip]:
            asked.add(type(widget).__name__)
            return render_lines(widget, crop)

        monkeypatch.setattr(kind, "render_lines", lines)

    monkeypatch.setattr(screen, "Compositor", WholeCharacterCompositor)
    monkeypatch.setattr(WholeCharacterCompositor, "render_update", update)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_until(pilot, lambda: "任务3" in frame(app))
        await pilot.pause(0.1)
        note(Widget)
        note(LineView)
        await pilot.press("down")
        await pilot.pause(0.1)
        assert asked == {"VirtualList"}
        app.notify("一二三四五六七八九十", title="提示")
        await wait_until(pilot, lambda: "五六七" in frame(app))
        await pilot.press(*["down"] * 22, "pagedown", "up", "up")
        await type_text(pilot, "/数据a据")
        await wait_until(pilot, lambda: "数据a据" in frame(app))
        await pilot.pause(0.1)
        assert "五六七" in frame(app)
        assert [line.rstrip() for line in terminal.display] == frame(app).split("\n")


@pytest.mark.parametrize("compositor", [Compositor], indirect=True)
async def test_textual_itself_still_needs_this(compositor: None) -> None:
    """When this fails, Textual keeps the characters itself and ``overlaps`` can go."""
    app = Layers()
    async with app.run_test(size=(30, 5)) as pilot:
        await wait_until(pilot, lambda: "000" in frame(app))
        assert ABOVE not in frame(app)
