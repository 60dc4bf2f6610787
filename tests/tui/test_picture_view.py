"""Pictures as a widget: in colours and by characters, at both sizes, in any theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.ledger_screens import NARROW, WIDE
from support.pictures import PICTURES
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from huaian_tui.domain.text.hygiene import cell_width
from huaian_tui.tui.frame.picture_view import PictureView
from huaian_tui.tui.looks.ascii_bars import use_marks
from huaian_tui.tui.looks.themes import THEMES
from huaian_tui.tui.safe_text import safe_content


class _Shown(App[None]):
    """All six pictures, one below the other."""

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(THEMES[0].variables)

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield PictureView(tuple(PICTURES.values()))


@pytest.fixture
def marks() -> Iterator[None]:
    use_marks(True)
    yield
    use_marks(False)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_all_pictures_fill_their_width_and_say_their_sentences(size: tuple[int, int]) -> None:
    app = _Shown()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        view = app.query_one(PictureView)
        plain = view.render().plain
        assert view.size.height == plain.count("\n") + 1
        assert max(cell_width(line) for line in plain.split("\n")) == view.content_size.width
        joined = plain.replace("\n", "")
        for picture in PICTURES.values():
            assert safe_content(picture.title).plain in joined
            assert safe_content(picture.sentence).plain in joined
        for theme in THEMES[1:]:
            app.theme = theme.name
            await pilot.pause()
        assert view.render().plain == plain


async def test_without_colours_bars_are_characters(marks: None) -> None:
    app = _Shown()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        view = app.query_one(PictureView)
        assert "=====|##" in view.render().plain
        view.show([PICTURES["matrix"]])
        await pilot.pause()
        assert view.pictures == (PICTURES["matrix"],)
        assert "市财政局" in view.render().plain and "=====|##" not in view.render().plain
