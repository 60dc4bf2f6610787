"""Many small segments of one origin as one pack in memory: a transaction for each would take most of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from huaian_tui.exchange.packs.pack_format import PackRefused, header_line
from huaian_tui.exchange.packs.pack_read import Pack, pack_of
from huaian_tui.exchange.packs.pack_write import contents_of, gzipped

MOST_RECORDS = 2_000
"""Of segments that are put together: larger ones are worth a merge of their own."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A pack and those it is made of; one alone is itself."""

    pack: Pack
    of: tuple[Pack, ...]


def joined(packs: Sequence[Pack]) -> list[Joined]:
    """The packs, in their order, with those put together that go on from each other and are small."""
    return [one for run in _runs(packs) for one in _joined(run)]


def _runs(packs: Sequence[Pack]) -> Iterator[list[Pack]]:
    run, records = list[Pack](), 0
    for pack in packs:
        part = pack.header.origins[0]
        before = run[-1].header.origins[0] if run else part
        goes_on = (
            part.id == before.id and before.first <= part.first <= before.last + 1 and before.last < part.last
        )
        if run and not (goes_on and records + part.count <= MOST_RECORDS):
            yield run
            run, records = [], 0
        run.append(pack)
        records += part.count
    if run:
        yield run


def _joined(run: list[Pack]) -> list[Joined]:
    """The run as one pack; each for itself where it is alone, or where one of them is damaged."""
    if len(run) > 1:
        try:
            return [Joined(_as_one(run), tuple(run))]
        except PackRefused:
            pass
    return [Joined(pack, (pack,)) for pack in run]


def _as_one(run: Sequence[Pack]) -> Pack:
    parts = [pack.header.origins[0] for pack in run]
    lines, reach = list[bytes](), parts[0].first - 1
    for pack, part in zip(run, parts, strict=True):
        lines += [line + b"\n" for seq, line in enumerate(pack.lines(), part.first) if seq > reach]
        reach = part.last
    signed = next((part.signed for part in reversed(parts) if part.signed is not None), None)
    origin = replace(parts[-1], first=parts[0].first, before=parts[0].before, signed=signed)
    contents, digest = contents_of(lines, len(lines), lambda _: None)
    last = run[-1]
    header = replace(last.header, records=origin.count, sha256=digest, origins=(origin,), sender=None)
    return pack_of(last.name, gzipped(header_line(header)) + contents)
