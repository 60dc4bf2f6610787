"""What a paper says otherwise when it is composed again: each figure, list and status, with its records.

What was composed on another day names other days; that is no change (``DayWords``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from types import MappingProxyType

from huaian_tui.documents.comparing.alignment import aligned
from huaian_tui.documents.comparing.day_words import DayWords, clauses, sentences
from huaian_tui.documents.comparing.places import as_table, places_of, shortened, words_of
from huaian_tui.documents.model import (
    Block,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Picture,
    Table,
    placed_cells,
)
from huaian_tui.domain.answers.notices import ChangeRow
from huaian_tui.domain.text.short_titles import CUT

FIELDS = {
    "title": "标题",
    "recipients": "主送",
    "masthead": "发文机关标志",
    "signature": "署名",
    "annotation": "附注",
    "copies_to": "抄送",
    "printing_office": "印发机关",
}
"""Parts of a document outside its text that are compared, and what they are called."""


BY_HAND = "（已手改）"
"""Follows the place of what was written anew by hand: there the draft says neither value for certain."""


_NUMBERING = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d{1,2}\.)")
"""The number of a paragraph: another one because others came or went is no change of it."""

Since = Mapping[str, Sequence[str]]
"""The ids of records that came since, by what they are about: a milestone's id, the number of a task."""


def changes_between(
    old: OfficialDocument,
    new: OfficialDocument,
    days: DayWords,
    draft: OfficialDocument | None = None,
    since: Since = MappingProxyType({}),
) -> list[ChangeRow]:
    """Every change in the order of the paper.

    ``draft`` is what was made of ``old`` by hand: what it has no more, or says as ``new`` does, is no
    change of it.
    """
    draft = draft or old
    found = [change for name in FIELDS for change in _field(old, new, draft, name, days)]
    found += _Between(days, since).blocks(old.body, new.body, draft.body)
    titles, others = ([one.title for one in paper.attachments] for paper in (old, new))
    several = max(len(titles), len(others)) > 1
    for i, k in aligned(*days.keys(titles, others)):
        before = old.attachments[i].blocks if i is not None else ()
        after = new.attachments[k].blocks if k is not None else ()
        number = i if k is None else k
        place = f"附件{(number or 0) + 1}" if several else "附件"
        if i is None or k is None:
            was, now = "" if i is None else titles[i], "" if k is None else others[k]
            found.append(ChangeRow(f"{place}（{'新增' if i is None else '不再有'}）", was, now))
            continue
        if not days.same(titles[i], others[k]):
            found.append(ChangeRow(f"{place}标题", titles[i], others[k]))
        found += _Between(days, since, place).blocks(before, after, before)
    return found


def field_words(document: OfficialDocument, name: str) -> str:
    """A part outside the text in one line."""
    return value_words(getattr(document, name))


def value_words(value: object) -> str:
    """A value of such a part in one line."""
    return "、".join(value) if isinstance(value, tuple) else "".join(str(value).split("\n"))


def _field(
    old: OfficialDocument, new: OfficialDocument, draft: OfficialDocument, name: str, days: DayWords
) -> Iterator[ChangeRow]:
    was, now, stands = (field_words(one, name) for one in (old, new, draft))
    if not days.same(was, now) and stands != now:
        yield ChangeRow(FIELDS[name] if stands == was else f"{FIELDS[name]}{BY_HAND}", was, now)


