"""What keeping in step asks of a ledger: so little that tests give a light one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from huaian_tui.exchange.folder.memory import Why
from huaian_tui.exchange.folder.writing_plan import Span
from huaian_tui.exchange.packs.pack_read import Pack

Progress = Callable[[int, int], None]
"""Told (done, total) of records from time to time."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one pack was not taken, with words for the officer; ``why`` None: what comes before it is
    missing."""

    why: Why | None
    words: str = ""


class LedgerSide(Protocol):
    """A ledger that is kept in step. Origins are named by the first 16 digits of their ids, as in the
    folder."""

    @property
    def me(self) -> str:
        """The origin as which this laptop writes."""

    @property
    def former(self) -> tuple[str, ...]:
        """Those as which it wrote before."""

    @property
    def officer(self) -> str:
        """Who works here, for the others to see."""

    @property
    def circumstances(self) -> str:
        """All that decides whether a pack is taken, but the pack: what failed in others is tried again."""

    def heads(self) -> dict[str, int]:
        """How far each origin reaches here that travels."""

    def hash_at(self, origin: str, seq: int) -> str | None:
        """The first 16 digits of a record's hash; None when it is not here."""

    def made(self, span: Span, salt: str) -> bytes:
        """The pack of a span of records (``segments.segment_bytes``)."""

    def take(
        self, packs: Sequence[Pack], told: Progress = lambda done, total: None
    ) -> tuple[int, Mapping[str, Refused]]:
        """Merge packs: how many records are new, and by their names those that were refused, which stop no
        other. ``told`` hears from time to time how many of their records are done."""

    @property
    def stopped(self) -> bool:
        """Whether the last packs were not looked at to their end, since that was not wished any more."""

    def prove(self, pack: Pack) -> bool:
        """Whether a pack leads to what is signed of its origin: then what comes before it may be taken."""

    def sign_heads(self, digest: bytes) -> tuple[str, str] | None:
        """Key and signature (hexadecimal) over what this laptop tells the others; None without a key."""

    def is_signed(self, digest: bytes, signed: tuple[str, str]) -> bool:
        """Whether what another laptop tells is signed by a key that is known here, and not revoked."""

    def begin_anew(self) -> None:
        """Write as a new origin from now on: somebody else writes as ours."""
