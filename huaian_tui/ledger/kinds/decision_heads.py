"""Who knew of whom among the decisions on a milestone: heads, conflicts, what is agreed, what counts.

Each decision, retraction or correction refers to the last before it (``ref``). Two laptops that decide apart
leave two heads: a conflict (冲突待核), until one record names the others in ``settles``. When that record
is taken back, it and all that rests on it say nothing, and the conflict stands again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.taking_back import (
    CORRECTS,
    UNDOES,
    amends,
    named_record,
    standing,
    target_of,
    undone,
)
from huaian_tui.ledger.record import RecordKind

CLAIM, REPORT, FIRST = "claim", "report", "first"
"""Parts of the body of what follows from a unit's report: what it claims, and which report it is."""

_EFFECTIVE = frozenset(
    (
        RecordKind.MILESTONE_EXTEND,
        RecordKind.MILESTONE_COMPLETE,
        RecordKind.MILESTONE_CANCEL,
        RecordKind.MILESTONE_REOPEN,
        RecordKind.MILESTONE_SETTLE,
        RecordKind.MILESTONE_TARGET,
    )
)
_DECIDING = _EFFECTIVE | {RecordKind.MILESTONE_SET}


def decided(records: Iterable[FoldRecord]) -> list[FoldRecord]:
    """The decisions among the records about a milestone with what takes back or corrects one, by id.

    Retractions and corrections of other things on it (readings) are left out.
    """
    known = set[bytes]()
    found = list[FoldRecord]()
    for one in sorted(records, key=lambda record: record.id):
        target = named_record(one, UNDOES) or named_record(one, CORRECTS) if amends(one) else None
        if one.kind in _DECIDING or target in known:
            known.add(one.id)
            found.append(one)
    return found


def heads_of(ordered: Sequence[FoldRecord]) -> tuple[bytes, ...]:
    """The records of ``decided`` that no other one refers to or settles, in order: several are a conflict.

    Two that say the same (the same report confirmed, the same record taken back, the same side kept) do
    not differ: the later one stands for both. Of two completions by reports the later report's does.
    """
    void, _ = _unsettled(ordered)
    noticed = set[bytes]()
    same = dict[str, bytes]()
    for one in ordered:
        if one.id in void:
            continue
        noticed.update(seen_at_once(one))
        said = _same_in_other_words(one)
        if said is not None:
            if said in same:
                noticed.add(same[said])
            same[said] = one.id
    heads = [one for one in ordered if one.id not in noticed and one.id not in void]
    if len(heads) > 1:
        heads = [one for one in heads if not _outdone_by_report(one, ordered)]
        heads = _that_say_something(heads, ordered)
    return tuple(one.id for one in heads)


def agreed(ordered: Sequence[FoldRecord]) -> Sequence[FoldRecord]:
    """Of what ``decided`` gave, what the authors of all heads had before them: all of it without a conflict.

    A milestone that an officer set is known to whoever decides on it.
    """
    heads = heads_of(ordered)
    while len(heads) > 1:
        shared = set.intersection(*(known_to(ordered, head) for head in heads))
        first = next((one.id for one in ordered if one.kind == RecordKind.MILESTONE_SET), None)
        ordered = [one for one in ordered if one.id in shared or one.id == first]
        heads = heads_of(ordered)
    return ordered


def known_to(ordered: Sequence[FoldRecord], head: bytes) -> set[bytes]:
    """A record and all that its authors had before them."""
    by_id = {one.id: one for one in ordered}
    found, waiting = set[bytes](), [head]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += seen_at_once(by_id[one]) if one in by_id else ()
    return found


def seen_at_once(record: FoldRecord) -> Iterator[bytes]:
    """What the author of a record had before him."""
    if record.ref is not None:
        yield record.ref
    for settled in record.body.get("settles", ()):
        yield bytes.fromhex(settled)


