"""Notices as the store answers them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.notices import DISCARDED, NoticeKind, NoticeState

NO_RECIPIENT = "主送待填"
"""What stands for the recipient of a 报告 that nobody is named for."""


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What a unit answered to a notice (反馈)."""

    record_id: bytes
    unit: str
    day: date
    text: str
    officer: str
    called: str = ""
    """What the unit, named by its id, was called on the day; empty: as it is named."""

    @property
    def unit_name(self) -> str:
        """The unit by its name on the day of the answer."""
        return self.called or self.unit


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a paper says otherwise than the ledger: where, both values (empty: nothing), the records."""

    place: str
    was: str
    now: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice (文书).

    ``document`` is its JSON as composed, frozen when it was issued; ``units`` the
    short names it is about; ``asks`` the milestones it asks for; ``warnings``
    what to look at before it goes out; ``number`` the 发文字号 or 期号, empty for a
    draft; ``doubled`` that another notice bears the same number (two laptops
    issued apart); ``missing`` the units that have not answered. ``as_of``: its figures are of what
    was known by the end of that day (数据截至); None: when it was drafted. ``plans`` are the ids of the
    plans it is about, ``plan_codes`` their codes of now.
    """

    record_id: bytes
    kind: str
    title: str
    state: str
    units: tuple[str, ...]
    drafted_on: date
    officer: str
    document: str
    warnings: tuple[str, ...]
    asks: tuple[str, ...] = ()
    basis: str = ""
    approval: str = ""
    number: str = ""
    doubled: bool = False
    issued_on: date | None = None
    reply_due: date | None = None
    withdrawn: str = ""
    replies: tuple[ReplyRow, ...] = ()
    as_of: date | None = None
    plans: tuple[str, ...] = ()
    plan_codes: tuple[str, ...] = ()
    request: str = ""
    """What it was composed from (JSON); empty in drafts of older programs: it cannot be composed again."""
    composed: str = ""
    """Its document as composed, before anything was edited; empty where ``request`` is."""
    composed_up_to: str = ""
    """The id of the newest record when it was composed."""
    composed_heads: tuple[str, ...] = ()
    """How far each origin reached then; empty in drafts of older programs."""
    issued_heads: tuple[str, ...] = ()
    """How far each origin reached when it was issued; empty in drafts, and where an older program did."""
    changed: tuple[ChangeRow, ...] = ()
    """What had changed since when it was issued all the same."""
    called: tuple[str, ...] = ()
    """What its units, named by their ids, were called on its day; empty: as they are named."""
    former_numbers: tuple[str, ...] = ()
    """What it was numbered before it got another number (原文号), the oldest first."""
    laptop: str = ""
    """The laptop behind the name where another one bears it as a rule (``services/names_of_laptops``)."""

    @property
    def heads(self) -> tuple[str, ...]:
        """What its 台账指纹 is of: the ledger at the issue; of a draft, and of a paper that an older program
        issued, when it was composed."""
        return self.issued_heads or self.composed_heads

    @property
    def unit_names(self) -> tuple[str, ...]:
        """Its units by their names on its day."""
        return self.called or self.units

    @property
    def discarded(self) -> bool:
        """Whether it is a draft that was thrown away."""
        return self.standing == DISCARDED

    @property
    def standing(self) -> str:
        """Its state; of a withdrawn one that was never issued ``DISCARDED``."""
        gone = self.state == NoticeState.WITHDRAWN and self.issued_on is None
        return DISCARDED if gone else self.state

    @property
    def addressee(self) -> str:
        """Whom it is written to or about: the units, else the whole city; of a 报告 its recipient."""
        if self.kind == NoticeKind.ANSWER:
            recipients = json.loads(self.document).get("recipients", ())
            return "、".join(recipients) or NO_RECIPIENT
        return "、".join(self.unit_names) or "全市"

    def name_of(self, unit: str) -> str:
        """What one of its units was called on its day."""
        return dict(zip(self.units, self.called, strict=False)).get(unit, unit)

    @property
    def missing(self) -> tuple[str, ...]:
        """Units it asked for an answer by a day that have not answered."""
        if self.reply_due is None:
            return ()
        answered = {reply.unit for reply in self.replies}
        return tuple(unit for unit in self.units if unit not in answered)
