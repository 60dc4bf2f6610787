"""Values of records in the unit of their milestone's target: 读数 4200个, of a share its parts too.

A record says the number alone; what it counts is said by the milestone, whose target may be set later.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import TYPE_CHECKING

from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.words.targets import value_words
from huaian_tui.ledger.kinds.milestone_rows import MILESTONE_COLUMNS, milestone_state
from huaian_tui.ledger.record import Body

if TYPE_CHECKING:
    from huaian_tui.domain.rules.targets import Target

_TARGETS = (
    f"SELECT {', '.join(MILESTONE_COLUMNS)} FROM milestone "  # noqa: S608 - constant columns
    "WHERE id IN (SELECT value FROM json_each(?)) AND operator IS NOT NULL"
)


def targets_of(connection: sqlite3.Connection, milestones: Collection[str]) -> dict[str, Target]:
    """The targets of those of these milestones that have one, by their ids."""
    if not milestones:
        return {}
    states = map(milestone_state, connection.execute(_TARGETS, (json.dumps(sorted(milestones)),)))
    return {one.id: one.target for one in states if one.target is not None}


def with_unit(said: str, body: Body, target: Target | None) -> str:
    """What a record says, its value in the unit of the target; as it is where it names none."""
    value = body.get("value")
    if target is None or not isinstance(value, (int, float)):
        return said
    return said.replace(f"读数 {format_number(float(value))}", f"读数 {value_words(target, float(value))}", 1)
