"""A picture on the screen: its rows in the colours of the theme, or by characters where colours are few."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from huaian_tui.documents.plain.pictures.rows import (
    AIM,
    BAR,
    HEAD,
    HEATS,
    LATE,
    ON_BAR,
    ON_LATE,
    QUIET,
    Row,
    as_text,
    blank,
)
from huaian_tui.documents.plain.pictures.terminal import LEAST_WIDTH, picture_rows
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.domain.rules.lights import Light
from huaian_tui.tui.frame import detail_lines
from huaian_tui.tui.frame.wrapping import wrap_content
from huaian_tui.tui.looks.ascii_bars import marks_in_use
from huaian_tui.tui.looks.themes import tone_class
from huaian_tui.tui.safe_text import safe_content

_STYLES: dict[str, str] = {
    **{light: f"on ${tone_class(light.value)}" for light in Light},
    BAR: "on $accent",
    LATE: f"on ${tone_class(Light.OVERDUE.value)}",
    ON_BAR: "$background on $accent",
    ON_LATE: f"$background on ${tone_class(Light.OVERDUE.value)}",
    AIM: "bold",
    HEAD: "bold",
    QUIET: detail_lines.QUIET,
    **{
        heat: f"$background on ${tone_class(tone)}"
        for heat, tone in zip(HEATS[1:], ("unscheduled", "due_soon", "behind", "overdue"), strict=True)
    },
}
"""The styles of the roles; the characters and the numbers say the same without."""


def picture_content(picture: PictureData, width: int, height: int = 20) -> Content:
    """The picture in lines of ``width`` cells (at least ``LEAST_WIDTH``), without title and sentence."""
    return Content("\n").join(_line(row) for row in picture_rows(picture, width, height))


def _line(row: Row) -> Content:
    if marks_in_use():
        return Content(as_text(row))
    return Content("").join(Content.styled(blank(piece), _STYLES.get(piece[1], "")) for piece in row)


class PictureView(Widget, inherit_bindings=False):
    """Pictures one below the other, each under its title and over its sentence."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PictureView { height: auto; padding: 0 2; }
    """

    def __init__(self, pictures: Sequence[PictureData] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pictures = tuple(pictures)
        self._drawn: tuple[int, bool, Content] | None = None

    def show(self, pictures: Sequence[PictureData]) -> None:
        """Show other pictures."""
        self._pictures, self._drawn = tuple(pictures), None
        self.refresh(layout=True)

    @property
    def pictures(self) -> tuple[PictureData, ...]:
        """What is shown."""
        return self._pictures

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines at this width."""
        return max(1, self._content(width).plain.count("\n") + 1)

    def render(self) -> Content:
        """The pictures."""
        return self._content(self.content_size.width)

    def _content(self, width: int) -> Content:
        """Made once for a width and a way of drawing."""
        width, marks = max(LEAST_WIDTH, width), marks_in_use()
        if self._drawn is None or self._drawn[:2] != (width, marks):
            parts = [part for one in self._pictures for part in self._parts(one, width)]
            self._drawn = width, marks, Content("\n").join(parts[:-1])
        return self._drawn[2]

    def _parts(self, picture: PictureData, width: int) -> list[Content]:
        sentence = wrap_content(safe_content(picture.sentence), width)
        drawn = picture_content(picture, width, max(8, self.app.size.height - 10))
        return [detail_lines.heading(picture.title), drawn, sentence, Content("")]
