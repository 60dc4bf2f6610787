"""The setting of a sheet: the first in which it fits; what does not fit in the closest is set as usual."""

from __future__ import annotations

import pytest
from support.documents import plain

from huaian_tui.documents.composers.close_setting import SETTINGS, USUAL, Setting, first_that_fits
from huaian_tui.documents.composers.letter import SETTINGS as OF_LETTERS
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.domain.notices import NoticeKind

MADE = {
    setting: Composed(NoticeKind.LETTER, (), plain(), (str(place),))
    for place, setting in enumerate([*SETTINGS, *OF_LETTERS])
}


@pytest.mark.parametrize("settings", [SETTINGS, OF_LETTERS], ids=["sheets", "letters"])
def test_the_first_that_fits_is_taken_and_the_usual_one_where_none_does(
    settings: tuple[Setting, ...],
) -> None:
    for first in range(len(settings)):
        fitting = [MADE[one] for one in settings[first:]]
        assert first_that_fits(settings, MADE.__getitem__, fitting.__contains__) is MADE[settings[first]]
    assert first_that_fits(settings, MADE.__getitem__, lambda _: False) is MADE[USUAL]


@pytest.mark.parametrize("settings", [SETTINGS, OF_LETTERS], ids=["sheets", "letters"])
def test_none_is_closer_in_anything_than_the_last(settings: tuple[Setting, ...]) -> None:
    last = settings[-1]
    for one in settings:
        assert last.font_size <= one.font_size and last.quoted <= one.quoted and last.task <= one.task
        assert last.compact >= one.compact and last.brief >= one.brief
