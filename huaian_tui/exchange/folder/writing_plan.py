"""What a laptop writes into its own folder and takes out of it: pure decisions over names, heads and a clock.

What really lies in the folder counts, never what was believed to be written: what somebody deleted is written
again by itself. Segments are rolled into larger ones, and the small ones go only when the large one has lain
there for two weeks and another laptop holds what is in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from huaian_tui.exchange.folder.found import Segment
from huaian_tui.exchange.folder.heads_file import Heads
from huaian_tui.exchange.folder.held import HashAt, Held
from huaian_tui.exchange.folder.memory import Memory

MOST_RECORDS = 100_000
MOST_BYTES = 16 << 20
"""Of one segment."""

FAN = 8
"""So many segments of one size become one."""

MOST_DELETED = 50
"""In one sync: many deletions at once look like an accident or an attack to some engines."""

MOST_ANSWERED = 20
"""Requests for help that are answered in one sync."""

_LEAST_BYTES = 64
"""No segment is smaller; what is lies there as an accident left it."""


_MUCH = 200
"""Records taken since the last word on how far this laptop is; a save of one colleague is far less."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long is waited for what, in seconds."""

    grace: float = 14 * 86_400
    """Until a segment goes that a larger one covers."""

    help_after: float = 86_400
    """Until another than the author helps, and until somebody asks for what only seems to be missing."""

    broken_after: float = 1_800
    """Until help is asked for in place of a broken file, which may only not have arrived whole yet."""

    say_every: float = 3_600
    """Between two words on how far this laptop is, while it writes nothing itself."""

    say_much_every: float = 300
    """The same, once it took so many records that colleagues would think it far behind."""

    alive_every: float = 43_200
    """Between two words on it when it says nothing new."""


class Span(NamedTuple):
    """Records of one origin."""

    origin: str
    first: int
    last: int


class Deletion(NamedTuple):
    """An own segment that goes, and the one that covers it."""

    name: str
    cover: str


def holes(segments: Iterable[Segment], origin: str, head: int, hash_at: HashAt) -> list[Span]:
    """The records of an origin up to ``head`` that lie in none of these segments of the chain that is
    here."""
    found, reach = list[Span](), 0
    for one in sorted(segments, key=lambda one: one.name.first):
        name = one.name
        if (
            name.last > head
            or name.last <= reach
            or _is_stump(one)
            or hash_at(origin, name.last) != name.head
        ):
            continue
        if name.first > reach + 1:
            found.append(Span(origin, reach + 1, name.first - 1))
        reach = name.last
    if reach < head:
        found.append(Span(origin, reach + 1, head))
    return found


def _is_stump(one: Segment) -> bool:
    return one.mark is not None and one.mark.size < _LEAST_BYTES


def covered(segments: Iterable[Segment]) -> dict[Segment, Segment]:
    """Those of one writer and origin that others among them cover whole, each with its cover.

    Of two with the same records the younger one covers the other.
    """
    found, largest = dict[Segment, Segment](), None
    for one in sorted(segments, key=_widest_first):
        if largest is not None and one.name.last <= largest.name.last:
            found[one] = largest
        else:
            largest = one
    return found


def _widest_first(one: Segment) -> tuple[int, int, int, str]:
    born = 0 if one.mark is None else one.mark.changed
    return one.name.first, -one.name.last, -born, one.name.sha


def to_roll(own: Sequence[Segment], fan: int = FAN) -> Span | None:
    """The records of the last segments that are of one size or smaller, where there are enough of them.

    The smallest size for which that is so; never more than one segment may hold. ``own``: the right segments
    of one origin in the own folder.
    """
    hidden = covered(own)
    live = sorted((one for one in own if one not in hidden), key=lambda one: one.name.first, reverse=True)
    for tier in sorted({_tier(one) for one in live}):
        run = _last_of(live, tier)
        if len(run) >= fan:
            return Span(run[-1].name.origin, run[-1].name.first, run[0].name.last)
    return None


def _last_of(live: Sequence[Segment], tier: int) -> list[Segment]:
    """The last segments, last first, that go on from each other, up to a larger one or what one may hold."""
    run, size = list[Segment](), 0
    for one in live:
        size += 0 if one.mark is None else one.mark.size
        apart = bool(run) and one.name.last + 1 < run[-1].name.first
        records = (run[0] if run else one).name.last - one.name.first + 1
        if apart or _tier(one) > tier or records > MOST_RECORDS or size > MOST_BYTES:
            break
        run.append(one)
    return run


def _tier(one: Segment) -> int:
    return one.name.count.bit_length() // 3


