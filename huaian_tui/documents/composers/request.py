"""What an officer asks for when a notice is composed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.notices import NoticeKind

Role = Literal["", "lead", "support"]
"""The part of a unit in a task: it leads (牵头), or supports (责任); empty: both, or as a kind has it."""

LEAD: Role = "lead"
SUPPORT: Role = "support"

Groups = Literal["", "group", "members"]
"""Whom a group (集体单位) is written to: one paper for the group, one a member, or as units are named."""

ONE_FOR_GROUP: Groups = "group"
EACH_MEMBER: Groups = "members"


@dataclass(frozen=True, slots=True)
class NoticeRequest:
    """One notice to compose, on ``today``; with ``as_of`` from what was known by the end of that day.

    ``units`` are short names as resolved: the units of a 通报's scope (none: all), the one
    unit that any other kind is written to. ``period`` is the 通报's (None: the quarter so
    far), ``indicator`` its 一级 or 二级指标 as typed. ``tasks`` are those that the officer
    chose, by their numbers for life (none: what is due). ``plan`` is the id of the plan it is about,
    ``every_plan``: it is about all open ones (neither: as its kind has it, ``notice_frame.plan_of``).
    ``basis`` is why the matter was taken up (立项依据, 政府督查工作条例 art. 11), ``approval`` who approved
    praise or blame (art. 21); both are printed as typed. ``recipients`` (主送), ``copies_to`` (抄送),
    ``annotation`` (附注) and ``contact`` (联系人) are what the officer wants instead of what the settings say
    of the kind; None: as set, empty: none. ``milestone`` is the id of the one that a
    延期批复单 or 销号单 is about, ``named`` what a 专报 is called in its head
    (领导参阅; empty: 督查专报), ``notice`` the id of the paper (as people exchange it) that a 发文稿纸 goes
    with, ``recheck`` the id of the sample that a 查访单 is for (销号抽查). ``whole_table``: the 进展表 of a
    通报 has all items, those too of which there is nothing to tell.
    ``pictures``: with pictures as the last attachment, as far as they say more than a sentence. ``slips``: a
    通报 with 延期账 as an attachment.
    ``forecasts``: a 专报 says what may come late (可能逾期) and why; issued, they are recorded.

    ``role``: only tasks that the unit leads, or only those that it supports (none: as the kind has it, see
    ``roles``). ``groups``: with one paper for the group a member is asked only for what names itself, else
    also for what reaches it through the group.
    """

    kind: NoticeKind
    today: date
    units: tuple[str, ...] = ()
    period: Period | None = None
    indicator: str = ""
    tasks: tuple[int, ...] = ()
    basis: str = ""
    approval: str = ""
    as_of: date | None = None
    plan: str | None = None
    every_plan: bool = False
    recipients: tuple[str, ...] | None = None
    copies_to: tuple[str, ...] | None = None
    annotation: str | None = None
    contact: str | None = None
    milestone: str = ""
    named: str = ""
    notice: str = ""
    whole_table: bool = False
    pictures: bool = False
    slips: bool = False
    forecasts: bool = False
    recheck: str = ""
    role: Role = ""
    groups: Groups = ""
    replaces: str | None = None
    """The id (as people exchange it) of a withdrawn paper that this one stands for, empty for none; None: not
    looked for yet. Settled when it is first composed: no draft becomes another by a later withdrawal."""

    @property
    def day(self) -> date:
        """The day up to which things are known and counted (数据截至); the paper is of ``today``."""
        return self.as_of or self.today
