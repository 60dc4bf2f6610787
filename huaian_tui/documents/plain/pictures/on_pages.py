"""A picture on a page of the text preview: drawn by characters, then its name and its sentence."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.documents.fitting import LINE, picture_height
from huaian_tui.documents.model import Picture
from huaian_tui.documents.plain.lines import centred, flat
from huaian_tui.documents.plain.page_filling import Pages
from huaian_tui.documents.plain.pictures.rows import as_text
from huaian_tui.documents.plain.pictures.terminal import picture_rows
from huaian_tui.domain.text.line_breaking import break_lines


def picture_lines(picture: Picture, half: int) -> list[str]:
    """The picture in lines of ``half`` half characters: the drawing, its name, its sentence."""
    drawn = [as_text(row).rstrip() for row in picture_rows(picture.data, half)]
    named = centred([flat(picture.caption)], half) if picture.caption else []
    return [*drawn, *named, *(break_lines(flat(picture.text), half) if picture.text else [])]


def add_picture(pages: Pages, picture: Picture, half: int, tail: Sequence[str] = ()) -> None:
    """Add it to the pages as high as it is printed, whole where a page can hold it; ``tail`` follows it."""
    lines = picture_lines(picture, half)
    height = picture_height(picture) / LINE
    if pages.room() < height + len(tail) and height + len(tail) <= pages.capacity:
        pages.turn()
    pages.add(lines, height / max(1, len(lines)))
    pages.add_whole(list(tail))
