"""A draft composed again: nothing that was typed is lost, and all else is as composed now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.documents.comparing.day_words import DayWords
from huaian_tui.documents.comparing.merging import (
    ANEW,
    BY_HAND,
    BY_HAND_ALONE,
    anew_alone,
    by_hand_alone,
    marks_in,
    merged,
)
from huaian_tui.documents.comparing.places import words_of
from huaian_tui.documents.editing import editable_text, with_text
from huaian_tui.documents.model import Block, Heading, OfficialDocument, Paragraph, headed_table, text_cells

FIRST, LATER = date(2026, 11, 22), date(2026, 11, 25)
SAME_DAY = DayWords([(FIRST, FIRST)])
DAYS = DayWords([(FIRST, LATER)])


def paper(
    *blocks: Block | str, title: str = "催办单", to: tuple[str, ...] = ("市数据局",)
) -> OfficialDocument:
    body = tuple(Paragraph(one, sources=("ab",)) if isinstance(one, str) else one for one in blocks)
    return OfficialDocument(masthead="淮安市", title=title, recipients=to, body=body)


def lines(document: OfficialDocument) -> list[str]:
    return [words_of(one) for one in document.body]


LINE = st.text("一二三四五六七八九十，。", min_size=1, max_size=14)
COMPOSED = st.lists(LINE, min_size=1, max_size=7, unique=True)


@st.composite
def changed(draw: st.DrawFn, texts: list[str], mark: str) -> list[str]:
    """The lines with some left out, some reworded, some added; what is new bears the mark."""
    result = list[str]()
    for place, text in enumerate(texts):
        if draw(st.integers(0, 4)) == 0:
            result.append(f"{mark}{place}{draw(LINE)}")
        how = draw(st.sampled_from(("keep", "keep", "keep", "drop", "reword")))
        if how == "keep":
            result.append(text)
        elif how == "reword":
            result.append(f"{text[: draw(st.integers(0, len(text)))]}{mark}{place}b")
    return result or [f"{mark}0"]


@given(data=st.data(), composed=COMPOSED)
def test_nothing_that_was_typed_is_lost(data: st.DataObject, composed: list[str]) -> None:
    typed, fresh = data.draw(changed(composed, "手")), data.draw(changed(composed, "新"))
    made = merged(paper(*composed), paper(*typed), paper(*fresh), SAME_DAY)
    text = "\n".join(lines(made.document))
    for line in typed:
        if line not in composed:
            assert line in text
    again = merged(paper(*fresh), made.document, paper(*fresh), SAME_DAY)
    assert lines(again.document) == lines(made.document), "composed once more, it stays as it is"


@given(data=st.data(), composed=COMPOSED)
def test_a_draft_that_nobody_edited_is_as_composed_now(data: st.DataObject, composed: list[str]) -> None:
    fresh = data.draw(changed(composed, "新"))
    made = merged(paper(*composed), paper(*composed), paper(*fresh), SAME_DAY)
    assert made.document == paper(*fresh)
    assert (made.kept, made.both) == (0, ())


@given(data=st.data(), composed=COMPOSED)
def test_paragraphs_that_nobody_edited_are_as_composed_now(data: st.DataObject, composed: list[str]) -> None:
    typed, fresh = data.draw(changed(composed, "手")), data.draw(changed(composed, "新"))
    made = merged(paper(*composed), paper(*typed), paper(*fresh), SAME_DAY)
    by_hand = {line for line in typed if line not in composed}
    for block in made.document.body:
        words = words_of(block).removeprefix(BY_HAND).removeprefix(BY_HAND_ALONE).removeprefix(ANEW)
        assert words in by_hand or words in fresh
        if words_of(block) in fresh and words not in by_hand:
            assert block in paper(*fresh).body, "with its records"
        if words in by_hand and words not in fresh:
            assert isinstance(block, Paragraph)


@given(data=st.data(), composed=COMPOSED)
def test_each_choice_leaves_no_mark(data: st.DataObject, composed: list[str]) -> None:
    typed, fresh = data.draw(changed(composed, "手")), data.draw(changed(composed, "新"))
    both = merged(paper(*composed), paper(*typed), paper(*fresh), SAME_DAY)
    assert bool(marks_in(both.document)) == bool(both.both)
    for choice in (by_hand_alone, anew_alone):
        chosen = merged(paper(*composed), paper(*typed), paper(*fresh), SAME_DAY, choice)
        assert marks_in(chosen.document) == []


def test_both_stand_where_both_were_changed_until_one_is_chosen() -> None:
    composed = paper("依据。", "截至今天，逾期3个。")
    typed = paper("依据。", "截至今天，逾期3个，请抓紧。")
    fresh = paper("依据。", "截至今天，逾期2个。", "新的一段。")
    made = merged(composed, typed, fresh, SAME_DAY)
    assert lines(made.document) == [
        "依据。",
        f"{BY_HAND}截至今天，逾期3个，请抓紧。",
        f"{ANEW}截至今天，逾期2个。",
        "新的一段。",
    ]
    (both,) = made.both
    assert (both.by_hand, both.anew) == ("截至今天，逾期3个，请抓紧。", "截至今天，逾期2个。")
    assert marks_in(made.document) == ["正文第2段", "正文第3段"]
    later = paper("依据。", "截至今天，逾期1个。", "新的一段。")
    again = merged(fresh, made.document, later, SAME_DAY)
    assert f"{ANEW}截至今天，逾期1个。" in lines(again.document)
    assert f"{BY_HAND}截至今天，逾期3个，请抓紧。" in lines(again.document)
    kept = with_text(made.document, "依据。\n截至今天，逾期2个。\n新的一段。", fresh)
    assert kept.body == fresh.body, "the chosen one has its records again"


def test_a_paragraph_written_by_hand_gets_the_day_of_today_and_loses_its_records() -> None:
    composed = paper("截至2026年11月22日，你单位逾期3个。")
    typed = paper("截至2026年11月22日，你单位逾期3个，请重视。")
    fresh = paper("截至2026年11月25日，你单位逾期3个。")
    made = merged(composed, typed, fresh, DAYS)
    assert lines(made.document) == ["截至2026年11月25日，你单位逾期3个，请重视。"]
    assert made.document.body[0] == Paragraph("截至2026年11月25日，你单位逾期3个，请重视。")
    assert (made.kept, made.both) == (1, ())


def test_what_was_left_out_by_hand_stays_out_and_what_was_moved_stays_there() -> None:
    table = headed_table((("序号", 1.0), ("状态", 2.0)), [text_cells("2", "逾期")])
    newer = headed_table((("序号", 1.0), ("状态", 2.0)), [text_cells("2", "办结")])
    composed = paper(Heading(1, "一、情况"), "甲段落在这里。", table, "乙段落在后面。")
    typed = paper(Heading(1, "一、情况"), table, "甲段落在这里。")
    fresh = paper(Heading(1, "一、情况"), "甲段落在这里。", newer, "乙段落在后面，改了。")
    made = merged(composed, typed, fresh, SAME_DAY)
    assert made.document.body == (Heading(1, "一、情况"), newer, fresh.body[1])


@pytest.mark.parametrize(
    ("typed", "fresh", "merged_to", "both"),
    [
        ("催办单", "催办单二", "催办单二", 0),
        ("紧急催办单", "催办单", "紧急催办单", 0),
        ("紧急催办单", "催办单二", f"{BY_HAND}紧急催办单{ANEW}催办单二", 1),
    ],
)
def test_titles_are_merged_too(typed: str, fresh: str, merged_to: str, both: int) -> None:
    made = merged(paper("甲。"), paper("甲。", title=typed), paper("甲。", title=fresh), SAME_DAY)
    assert (made.document.title, len(made.both)) == (merged_to, both)
    assert marks_in(made.document) == (["标题"] if both else [])
    again = merged(paper("甲。", title=fresh), made.document, paper("甲。", title=fresh), SAME_DAY)
    assert again.document.title == merged_to


def test_recipients_are_merged_too() -> None:
    old, hand, new = ("市数据局",), ("市财政局", "市数据局"), ("市大数据局",)
    made = merged(paper("甲。"), paper("甲。", to=hand), paper("甲。", to=new), SAME_DAY)
    assert made.document.recipients == (f"{BY_HAND}市财政局", "市数据局", f"{ANEW}市大数据局")
    again = merged(paper("甲。", to=new), made.document, paper("甲。", to=old), SAME_DAY)
    assert again.document.recipients == (f"{BY_HAND}市财政局", "市数据局", f"{ANEW}市数据局")


def test_a_draft_with_marks_goes_through_the_editor() -> None:
    made = merged(paper("逾期3个。"), paper("逾期3个，请抓紧。"), paper("逾期2个。"), SAME_DAY).document
    assert with_text(made, editable_text(made)).body == made.body
    assert replace(made, body=()).recipients == ("市数据局",)
