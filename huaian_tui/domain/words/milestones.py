"""A milestone (节点) in words: its state, its date and how that is known, how it ended."""

from __future__ import annotations

CANCELLED = "中止"
CONFLICT = "冲突待核"
"""Two officers decided apart; both decisions are kept until a later one settles it."""
ASSUMED = "假定"
"""A date that rests on an assumption (a bare year is read as 31 December)."""
