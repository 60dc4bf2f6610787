"""What one sync did and found."""

from __future__ import annotations

from dataclasses import dataclass, field

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.folder.key_files import KeyFiles
from huaian_tui.exchange.folder.memory import Why


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file of the folder that is not in the ledger, why, and in words."""

    path: str
    why: Why
    words: str


@dataclass(frozen=True, slots=True)
class Member:
    """Another laptop: its officer, its clock when it last said how far it is (ISO), and when this one saw
    that.

    ``lacks`` records that are here and not there; ``ahead`` records that are there and not here. ``known``:
    its word is sealed, or signed by a key that is known here; else anybody may have made it up.
    """

    writer: str
    officer: str
    said_at: str
    seen_at: float
    lacks: int
    ahead: int
    known: bool = True


@dataclass(slots=True)
class Report:
    """``new`` records came by ``taken`` files; ``lacking`` of records that names or other laptops tell of are
    not here yet; ``unproved`` laptops say that there are more, and nobody's key stands for that.
    ``written``, ``rolled``, ``relayed``, ``answered`` files went out, ``deleted`` own ones went.
    ``key_back`` is the office's key whose file was put back; ``keys_apart``: two keys are used, and no
    file holds both. ``learnt`` are key files to be kept. ``forks`` are origins of which two branches lie in
    the folder; ``anew``: this laptop writes as a new origin because somebody wrote as its own.
    ``elsewhere`` files are not on this computer yet, ``foreign`` are not ours (``examples`` of their
    names). ``keys`` are office keys in the folder that this laptop lacks.
    ``files`` of the right names lay there, on the disk or share ``device``. ``write_refused``: why nothing,
    or not all, could be written. ``stopped``: ended before all was read.
    """

    new: int = 0
    taken: int = 0
    lacking: int = 0
    unproved: int = 0
    written: int = 0
    rolled: int = 0
    relayed: int = 0
    answered: int = 0
    deleted: int = 0
    said: bool = False
    not_taken: list[NotTaken] = field(default_factory=list)
    forks: set[str] = field(default_factory=set)
    anew: bool = False
    elsewhere: int = 0
    unreadable: int = 0
    foreign: int = 0
    examples: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    key_back: str = ""
    keys_apart: bool = False
    learnt: KeyFiles = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    write_refused: HuaianError | None = None
    stopped: bool = False
    files: int = 0
    device: int = 0

    def count(self, why: Why) -> int:
        """How many files were not taken for one reason."""
        return sum(one.why is why for one in self.not_taken)
