"""What a paper says otherwise when it is composed again: each figure, list and status, with its records.

What was composed on another day names other days; that is no change (``DayWords``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from huaian_tui.documents.comparing.alignment import aligned
from huaian_tui.documents.comparing.day_words import DayWords, clauses, sentences
from huaian_tui.documents.comparing.places import places_of, shortened, words_of
from huaian_tui.documents.model import Block, Cell, OfficialDocument, Table, placed_cells
from huaian_tui.domain.answers.notices import ChangeRow

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


def changes_between(
    old: OfficialDocument, new: OfficialDocument, days: DayWords, draft: OfficialDocument | None = None
) -> list[ChangeRow]:
    """Every change in the order of the paper.

    ``draft`` is what was made of ``old`` by hand: what it has no more, or says as ``new`` does, is no
    change of it.
    """
    draft = draft or old
    found = [change for name in FIELDS for change in _field(old, new, draft, name, days)]
    found += blocks_between(old.body, new.body, days, drafted=draft.body)
    titles, others = ([one.title for one in paper.attachments] for paper in (old, new))
    for i, k in aligned(titles, others):
        before = old.attachments[i].blocks if i is not None else ()
        after = new.attachments[k].blocks if k is not None else ()
        title = new.attachments[k].title if k is not None else old.attachments[i or 0].title
        place = f"附件“{shortened(title)}”"
        if i is None or k is None:
            found.append(ChangeRow(place, "" if i is None else title, "" if k is None else title))
            continue
        if not days.same(titles[i], others[k]):
            found.append(ChangeRow(f"{place}标题", titles[i], others[k]))
        found += blocks_between(before, after, days, place)
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


def blocks_between(
    old: Sequence[Block],
    new: Sequence[Block],
    days: DayWords,
    within: str = "正文",
    drafted: Sequence[Block] | None = None,
) -> Iterator[ChangeRow]:
    """The changes of a sequence of blocks, each at its place in the draft; without one, in ``old``."""
    drafted = old if drafted is None else drafted
    places, others = places_of(drafted, within), places_of(new, within)
    stands = {i: k for i, k in aligned(_all_words(old), _all_words(drafted), in_place=True) if i is not None}
    written = set(_all_words(drafted))
    for i, k in aligned(_all_words(old), _all_words(new)):
        if k is not None and words_of(new[k]) in written and not isinstance(new[k], Table):
            continue  # the draft says so already
        at = None if i is None else stands[i]
        if i is None and k is not None:
            yield ChangeRow(f"{others[k]}（新增）", "", _told(new[k]), _records(new[k]))
        elif i is not None and at is not None:
            by_hand = BY_HAND if words_of(drafted[at]) != words_of(old[i]) else ""
            if k is None:
                yield ChangeRow(f"{places[at]}（不再有）{by_hand}", _told(old[i]), "", _records(old[i]))
            else:
                found = _block(old[i], new[k], days, f"{places[at]}{by_hand}")
                yield from (one for one in found if not (by_hand and _says(drafted[at], one)))


def _says(block: Block, change: ChangeRow) -> bool:
    """Whether what was written by hand has the newer value already."""
    words = words_of(block)
    return bool(change.now) and change.now in words and change.was not in words


def _all_words(blocks: Sequence[Block]) -> list[str]:
    return [words_of(one) for one in blocks]


def _block(old: Block, new: Block, days: DayWords, place: str) -> Iterator[ChangeRow]:
    if isinstance(old, Table) and isinstance(new, Table):
        yield from _tables(old, new, days, place)
        return
    records = _apart(_records(old), _records(new))
    for was, now in text_changes(words_of(old), words_of(new), days):
        yield ChangeRow(place, was, now, records)


def _told(block: Block) -> str:
    """A whole block as a value: of a table its heads and how many rows it has."""
    if isinstance(block, Table):
        return f"表，{len(block.rows)} 行：{'、'.join(cell.text for row in block.head for cell in row)}"
    return words_of(block)


def _records(block: Block) -> tuple[str, ...]:
    if isinstance(block, Table):
        return tuple(dict.fromkeys(one for row in block.rows for cell in row for one in cell.sources))
    return block.sources


def _apart(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """The records behind a change: those that stand behind one of the two only, else those of the newer."""
    apart = [one for one in new if one not in set(old)] + [one for one in old if one not in set(new)]
    return tuple(apart or new)


# ---------------------------------------------------------------------- texts


def text_changes(old: str, new: str, days: DayWords) -> list[tuple[str, str]]:
    """The pieces of a text that are others, old and new: a clause or several that follow each other."""
    if days.same(old, new):
        return []
    olds, news = sentences(old), sentences(new)
    found = list[tuple[str, str]]()
    for i, k in aligned(olds, news):
        was, now = "" if i is None else olds[i], "" if k is None else news[k]
        if was and now:
            found += _clause_changes(was, now, days)
        else:
            found.append((_bare(was), _bare(now)))
    return [one for one in found if one[0] != one[1]] or [(_bare(old), _bare(new))]


def _clause_changes(old: str, new: str, days: DayWords) -> Iterator[tuple[str, str]]:
    olds, news = clauses(old), clauses(new)
    bare, others = [_bare(one) for one in olds], [_bare(one) for one in news]
    for tag, i, j, k, m in SequenceMatcher(None, bare, others, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        was, now = "".join(olds[i:j]), "".join(news[k:m])
        if not days.same(was, now):
            yield _bare(was), _bare(now)


def _bare(text: str) -> str:
    return text.strip(" \n，、：；。")


# ---------------------------------------------------------------------- tables


def _tables(old: Table, new: Table, days: DayWords, place: str) -> Iterator[ChangeRow]:
    heads = _heads(new)
    olds, news = ([_row_words(row) for row in table.rows] for table in (old, new))
    if _heads(old) != heads:
        yield ChangeRow(f"{place}表头", "、".join(_heads(old)), "、".join(heads))
    for i, k in aligned(olds, news):
        if i is None and k is not None:
            row = new.rows[k]
            yield ChangeRow(f"{place}多出一行", "", _row_told(row), _row_records(row))
        elif k is None and i is not None:
            row = old.rows[i]
            yield ChangeRow(f"{place}少了一行", _row_told(row), "", _row_records(row))
        elif i is not None and k is not None:
            yield from _rows(old.rows[i], new.rows[k], heads, days, place)


def _rows(
    old: tuple[Cell, ...], new: tuple[Cell, ...], heads: Sequence[str], days: DayWords, place: str
) -> Iterator[ChangeRow]:
    row = f"{place}“{shortened(new[0].text)}”行" if new and new[0].text else f"{place}一行"
    if len(old) != len(new):
        if not days.same(_row_told(old), _row_told(new)):
            records = _apart(_row_records(old), _row_records(new))
            yield ChangeRow(row, _row_told(old), _row_told(new), records)
        return
    for number, (before, after) in enumerate(zip(old, new, strict=True)):
        # The day of today in a cell may be a deadline: with other records behind it, it is another one.
        moved = before.sources != after.sources and before.text != after.text
        if not moved and days.same(before.text, after.text):
            continue
        head = f"“{heads[number]}”" if len(old) == len(heads) else ""
        records = _apart(before.sources, after.sources)
        was, now = (" ".join(one.text.split("\n")) for one in (before, after))
        yield ChangeRow(f"{row}{head}", was, now, records)


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
    return " | ".join(" ".join(cell.text.split("\n")) for cell in row if cell.text)


def _row_records(row: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for cell in row for one in cell.sources))
