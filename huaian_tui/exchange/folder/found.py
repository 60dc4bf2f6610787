"""What is found in the shared folder, as the child tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from huaian_tui.exchange.folder.names import SegmentName, hinted_segment, parse_segment


class Mark(NamedTuple):
    """By which a file is known to be the same as before: its size in bytes and time of change (ns)."""

    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A file whose name is a segment's. ``mark`` is known of files in the own folder only."""

    writer: str
    name: SegmentName
    mark: Mark | None = None

    @property
    def path(self) -> str:
        """Where it is below the root."""
        return f"{self.writer}/{self.name.text}"


@dataclass(frozen=True, slots=True)
class OddFile:
    """A file with the right ending and another name: its contents decide; ``hint`` is what the name still
    says."""

    path: str
    mark: Mark
    hint: SegmentName | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole folder.

    ``heads`` are the files that say how far others are, by writer; ``keys`` the digits of the office's keys;
    ``foreign`` counts files that are none of ours, ``examples`` are some of their names; ``waiting`` are
    files that are not on this computer yet (待下载); ``unreadable`` folders that could not be listed.
    ``rooted``: our root is there; ``device`` is the number of the disk or share under the folder.
    """

    rooted: bool = True
    device: int = 0
    segments: tuple[Segment, ...] = ()
    odd: tuple[OddFile, ...] = ()
    heads: Mapping[str, Mark] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    foreign: int = 0
    examples: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


def listing_of(said: Mapping[str, Any]) -> Listing:
    """The listing as the child says it."""
    segments, odd = list[Segment](), list[OddFile]()
    for writer, name, mark in said["files"]:
        parsed = parse_segment(name)
        if parsed is not None:
            segments.append(Segment(writer, parsed, None if mark is None else Mark(*mark)))
        else:
            odd.append(OddFile(f"{writer}/{name}", Mark(*mark), hinted_segment(name)))
    return Listing(
        rooted=said["rooted"],
        device=said["device"],
        segments=tuple(segments),
        odd=tuple(odd),
        heads={writer: Mark(*mark) for writer, mark in said["heads"].items()},
        keys=tuple(said["keys"]),
        foreign=said["foreign"],
        examples=tuple(said["examples"]),
        waiting=tuple(said["waiting"]),
        unreadable=tuple(said["unreadable"]),
    )


def of_origin(segments: Iterable[Segment], origin: str) -> list[Segment]:
    """Those of one origin."""
    return [one for one in segments if one.name.origin == origin]


def by_origin(segments: Iterable[Segment]) -> dict[str, list[Segment]]:
    """Those of each origin."""
    found = dict[str, list[Segment]]()
    for one in segments:
        found.setdefault(one.name.origin, []).append(one)
    return found
