"""Which files are to be read, and in which order: a pure decision over names, heads and what was tried.

Wrong names cost time only: whatever is read is verified by its contents. In each origin the file goes first
that reaches farthest from what is here, so that one large file wins over the small ones that it replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huaian_tui.exchange.folder.found import Listing, Mark, of_origin
from huaian_tui.exchange.folder.held import Held
from huaian_tui.exchange.folder.memory import Tried, Why
from huaian_tui.exchange.folder.names import SegmentName


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may hold something new. ``origin`` is empty where only its contents can say that.

    ``sha``: what its bytes must hash to, where its name says so. ``before``: its mark when it was tried in
    the same circumstances; it is only read when it is another file by now. ``mark``: how it lies there now,
    where the listing said so. ``branch``: nothing in it is beyond what is here, but it ends otherwise.
    """

    path: str
    origin: str = ""
    first: int = 0
    last: int = 0
    sha: str = ""
    before: Mark | None = None
    mark: Mark | None = None
    branch: bool = False

    @property
    def is_as_before(self) -> bool:
        """Whether the listing shows already that it is the same file as when it was tried."""
        return self.mark is not None and self.mark == self.before


def candidates(listing: Listing, held: Held, tried: Mapping[str, Tried], when: str) -> list[Candidate]:
    """Files of others that reach beyond what is here, or hold another branch, and odd ones that nobody knows.

    ``when`` are the circumstances of now: what failed in others is read again. The own folder is left out.
    """
    found, heads, now = list[Candidate](), held.heads, Circumstances(listing, when)
    for one in listing.segments:
        name = one.name
        if one.writer == held.me:
            continue
        branch = name.last <= heads.get(name.origin, 0)
        if branch and not held.is_other(name):
            continue
        before = now.before(tried.get(one.path))
        found.append(
            Candidate(one.path, name.origin, name.first, name.last, name.sha, before, one.mark, branch)
        )
    for odd in listing.odd:
        known = tried.get(odd.path)
        before = now.before(known)
        said = known if known is not None and known.mark == odd.mark and known.origin else odd.hint
        if said is None:
            found.append(Candidate(odd.path, before=before, mark=odd.mark))
        elif said.last > heads.get(said.origin, 0):
            found.append(Candidate(odd.path, said.origin, said.first, said.last, "", before, odd.mark))
        elif isinstance(said, SegmentName) and held.is_other(said):
            found.append(Candidate(odd.path, said.origin, said.first, said.last, "", before, odd.mark, True))
    return found


class Circumstances:
    """What decides, beside a file itself, whether it is taken: ``when``, and for some the other files."""

    def __init__(self, listing: Listing, when: str) -> None:
        self._listing, self._when = listing, when
        self._names = dict[str, str]()

    def of(self, why: Why, origin: str) -> str:
        """Those in which a file of an origin was not taken for this reason."""
        if why is not Why.UNPROVED:
            return self._when
        if origin not in self._names:
            names = sorted(one.path for one in of_origin(self._listing.segments, origin))
            names += sorted(f"{one.path} {one.mark}" for one in self._listing.odd)
            self._names[origin] = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
        return f"{self._when} {self._names[origin]}"

    def before(self, tried: Tried | None) -> Mark | None:
        """The mark of a file when it was tried in these circumstances; None when it was not."""
        if tried is None or tried.when != self.of(tried.why, tried.origin):
            return None
        return tried.mark


def next_files(waiting: Iterable[Candidate], heads: Mapping[str, int]) -> list[Candidate]:
    """What can be read now, in the order in which it can be taken: each goes on from what those before it
    bring.

    Files whose contents nobody knows come last.
    """
    by_origin, unknown = dict[str, list[Candidate]](), list[Candidate]()
    for one in waiting:
        (by_origin.setdefault(one.origin, []) if one.origin else unknown).append(one)
    found = list[Candidate]()
    for origin, files in sorted(by_origin.items()):
        found += _chain(files, heads.get(origin, 0))
    return found + unknown


def _chain(files: list[Candidate], reach: int) -> list[Candidate]:
    """A way through the files of one origin from where it stands, with as few files as there can be."""
    files.sort(key=lambda one: (one.first, one.path))
    found, place = [one for one in files if one.branch], 0
    while True:
        best: Candidate | None = None
        # One that was tried in vain comes behind another that reaches as far.
        while place < len(files) and files[place].first <= reach + 1:
            best = _farther(best, files[place])
            place += 1
        if best is None or best.last <= reach:
            return found
        found.append(best)
        reach = best.last


def _farther(best: Candidate | None, other: Candidate) -> Candidate:
    if best is None:
        return other
    ours, theirs = (best.last, best.before is None), (other.last, other.before is None)
    return other if theirs > ours else best