def settles_conflict(record: FoldRecord) -> bool:
    """Whether a record settles a conflict: it names other sides than the one that it refers to."""
    return bool(record.body.get("settles"))


def rest_on(record: FoldRecord, ordered: Sequence[FoldRecord]) -> list[FoldRecord]:
    """What was recorded by those who had a record before them, and still says something without it."""
    built = [one for one in ordered if one.id != record.id and record.id in known_to(ordered, one.id)]
    gone, dropped = undone(ordered) | _gone_with_their_twin(ordered), _dropped(ordered)
    said = said_once(record)
    itself = {record.id, *(one.id for one in ordered if said is not None and said_once(one) == said)}
    nothing = set(itself)
    for one in built:
        of_nothing = amends(one) and target_of(one) in nothing
        keeps_nothing = one.kind == RecordKind.MILESTONE_SETTLE and one.ref in nothing - itself
        if one.id in gone or one.id in dropped or of_nothing or keeps_nothing:
            nothing.add(one.id)
    return [one for one in built if one.id not in nothing]


# ---------------------------------------------------------------------- what counts


def counted(ordered: Sequence[FoldRecord]) -> list[FoldRecord]:
    """The decisions that count, each as it reads now: what ``decided`` gave, without what was taken back."""
    gone = _gone_with_their_twin(ordered) | left_out(ordered)
    _, kept = _unsettled(ordered)
    counts = standing(
        [one for one in ordered if one.id not in gone and not _overruled(one, ordered, kept)],
    )
    return _with_oldest_report(counts, ordered)


def _with_oldest_report(counts: list[FoldRecord], ordered: Sequence[FoldRecord]) -> list[FoldRecord]:
    """What follows from a report bears in ``FIRST`` the oldest one with its claim, of all acted on."""
    oldest = dict[str, str]()
    for one in ordered:
        claim, report = one.body.get(CLAIM), report_age(one)
        if isinstance(claim, str) and report:
            oldest[claim] = min(report, oldest.get(claim, report))
    return [
        one
        if (first := oldest.get(one.body.get(CLAIM, ""))) in (None, report_age(one))
        else one._replace(body={**one.body, FIRST: first})
        for one in counts
    ]


def report_age(record: FoldRecord) -> str:
    """The identity by which reports are older and younger; empty for what follows from none."""
    said = record.body.get(FIRST) or record.body.get(REPORT)
    return said if isinstance(said, str) else ""


def left_out(ordered: Sequence[FoldRecord]) -> set[bytes]:
    """The decisions that the settling of a conflict left out (``drops``): readable, but they do not count."""
    _, kept = _unsettled(ordered)
    return _dropped(ordered, kept)


def _dropped(ordered: Sequence[FoldRecord], kept: frozenset[bytes] = frozenset()) -> set[bytes]:
    gone = undone(ordered) | _gone_with_their_twin(ordered)
    found = set[bytes]()
    for one in reversed(ordered):  # what a later settling leaves out leaves nothing out itself
        counts = (one.id not in gone or one.id in kept) and one.id not in found
        if counts and not amends(one):
            found.update(bytes.fromhex(dropped) for dropped in one.body.get("drops", ()))
    return found


def _unsettled(ordered: Sequence[FoldRecord]) -> tuple[set[bytes], frozenset[bytes]]:
    """What says nothing because the settling of a conflict was taken back; and the settlings that stay.

    A settling stays where somebody decided further on it, unseen by who took it back: what was decided
    there would be lost without a word.
    """
    void, kept = set[bytes](), set[bytes]()
    if not any(settles_conflict(one) for one in ordered):
        return void, frozenset()
    gone = undone(ordered) | _gone_with_their_twin(ordered)
    for one in ordered:
        if one.id not in gone or not settles_conflict(one):
            continue
        if rest_on(one, ordered):
            kept.add(one.id)
            continue
        void.add(one.id)
        void.update(by.id for by in ordered if one.id in known_to(ordered, by.id))
        void.update(by.id for by in ordered if amends(by) and target_of(by) == one.id)
    return void, frozenset(kept)


