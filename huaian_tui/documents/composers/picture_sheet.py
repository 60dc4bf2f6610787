"""Pictures on a sheet of the office: each with its name and its sentence, for a meeting or the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.documents.composers.inner_sheet import inner_sheet
from huaian_tui.documents.counted import Figure, records_of
from huaian_tui.documents.model import OfficialDocument, Paragraph, Picture
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, PictureData, name_of


def picture_block(picture: PictureData, number: int = 0, figures: tuple[Figure, ...] = ()) -> Picture:
    """A picture of a paper with its caption: 图1　各月末任务状态; without a number the title alone."""
    caption = f"图{number}\u3000{picture.title}" if number else picture.title
    return Picture(picture, caption, picture.sentence, records_of(figures), figures)


def picture_sheet(
    profile: OfficeProfile, day: date, about: str, pictures: Sequence[PictureData]
) -> OfficialDocument:
    """The sheet; ``about`` says of which plan, period and day the figures are."""
    title = PICTURE_TITLES[name_of(pictures[0])] if len(pictures) == 1 else "督查评价图"
    number = (lambda place: place) if len(pictures) > 1 else (lambda _: 0)
    blocks = [picture_block(one, number(place)) for place, one in enumerate(pictures, 1)]
    return inner_sheet(profile, day, title, [Paragraph(about), *blocks])