@dataclass(frozen=True, slots=True)
class _Between:
    """How the blocks of a paper or of one of its attachments (``within``) differ."""

    days: DayWords
    since: Since
    within: str = "正文"

    def blocks(
        self, old: Sequence[Block], new: Sequence[Block], drafted: Sequence[Block]
    ) -> Iterator[ChangeRow]:
        """The changes of a sequence of blocks, each at its place in the draft."""
        places, others = places_of(drafted, self.within), places_of(new, self.within)
        base, anew, typed = _all_words(old), _all_words(new), _all_words(drafted)
        stands = {i: k for i, k in aligned(base, typed, in_place=True) if i is not None}
        for i, k in aligned(*self.days.keys(base, anew)):
            if k is not None and anew[k] in typed and not isinstance(new[k], Table | Picture):
                continue  # the draft says so already
            at = None if i is None else stands[i]
            if i is None and k is not None:
                records = self._behind((), _figured(new[k]))
                yield ChangeRow(f"{others[k]}（新增）", "", _told(new[k]), records)
            elif i is not None and at is not None:
                by_hand = BY_HAND if typed[at] != base[i] else ""
                if k is None:
                    records = self._behind(_figured(old[i]), ())
                    yield ChangeRow(f"{places[at]}（不再有）{by_hand}", _told(old[i]), "", records)
                else:
                    found = self._block(old[i], new[k], f"{places[at]}{by_hand}")
                    yield from (one for one in found if not (by_hand and _says(typed[at], one)))

    def _block(self, old: Block, new: Block, place: str) -> Iterator[ChangeRow]:
        if isinstance(old, Table) and isinstance(new, Table):
            yield from self._tables(old, new, place)
            return
        if isinstance(old, Picture) and isinstance(new, Picture):
            yield from self._tables(as_table(old), as_table(new), place)
            return
        olds, news = _figured(old), _figured(new)
        before, after = (_NUMBERING.sub("", words_of(one)) for one in (old, new))
        for was, now in text_changes(before, after, self.days):
            if not (_cut_otherwise(was, now) and _sources(olds) == _sources(news)):
                yield ChangeRow(place, was, now, self._behind(olds, news, was, now))

    def _behind(
        self, old: Sequence[_Figured], new: Sequence[_Figured], was: str = "", now: str = ""
    ) -> tuple[str, ...]:
        """The records behind a change: those that stand behind one side only, and what came since of it.

        Figures that the changed words name tell more than the paragraph as a whole.
        """
        before, after = _things(old, was), _things(new, now)
        moved = before ^ after
        came = [id_ for key in sorted(moved or before | after) for id_ in self.since.get(key, ())]
        if moved and came:
            return tuple(dict.fromkeys(came))
        olds, news = _sources(old), _sources(new)
        apart = [id_ for id_ in (*news, *olds) if (id_ in olds) != (id_ in news)]
        around = [id_ for key in sorted(_things(old) | _things(new)) for id_ in self.since.get(key, ())]
        return tuple(dict.fromkeys([*apart, *came] or news or around))

    # ------------------------------------------------------------------ tables

    def _tables(self, old: Table, new: Table, place: str) -> Iterator[ChangeRow]:
        heads = _heads(new)
        olds, news = ([_row_words(row) for row in table.rows] for table in (old, new))
        if _heads(old) != heads:
            yield ChangeRow(f"{place}，表头", "、".join(_heads(old)), "、".join(heads))
        for i, k in aligned(olds, news):
            if i is None and k is not None:
                row = new.rows[k]
                yield ChangeRow(f"{place}，多出一行", "", _row_told(row), self._behind((), row))
            elif k is None and i is not None:
                row = old.rows[i]
                yield ChangeRow(f"{place}，少了一行", _row_told(row), "", self._behind(row, ()))
            elif i is not None and k is not None:
                yield from self._rows(old.rows[i], new.rows[k], heads, place)

    def _rows(
        self, old: tuple[Cell, ...], new: tuple[Cell, ...], heads: Sequence[str], place: str
    ) -> Iterator[ChangeRow]:
        first = shortened(new[0].text)
        row = f"{place}，第{first}项" if first.isdecimal() else f"{place}，{first or '一行'}"
        if len(old) != len(new):
            if not self.days.same(_row_told(old), _row_told(new)):
                yield ChangeRow(row, _row_told(old), _row_told(new), self._behind(old, new))
            return
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            head = f"，{heads[number]}" if len(old) == len(heads) else ""
            for was, now in self._cells(before, after, "天" if "天" in head else ""):
                # a cell without figures of its own tells of what the figures of its row count
                records = self._behind([before], [after]) or self._behind(old, new)
                yield ChangeRow(f"{row}{head}", was, now, records)

    def _cells(self, old: Cell, new: Cell, unit: str) -> list[tuple[str, str]]:
        """A cell of one line is one value, of several each line; ``unit`` is what its column counts.

        The day of today in a cell may be a deadline: with other records behind it, it is another one.
        """
        alike = old.sources == new.sources
        days = self.days if alike else replace(self.days, dates=False)
        if "\n" in old.text or "\n" in new.text:
            return text_changes(old.text, new.text, days)
        same = days.same(f"{old.text}{unit}", f"{new.text}{unit}")
        return [] if same or (alike and _cut_otherwise(old.text, new.text)) else [(old.text, new.text)]