def _same_in_other_words(record: FoldRecord) -> str | None:
    """What two records have in common that say the same on two laptops; None where nothing does."""
    if record.kind == RecordKind.RETRACTION:
        return f"{UNDOES} {record.body.get(UNDOES)}"
    return said_once(record)


def said_once(record: FoldRecord) -> str | None:
    """What a decision says that another laptop may have said too: a report's claim, the side that is kept.

    Such twins are taken back together. None where there is nothing of the kind.
    """
    if record.kind == RecordKind.MILESTONE_COMPLETE and record.body.get(CLAIM) is not None:
        return f"{CLAIM} {record.body[CLAIM]}"
    if record.kind == RecordKind.MILESTONE_SETTLE and record.ref is not None:
        others = sorted(record.body.get("settles", ()))
        return f"keep {record.ref.hex()} {others} {sorted(record.body.get('drops', ()))}"
    return None


def _that_say_something(heads: list[FoldRecord], ordered: Sequence[FoldRecord]) -> list[FoldRecord]:
    """Without the sides on which all that was decided apart was taken back there too; one at least.

    What another side has seen as well is not taken back there alone: someone built on it.
    """
    known = {one.id: known_to(ordered, one.id) for one in heads}
    shared, gone = set.intersection(*known.values()), undone(ordered)

    def says(head: FoldRecord) -> bool:
        apart = [one for one in ordered if one.id in known[head.id] - shared]
        elsewhere = set[bytes]().union(*(known[other.id] for other in heads if other is not head))
        names = {one.id for one in apart} - elsewhere
        return any(one.id not in gone and not (amends(one) and target_of(one) in names) for one in apart)

    return [one for one in heads if says(one)] or heads[-1:]


def _outdone_by_report(record: FoldRecord, ordered: Sequence[FoldRecord]) -> bool:
    """Whether a completion by a report stands beside that by a later report, which then counts alone."""
    report = record.body.get(REPORT) if record.kind == RecordKind.MILESTONE_COMPLETE else None
    if not isinstance(report, str):
        return False
    gone, known = undone(ordered), known_to(ordered, record.id)
    return any(
        one.kind == RecordKind.MILESTONE_COMPLETE
        and isinstance(other := one.body.get(REPORT), str)
        and other > report
        and one.id not in gone
        and one.id not in known
        for one in ordered
    )


def _gone_with_their_twin(ordered: Sequence[FoldRecord]) -> set[bytes]:
    """What is taken back with what says the same on another laptop, which was seen then."""
    twins = {one.id: said for one in ordered if (said := said_once(one)) is not None}
    if len(twins) < 2:  # noqa: PLR2004 - a twin needs two
        return set()
    gone, without = set[bytes](), undone(ordered)
    for one in ordered:
        target = named_record(one, UNDOES) if one.kind == RecordKind.RETRACTION else None
        if target in twins and one.id not in without:
            seen = known_to(ordered, one.id)
            gone |= {twin for twin, said in twins.items() if said == twins[target] and twin in seen}
    return gone


def _overruled(record: FoldRecord, ordered: Sequence[FoldRecord], kept: frozenset[bytes]) -> bool:
    """Whether what a record takes back stands: a milestone, or a settling, on which somebody decided unseen.

    What another laptop decided there would be lost without a word; so it is a conflict that shows.
    """
    if record.kind != RecordKind.RETRACTION:
        return False
    target = named_record(record, UNDOES)
    if target in kept:
        return True
    if not any(one.id == target and one.kind == RecordKind.MILESTONE_SET for one in ordered):
        return False
    seen, gone = known_to(ordered, record.id), undone(ordered)
    return any(one.kind in _EFFECTIVE and one.id not in gone and one.id not in seen for one in ordered)
