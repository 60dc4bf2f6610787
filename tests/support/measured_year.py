"""A third quarter of 2026 in thirteen milestones that were set whose figures were counted by hand.

Every kind of thing that moves a figure happens once: in time, late, open, due on the last day, moved before
and after the deadline, cancelled, reopened, done early, carried over, recorded after the quarter, taken back.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.decisions import (
    Completion,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.undo import undo
from support.exchange import Laptop

TODAY = date(2026, 11, 22)
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
END = QUARTER.last

BY_HAND = {
    "due": 9,
    "on_time": 3,
    "late": 1,
    "overdue": 4,
    "due_today": 1,
    "on_time_rate": (3, 8),
    "by_original.due": 10,
    "by_original.on_time": 2,
    "by_original.late": 2,
    "by_original.overdue": 5,
    "by_original.on_time_rate": (2, 9),
    "extended": 2,
    "extended_after_due": 1,
    "carried_overdue": 14,
}
"""What the quarter counts on its last day. Carried over: what the plan gives for 2024 and 2025, and 癸."""

_SET = (
    (3, "甲", "07-31", "0728"),  # in time
    (5, "乙", "08-31", "0905"),  # late
    (7, "丙", "09-15", ""),  # open
    (9, "丁", "09-30", ""),  # due on the last day
    (10, "戊", "07-15", ""),  # moved on 07-10 to 10-31
    (11, "己", "08-10", "0918"),  # moved on 08-20 to 09-20
    (12, "庚", "08-15", ""),  # cancelled on 08-20
    (13, "辛", "09-10", "0908"),  # reopened on 09-20
    (14, "壬", "10-15", "0901"),  # of the next quarter, moved on 08-25 to 10-20, done early
    (15, "癸", "05-31", ""),  # carried over
    (16, "子", "09-18", ""),  # done on 09-18, recorded on 10-10
    (17, "丑", "07-20", ""),  # moved, and that taken back
    (18, "寅", "09-05", ""),  # done, and that taken back
)


def worked_quarter(seeded: Path, folder: Path) -> Laptop:
    """The ledger on the evening of ``TODAY``: each record bears the day on which it was entered."""
    laptop = Laptop(seeded, folder, "甲", _at("01-06"))
    ids = dict[int, str]()
    for no, title, due, _ in _SET:
        ids[no] = laptop.do(
            partial(set_milestone, task_no=no, title=f"完成{title}项", due=_day(due), basis="纪要")
        )
    done = [(day, no) for no, _, _, day in _SET if day] + [("0904", 18)]
    acts = [(f"{day[:2]}-{day[2:]}", _complete(ids[no], f"{day[:2]}-{day[2:]}")) for day, no in done]
    acts += [
        ("07-10", partial(extend_milestone, milestone=ids[10], due=_day("10-31"), basis="专题会议纪要第3号")),
        ("07-18", partial(extend_milestone, milestone=ids[17], due=_day("08-30"), basis="误录")),
        ("08-20", partial(extend_milestone, milestone=ids[11], due=_day("09-20"), basis="专题会议纪要第5号")),
        ("08-20", partial(cancel_milestone, milestone=ids[12], basis="上级统一组织")),
        ("08-25", partial(extend_milestone, milestone=ids[14], due=_day("10-20"), basis="专题会议纪要第6号")),
        ("09-20", partial(reopen_milestone, milestone=ids[13], basis="复查未通过")),
        ("10-10", _complete(ids[16], "09-18")),
    ]
    wrong = list[bytes]()
    for day, act in sorted(acts, key=lambda one: one[0]):
        laptop.moment = _at(day)
        made = laptop.do(partial(act, today=_day(day)))
        wrong += [made] if act.keywords.get("basis") == "误录" or act.keywords["milestone"] == ids[18] else []
    laptop.moment = _at("11-22")
    laptop.do(lambda ledger: undo(ledger, wrong, "误录", TODAY))
    return laptop


def _complete(milestone: str, day: str) -> partial[bytes]:
    return partial(complete_milestone, milestone=milestone, completion=Completion(_day(day), "验收报告"))


def _day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def _at(text: str) -> datetime:
    day = _day(text)
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
