"""A long text by its pinyin: which of its words somebody means who types pinyin or initials.

For the manual, whose words stand in no index of names. The readings are those that names are found by
(``domain.text.pinyin``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

from huaian_tui.domain.text.pinyin import usual_syllables

USED = 3
"""So often a text has two characters before their initials find them: by chance others stand together too."""


class SpelledText:
    """One text. ``words`` are runs of its characters, as it has them."""

    def __init__(self, text: str) -> None:
        self._text = text
        syllables = usual_syllables(text)
        self._initials = "".join(one[:1] for one in syllables)
        self._full = "".join(syllables)
        self._starts = [0]
        for one in syllables:
            self._starts.append(self._starts[-1] + len(one))

    def by_initials(self, typed: str) -> Iterator[str]:
        """The words with these initials (``yq``: 延期), each as often as it stands there."""
        for start in _places(self._initials, typed):
            word = self._text[start : start + len(typed)]
            if not word.isascii() and word.isalnum():
                yield word

    def by_pinyin(self, typed: str) -> Iterator[str]:
        """The words whose pinyin begins so, of two characters at least (``yanq``: 延期)."""
        for place in _places(self._full, typed):
            start = bisect_left(self._starts, place)
            if self._starts[start] != place:
                continue
            word = self._text[start : bisect_left(self._starts, place + len(typed))]
            if len(word) > 1 and not word.isascii() and word.isalnum():
                yield word


def spelled_words(texts: Iterable[SpelledText], typed: str, known: str = "") -> frozenset[str]:
    """The words that are meant by letters; none for one letter, or for what is no letters.

    Two initials mean what is used :data:`USED` times in the texts, or stands in ``known`` (headings).
    """
    if len(typed) < 2 or not (typed.isascii() and typed.isalnum()):
        return frozenset()
    texts = list(texts)
    found = {word for text in texts for word in text.by_pinyin(typed)}
    counted = Counter(word for text in texts for word in text.by_initials(typed))
    certain = len(typed) > 2
    return frozenset(
        found | {word for word, times in counted.items() if certain or times >= USED or word in known}
    )


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)
