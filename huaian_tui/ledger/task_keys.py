"""The number by which a task is known for life, in every plan but the one that is shipped with the program.

There it is the number under which it is printed. Numbers of other plans follow from the plan and from what
the task was first called in it, so that every laptop gives the same task the same number.
"""

from __future__ import annotations

SHIPPED_PLAN = "huaian-data-2024"
"""The plan that is shipped with the program; its tasks have the numbers of its table, 1 to 60."""

MATTERS_PLAN = "richang-jiaoban"
"""``domain.matters.MATTERS_PLAN``, which would load more: the plan of 日常交办, in every ledger."""

LEAST_MADE = 1 << 32
"""Numbers below are those of the shipped plan."""

MOST_MADE = (1 << 53) - 1
"""The largest number that any program reads from JSON without loss."""


def task_key(plan: str, first: str) -> int:
    """The number of a task; ``first``: its printed number when it entered the plan, or what else tells it.

    53 bits of SHA-256, never below ``LEAST_MADE``: of 100,000 tasks two get the same once in a million
    ledgers.
    """
    # Imported here: how a unit stands is read without it, in a few milliseconds.
    import hashlib

    digest = hashlib.sha256(f"{plan}\0{first}".encode()).digest()
    return LEAST_MADE + int.from_bytes(digest[:8], "big") % (MOST_MADE - LEAST_MADE)


BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's alphabet: no i, l, o, u, so that it can be read out on the phone."""


def part_prefix(number: int) -> str:
    """What ids of a task's milestones and deliverables begin with, before the hyphen: no two tasks share it.

    The number itself for a task of the shipped plan (22-1); 11 characters for any other.
    """
    if is_shipped(number):
        return str(number)
    return "".join(BASE32[(number >> shift) & 31] for shift in range(50, -1, -5))


def is_shipped(number: int) -> bool:
    """Whether a number is that of a task of the shipped plan."""
    return number < LEAST_MADE