_Figured = Paragraph | Heading | Picture | Cell


def _figured(block: Block) -> tuple[_Figured, ...]:
    """The parts of a block that have records."""
    if isinstance(block, Table):
        return tuple(cell for row in block.rows for cell in row)
    return (block,)


def _cut_otherwise(old: str, new: str) -> bool:
    """Whether one is the other with a quotation cut shorter: how much is quoted follows the room."""
    return _is_cut_of(old, new) or _is_cut_of(new, old)


def _is_cut_of(cut: str, whole: str) -> bool:
    first, *others = cut.split(CUT)
    if not others or not whole.startswith(first):
        return False
    *middle, last = others
    place = len(first)
    for part in middle:
        found = whole.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return whole.endswith(last) and len(whole) - len(last) >= place


def _sources(parts: Sequence[_Figured]) -> list[str]:
    return [one for part in parts for one in part.sources]


def _things(parts: Sequence[_Figured], words: str = "") -> set[str]:
    """The keys of what the figures count; of those figures that stand in the words, where some do."""
    figures = [one for part in parts if not isinstance(part, Heading) for one in part.figures]
    named = [one for one in figures if one.value in words]
    return {thing.key for figure in named or figures for thing in figure.things}


def _says(words: str, change: ChangeRow) -> bool:
    """Whether what was written by hand has the newer value already."""
    return bool(change.now) and change.now in words and change.was not in words


def _all_words(blocks: Sequence[Block]) -> list[str]:
    return [words_of(one) for one in blocks]


def _told(block: Block) -> str:
    """A whole block as a value: of a table its heads and how many rows it has."""
    if isinstance(block, Table):
        return f"表，{len(block.rows)} 行：{'、'.join(cell.text for row in block.head for cell in row)}"
    return words_of(block)


# ---------------------------------------------------------------------- texts


def text_changes(old: str, new: str, days: DayWords) -> list[tuple[str, str]]:
    """The pieces of a text that are others, old and new: a clause or several that follow each other."""
    if days.same(old, new):
        return []
    olds, news = sentences(old), sentences(new)
    found = list[tuple[str, str]]()
    for i, k in aligned(*days.keys(olds, news)):
        was, now = "" if i is None else olds[i], "" if k is None else news[k]
        if was and now:
            found += _clause_changes(was, now, days)
        else:
            found.append((_bare(was), _bare(now)))
    return [one for one in found if one[0] != one[1]] or [(_bare(old), _bare(new))]


def _clause_changes(old: str, new: str, days: DayWords) -> Iterator[tuple[str, str]]:
    olds, news = clauses(old), clauses(new)
    others = [_bare(one) for one in news]
    bare = [next((one for one in others if days.same(_bare(was), one)), _bare(was)) for was in olds]
    for tag, i, j, k, m in SequenceMatcher(None, bare, others, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _bare("".join(olds[i:j])), _bare("".join(news[k:m]))


def _bare(text: str) -> str:
    bare = " ".join(text.strip(" \n，、：；。").split("\n"))
    return bare.removesuffix("）") if bare.count("）") > bare.count("（") else bare


# ---------------------------------------------------------------------- rows


def _heads(table: Table) -> list[str]:
    """The text of the lowest head cell over each column."""
    heads = [""] * len(table.columns)
    for one in placed_cells(table.head, len(table.columns)):
        for column in range(one.column, one.column + one.cell.colspan):
            heads[column] = " ".join(one.cell.text.split()) or heads[column]
    return heads


def _row_words(row: tuple[Cell, ...]) -> str:
    """What a row is known by: its first two cells, which say of what it is."""
    return "\t".join(cell.text for cell in row[:2])


def _row_told(row: tuple[Cell, ...]) -> str:
    return "｜".join(" ".join(cell.text.split("\n")) for cell in row if cell.text)
