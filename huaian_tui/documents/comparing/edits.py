"""What was edited by hand in a draft: each part with what was composed in its place."""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.documents.comparing.alignment import aligned
from huaian_tui.documents.comparing.changes import FIELDS, field_words
from huaian_tui.documents.comparing.merging import MARK
from huaian_tui.documents.comparing.places import places_of, words_of
from huaian_tui.documents.model import OfficialDocument


@dataclass(frozen=True, slots=True)
class Edit:
    """A part that was edited: ``text`` as it stands (empty: left out), ``composed`` before (empty: added).

    ``block`` is its number in the body (from 0); None for what stands outside the text or was left out.
    """

    place: str
    text: str
    composed: str
    block: int | None = None


def edits_between(composed: OfficialDocument, draft: OfficialDocument) -> list[Edit]:
    """Every part that reads otherwise than it was composed, in the order of the draft; moving is no edit."""
    found = list[Edit]()
    for name, title in FIELDS.items():
        was, stands = field_words(composed, name), field_words(draft, name)
        if was != stands:
            found.append(Edit(title, stands, was))
    base, typed = ([words_of(one) for one in paper.body] for paper in (composed, draft))
    places, others = places_of(draft.body), places_of(composed.body)
    for i, k in aligned(base, typed, in_place=True):
        if k is None and i is not None:
            found.append(Edit(f"{others[i]}（已删去）", "", base[i]))
        elif k is not None and (i is None or base[i] != typed[k]):
            words = MARK.sub("", typed[k], count=1)
            if words not in base:
                found.append(Edit(places[k], typed[k], "" if i is None else base[i], k))
    return found
