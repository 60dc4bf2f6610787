"""One picture as an image: PNG for every reader, SVG beside it for those that can; set by typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from huaian_tui.documents.fonts import Shelf, font_shelf
from huaian_tui.documents.pdf.typesetting import cleaned, families_data, not_typeset
from huaian_tui.documents.picture_layout import laid_out

if TYPE_CHECKING:
    from huaian_tui.domain.pictures.picture import PictureData

DOTS_AN_INCH = 220
"""What prints sharply and keeps the file small."""
_PARTS = ("picture_alone.typ", "pictures.typ")


def picture_image(
    picture: PictureData, kind: Literal["png", "svg"], width: float = 156.0, shelf: Shelf | None = None
) -> bytes:
    """The picture ``width`` millimetres wide, with a margin of one millimetre around it."""
    import typst

    fonts = shelf or font_shelf()
    data = cleaned({"title": picture.title, "entry": laid_out(picture).data, "width": width})
    data["families"] = families_data(fonts, "hei")
    source = b"\n".join((Path(__file__).parent / part).read_bytes() for part in _PARTS)
    compiler = typst.Compiler(
        source + b"\n#drawn(data.entry, data.width * 1mm)\n",
        font_paths=fonts.typst_fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    try:
        made = compiler.compile(format=kind, ppi=DOTS_AN_INCH if kind == "png" else None)
    except typst.TypstError as error:
        raise not_typeset(error) from error
    pages = made if isinstance(made, list) else [made]
    first = pages[0]
    if not isinstance(first, bytes):
        raise not_typeset(RuntimeError("no image"))
    return first
