"""Texts are spelled as the library spells them, only faster."""

from __future__ import annotations

import random

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PHRASES_DICT

from huaian_tui.domain.text.pinyin import search_spelling, spellings
from huaian_tui.importing.seed_files import load_seed
from tests.support.hostile import HOSTILE

SOURCE = random.Random(11)


def _texts() -> list[str]:
    plan = [text for row in load_seed().tasks for text in (row.text, row.level1, row.level2)]
    characters = "".join(plan)
    phrases = SOURCE.sample(sorted(PHRASES_DICT), 1500)
    mixed = ["".join(SOURCE.sample(phrases, 4)) for _ in range(300)]
    cut = [phrase[: SOURCE.randrange(1, len(phrase) + 1)] + SOURCE.choice(characters) for phrase in phrases]
    loose = ["".join(SOURCE.choices([*characters, *"〇ab12３é 𠀀㐀豈、1122"], k=30)) for _ in range(300)]
    return [*plan, *map(str, HOSTILE), *mixed, *cut, *loose, "", "重庆会计", "单县", "银行行长行不行"]


def test_the_usual_reading_is_that_of_the_library() -> None:
    for text in _texts():
        kept = "".join(one for one in text if one.isalnum())
        syllables = lazy_pinyin(kept, errors=list)  # type: ignore[arg-type]
        expected = f"{''.join(syllables)} {''.join(one[:1] for one in syllables)}"
        assert search_spelling(text) == expected, text
        assert search_spelling(text) == expected, text


def test_heteronyms_are_those_of_the_library() -> None:
    for text in [text for text in _texts() if len(text) <= 16][:800]:
        low = text.lower()
        usual = lazy_pinyin(low, errors=list)  # type: ignore[arg-type]
        several = [
            one
            for character in low
            for one in pinyin(character, style=Style.NORMAL, heteronym=True, errors=list)  # type: ignore[arg-type]
        ]
        expected = {("".join(usual), "".join(one[:1] for one in usual))}
        for place, readings in enumerate(several):
            for reading in () if low[place] == "市" else readings[:3]:
                syllables = [*usual[:place], reading, *usual[place + 1 :]]
                expected.add(("".join(syllables), "".join(one[:1] for one in syllables)))
        assert spellings(text, alone=True) == expected, text
