"""What a laptop remembers from one sync to the next, outside the ledger. To lose it costs time only.

Moments are seconds of this laptop's own clock; nothing is ever compared with another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from huaian_tui.exchange.folder.found import Mark
from huaian_tui.exchange.folder.heads_file import Heads, heads_form, heads_of

_MOST_TRIED = 5_000


class Why(StrEnum):
    """Why a file was not taken."""

    DAMAGED = "damaged"
    """Cut off, altered, no pack at all."""

    LOCKED = "locked"
    """Sealed with a key that this laptop does not have."""

    PLAIN = "plain"
    """Not sealed, in a folder whose files are: by somebody without the office's key."""

    NEWER = "newer"
    """Written by a newer program; taken after the upgrade."""

    OTHER_PLAN = "other_plan"
    CLOCK = "clock"
    """Its records come from a clock far ahead."""

    FORK = "fork"
    """Another branch of an origin than the one that is here."""

    REFUSED = "refused"
    """The ledger does not take it, for another reason."""

    UNPROVED = "unproved"
    """A key is known of its origin, and nothing proves that it signed these records; another file may."""

    TAKEN = "taken"
    """Nothing in it is new."""


MENDABLE = frozenset({Why.DAMAGED, Why.PLAIN, Why.UNPROVED, Why.TAKEN})
"""What another file with the same records may mend; of the rest nobody is asked for help."""


class Tried(NamedTuple):
    """A file that was tried: its mark, what came of it, in which circumstances (keys, program, day), in
    words.

    ``origin``, ``first`` and ``last``: what its header said, where it could be read.
    """

    mark: Mark
    why: Why
    when: str
    words: str = ""
    origin: str = ""
    first: int = 0
    last: int = 0


@dataclass(slots=True)
class Memory:
    """``tried`` by path; ``since`` when something began that is waited for; ``answered`` requests for help,
    each how often and when last; ``others`` what the other laptops said, with the mark of the file and when
    this laptop saw it; ``said`` what this one said last, and when; ``anew`` when it last began a new origin
    because somebody else writes as it."""

    tried: dict[str, Tried] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)
    answered: dict[str, tuple[int, float]] = field(default_factory=dict)
    others: dict[str, tuple[Mark, Heads, float]] = field(default_factory=dict)
    said: tuple[Heads, float] | None = None
    anew: float = 0.0

    def waited(self, what: str, now: float, still: dict[str, float]) -> float:
        """For how long something has been so; ``still`` gathers what is so now, and is kept next."""
        began = min(self.since.get(what, now), now)
        still[what] = began
        return now - began


def memory_form(memory: Memory) -> dict[str, Any]:
    """As JSON."""
    return {
        "tried": {path: list(one) for path, one in list(memory.tried.items())[-_MOST_TRIED:]},
        "since": memory.since,
        "answered": memory.answered,
        "others": {
            writer: [mark, heads_form(heads), at] for writer, (mark, heads, at) in memory.others.items()
        },
        "said": None if memory.said is None else [heads_form(memory.said[0]), memory.said[1]],
        "anew": memory.anew,
    }


def memory_of(value: Mapping[str, Any]) -> Memory:
    """From JSON of ``memory_form``; an empty one when it is none."""
    try:
        said = value["said"]
        told = None if said is None else heads_of(said[0])
        return Memory(
            tried={path: _tried(*one) for path, one in value["tried"].items()},
            since={what: float(at) for what, at in value["since"].items()},
            answered={what: (int(times), float(at)) for what, (times, at) in value["answered"].items()},
            others={
                writer: (Mark(*mark), heads, float(at))
                for writer, (mark, form, at) in value["others"].items()
                if (heads := heads_of(form)) is not None
            },
            said=None if told is None else (told, float(said[1])),
            anew=float(value["anew"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Memory()


def _tried(mark: Any, why: str, *rest: Any) -> Tried:
    return Tried(Mark(*mark), Why(why), *rest)
