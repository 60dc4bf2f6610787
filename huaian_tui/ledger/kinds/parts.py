"""What plans, tasks and units share: a later record says anew how the whole thing stands.

``ref`` names the record that its author had before him. Two records that name the same one differ, and are a
conflict until a third settles it; two that say the same are one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.revisions import REVISION
from huaian_tui.ledger.record import canonical_json

SETTLES = "settles"
"""The part of a body that names further records which its author had before him (hexadecimal ids)."""


def heads_of_part(
    records: Sequence[FoldRecord], saying: Callable[[FoldRecord], Any] | None = None
) -> list[bytes]:
    """The records, in order of their ids, that no other one has taken into account.

    Of records that say the same, the last stands for all: the same change made on two laptops is one.
    ``saying``: what of the body counts; all of it without.
    """
    if len(records) == 1:
        return [records[0].id]
    seen = set[bytes]()
    same = dict[str, bytes]()
    for one in records:
        if one.ref is not None:
            seen.add(one.ref)
        seen.update(bytes.fromhex(settled) for settled in one.body.get(SETTLES, ()))
        body = one.body if saying is None else saying(one)
        # The same revision may have been accepted on another day.
        said = canonical_json([one.kind, None if REVISION in one.body else one.occurred_on, body])
        if said in same:
            seen.add(same[said])
        same[said] = one.id
    return [one.id for one in records if one.id not in seen]


def heads_text(records: Sequence[FoldRecord], saying: Callable[[FoldRecord], Any] | None = None) -> str:
    """``heads_of_part`` as it is stored: a JSON array of hexadecimal ids; more than one is a conflict."""
    return json.dumps([one.hex() for one in heads_of_part(records, saying)])


def last_of(records: Iterable[FoldRecord], *kinds: str) -> FoldRecord | None:
    """The last record of these kinds; None when there is none. The records come in order of their ids."""
    found = None
    for one in records:
        if one.kind in kinds:
            found = one
    return found
