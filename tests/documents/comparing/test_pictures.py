"""Pictures in a draft: a mark in its text, kept when it is composed again, compared by their figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support.pictures import BURN_DOWN, LIGHTS

from huaian_tui.documents.comparing.changes import changes_between
from huaian_tui.documents.comparing.day_words import DayWords
from huaian_tui.documents.comparing.merging import merged
from huaian_tui.documents.editing import editable_text, with_text
from huaian_tui.documents.model import OfficialDocument, Paragraph, Picture
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.pictures.burn_down import BurnDown

DAY = date(2026, 11, 22)
SAME_DAY = DayWords([(DAY, DAY)])
NEWER = replace(BURN_DOWN, points=(*BURN_DOWN.points[:7], replace(BURN_DOWN.points[7], actual=79)))


def paper(shown: BurnDown = BURN_DOWN, text: str = "情况如下。") -> OfficialDocument:
    body = (Paragraph(text), Picture(shown, "图1", shown.sentence), Picture(LIGHTS, "图2", LIGHTS.sentence))
    return OfficialDocument(masthead="", title="总结", body=body)


def test_a_picture_is_a_mark_in_the_text_and_comes_back() -> None:
    document = paper()
    assert editable_text(document) == "情况如下。\n【图1】\n【图2】"
    edited = with_text(document, "【图2】\n情况另述。\n【图1】")
    assert edited.body == (document.body[2], Paragraph("情况另述。"), document.body[1])
    with pytest.raises(InputRefused, match="有 2 张图"):
        with_text(document, "情况如下。\n【图3】")


def test_composed_again_the_picture_is_that_of_now_and_the_words_are_kept() -> None:
    draft = with_text(paper(), "情况由我改写。\n【图1】\n【图2】")
    result = merged(paper(), draft, paper(NEWER), SAME_DAY)
    assert result.document.body == (Paragraph("情况由我改写。"), *paper(NEWER).body[1:])
    assert result.both == () and result.kept == 1


def test_a_changed_picture_says_which_figure_changed() -> None:
    found = changes_between(paper(), paper(NEWER), SAME_DAY)
    assert ("图1，8月，实际剩余", "83", "79") in [(one.place, one.was, one.now) for one in found]
    assert changes_between(paper(), paper(), SAME_DAY) == []
