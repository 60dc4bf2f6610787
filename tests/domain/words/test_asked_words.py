"""What is asked for by a word is asked for by its initials and its pinyin too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from huaian_tui.domain.notices import NOTICE_TITLES, NOTICE_WORDS, STATE_TITLES, STATE_WORDS
from huaian_tui.domain.rules.lights import LIGHTS
from huaian_tui.domain.text.pinyin import search_spelling
from huaian_tui.domain.words.milestones import CONFLICT, CONFLICT_ASKED
from huaian_tui.domain.words.verdicts import VERDICTS, VERDICTS_ASKED

TABLES: dict[str, tuple[Mapping[str, str], Mapping[str, Sequence[str]]]] = {
    "lights": (
        {light: words.word for light, words in LIGHTS.items()},
        {light: words.asked for light, words in LIGHTS.items()},
    ),
    "kinds of notices": ({kind: NOTICE_TITLES[kind] for kind in NOTICE_WORDS}, NOTICE_WORDS),
    "states of notices": (STATE_TITLES, STATE_WORDS),
    "forecasts": (VERDICTS, VERDICTS_ASKED),
    "conflicts": ({"": CONFLICT}, {"": CONFLICT_ASKED}),
}


@pytest.mark.parametrize("table", TABLES)
def test_every_word_is_asked_for_by_initials_and_pinyin(table: str) -> None:
    titles, asked = TABLES[table]
    for key, title in titles.items():
        full, initials = search_spelling(title).split()
        missing = {full, initials} - set(asked[key])
        assert not missing or (len(title) == 1 and missing == {initials}), title


def test_a_state_is_asked_for_without_the_word_that_says_it_is_over() -> None:
    for state, title in STATE_TITLES.items():
        assert title.removeprefix("已") in STATE_WORDS[state]