def to_delete(own: Iterable[Segment], others: Iterable[Heads], now: float, grace: float) -> list[Deletion]:
    """Own segments of one origin that may go: covered for long enough, and known to have reached another."""
    held = [one.have for one in others]
    found = list[Deletion]()
    for one, cover in covered(own).items():
        born = None if cover.mark is None or _is_stump(cover) else cover.mark.changed / 1e9
        old = born is not None and now - born >= grace
        if old and any(have.get(one.name.origin, 0) >= cover.name.last for have in held):
            found.append(Deletion(one.name.text, cover.name.text))
    return found


# ---------------------------------------------------------------------- for others


def to_relay(
    held: Held,
    segments: Mapping[str, Sequence[Segment]],
    others: Mapping[str, Heads],
    waited: Callable[[str], float],
    times: Times,
    former: Container[str] = (),
) -> list[Span]:
    """Records of other origins that the folder does not reach: they came by stick, or from another office.

    At once where the folder knows nothing of the origin, and where this laptop itself wrote it before a
    restore (``former``); else after a day, the laptops one after the other. ``segments``: all that is there,
    by origin.
    """
    found = list[Span]()
    for origin, head in held.heads.items():
        there = segments.get(origin, ())
        if origin == held.me or not head or any(one.name.last > head for one in there):
            continue
        common = _common(there, origin, held.hash_at)
        if common == head:
            continue
        since = waited(f"relay {origin} {head}")
        if not there or origin in former or since >= times.help_after * _turn(held, origin, head, others):
            found.append(Span(origin, common + 1, head))
    return found


def _common(there: Sequence[Segment], origin: str, hash_at: HashAt) -> int:
    """How far the folder reaches with the chain that is here."""
    for one in sorted(there, key=lambda one: one.name.last, reverse=True):
        if not _is_stump(one) and hash_at(origin, one.name.last) == one.name.head:
            return one.name.last
    return 0


def _turn(held: Held, origin: str, head: int, others: Mapping[str, Heads]) -> float:
    """How many days this laptop waits: of all that could help one comes first, the others hours later."""
    able = [writer for writer, said in others.items() if said.have.get(origin, 0) >= head]
    order = sorted({*able, held.me}, key=lambda one: hashlib.sha256(f"{one} {origin}".encode()).digest())
    return 1 + min(order.index(held.me), 8) / 4


def to_answer(
    held: Held, others: Mapping[str, Heads], memory: Memory, now: float, still: dict[str, float], times: Times
) -> list[tuple[str, Span]]:
    """Requests for help that are this laptop's to answer, each by its name: the author at once, others later.

    One that is still open is answered again, ever later.
    """
    found = list[tuple[str, Span]]()
    for writer, said in sorted(others.items()):
        for origin, after in sorted(said.want.items()):
            head = held.heads.get(origin, 0)
            if head <= after or writer == held.me:
                continue
            what = f"answer {writer} {origin} {after}"
            since = memory.waited(what, now, still)
            turn = 0.0 if origin == held.me else _turn(held, origin, after + 1, others)
            count, last = memory.answered.get(what, (0, 0.0))
            pause = times.help_after * 2**count if count else 0.0
            if since >= times.help_after * turn and now - last >= pause:
                found.append((what, Span(origin, after + 1, head)))
    return found[:MOST_ANSWERED]


def wanted(
    held: Held,
    segments: Mapping[str, Sequence[Segment]],
    others: Mapping[str, Heads],
    broken: Iterable[str],
    hopeless: Container[str],
    waited: Callable[[str], float],
    times: Times,
) -> dict[str, int]:
    """What this laptop asks for: origin → the number it has. Soon where a file is broken, else after a day.

    ``broken``: origins of files that could not be taken and that another file may mend; ``hopeless``: those
    of files that no other mends.
    """
    lacked = dict[str, int]()
    at_once = frozenset(broken)
    for origin, there in segments.items():
        lacked[origin] = max((one.name.last for one in there if one.writer != held.me), default=0)
    for said in others.values():
        for origin, seq in said.have.items():
            lacked[origin] = max(lacked.get(origin, 0), seq)
    want = dict[str, int]()
    for origin, last in sorted(lacked.items()):
        head = held.heads.get(origin, 0)
        if last > head and origin != held.me and origin not in hopeless:
            since = waited(f"want {origin} {head}")
            if since >= (times.broken_after if origin in at_once else times.help_after):
                want[origin] = head
    return want


def is_due(new: Heads, memory: Memory, there: bool, wrote: bool, now: float, times: Times) -> bool:
    """Whether to say how far this laptop is: each time the file goes to everyone.

    ``there``: the file lies in the own folder; ``wrote``: something of this laptop is new there.
    """
    if not there or memory.said is None:
        return True
    said, at = memory.said
    since = now - at
    if since < 0 or since >= times.alive_every:
        return True
    if new.same_as(said):
        return False
    taken = sum(max(0, seq - said.have.get(origin, 0)) for origin, seq in new.have.items())
    pause = times.say_much_every if taken >= _MUCH else times.say_every
    return wrote or new.want != said.want or since >= pause
