"""Random histories of two laptops: what officers do, apart and then together, over two years.

There are missed visits on tasks without dates, decisions in conflict, milestones that are cancelled,
reopened and extended, readings, records that are taken back, other days of 临期, 未达序时 as a light and not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import BEHIND_KEY, SOON_DAYS_KEY, Status
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.conflicts import settle_conflict
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note, retract_note
from huaian_tui.services.settings import change_setting
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.conflicts import read_sides
from huaian_tui.store.queries.milestones import of_task, read_milestone
from huaian_tui.store.queries.notes import open_follow_ups
from support.exchange import Laptop

PLANNED = ("2-1", "2-2", "2-3", "2-4", "6-1", "6-2", "22-1", "26-1-2025", "45-1", "45-2")
"""Milestones of the shipped plan; some without a target, some with one."""

MEASURED = ("22-1", "25-2", "26-1-2025", "45-1", "45-2")
"""Those with a target and a date."""

CONFLICTS = ("25-1", "26-2", "28-1")
"""Decided apart: completed and extended, completed and cancelled, one without a date given two."""

BEHIND_TASK = 22
"""A task with a target."""

TASKS = (1, 2, 3, 5, 9, 22, 30, 41, 45)
"""Tasks with dates and without; 3, 5, 9 and others have none."""

UNITS = ("市数据局", "市财政局", "涟水县")


class TwoLaptops:
    """Two officers with one plan, who exchange packs when they meet; their clocks are right."""

    def __init__(self, seeded: Path, folder: Path, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.laptops = [Laptop(seeded, folder, name) for name in ("张三", "乙")]
        self.milestones = list(PLANNED)

    @property
    def path(self) -> Path:
        """The ledger that is looked at."""
        return self.laptops[0].path

    def work_until(self, end: date, acts: int) -> None:
        """So many acts in the days up to ``end``, each on one or both of the laptops; then they meet."""
        days = sorted((self.rng.randrange(40) for _ in range(acts)), reverse=True)
        with ExitStack() as both:
            ledgers = [both.enter_context(laptop.ledger()) for laptop in self.laptops]
            for back in days:
                day = end - timedelta(days=back)
                # One milestone for both: what they decide apart is in conflict when they meet.
                milestone, first = self.rng.choice(self.milestones), self.rng.randrange(2)
                for which in (first, 1 - first) if self.rng.random() < 0.4 else (first,):
                    self.laptops[which].moment = datetime.combine(
                        day, time(9, self.rng.randrange(60)), SHANGHAI
                    )
                    self._act(ledgers[which], milestone, day)
        self.meet(end)

    def decide_apart(self, day: date) -> None:
        """On one day each laptop decides otherwise on the same milestones, unseen by the other."""
        due, later = date(2026, 3, 31), date(2027, 6, 30)
        done, today = Completion(day, "验收单", None), day
        for which, laptop in enumerate(self.laptops):
            laptop.moment = datetime.combine(day, time(10 + which), SHANGHAI)
            with laptop.ledger() as ledger:
                extend_milestone(ledger, CONFLICTS[2], later if which else due, "会议定", today)
                if which:
                    extend_milestone(ledger, CONFLICTS[0], later, "批复", today)
                    cancel_milestone(ledger, CONFLICTS[1], "并入", today)
                else:
                    complete_milestone(ledger, CONFLICTS[0], done, today)
                    complete_milestone(ledger, CONFLICTS[1], done, today)

    def settle(self, day: date) -> None:
        """One laptop keeps either side of what they decided apart, while the other knows nothing of it."""
        which = self.seed % 2
        laptop = self.laptops[which]
        laptop.moment = datetime.combine(day, time(21), SHANGHAI)
        with laptop.ledger() as ledger:
            for milestone in CONFLICTS:
                sides = read_sides(ledger.connection, read_milestone(ledger.connection, day, milestone).state)
                settle_conflict(ledger, milestone, sides[which].record_id, "会商", day)

    def fall_behind(self, day: date) -> None:
        """One task is 未达序时, whatever chance has made of it, and the office wants to see that."""
        later, laptop = date(day.year, 12, 31), self.laptops[0]  # measured by the year of its date
        laptop.moment = datetime.combine(day, time(20), SHANGHAI)
        with laptop.ledger() as ledger:
            change_setting(ledger, BEHIND_KEY, "是")
            for row in of_task(ledger.connection, day, BEHIND_TASK):
                conflict = row.state.conflict
                if conflict:
                    sides = read_sides(ledger.connection, row.state)
                    settle_conflict(ledger, row.id, sides[0].record_id, "会商", day)
                if conflict or row.state.status is not Status.OPEN:
                    with suppress(HuaianError):
                        reopen_milestone(ledger, row.id, "重办", day)
                extend_milestone(ledger, row.id, later, "批复", day)
                if row.state.target is not None:
                    add_reading(ledger, row.id, 0.5, day, day)
            for note in open_follow_ups(ledger.connection, later):
                if note.task_no == BEHIND_TASK:
                    retract_note(ledger, note.record_id, "误录")

    def meet(self, day: date) -> None:
        """Each takes what the other has, late on a day."""
        for laptop in self.laptops:
            laptop.moment = datetime.combine(day, time(22), SHANGHAI)
        packs = [laptop.export() for laptop in self.laptops]
        self.laptops[0].take(packs[1])
        self.laptops[1].take(packs[0])

    def _act(self, ledger: Ledger, milestone: str, today: date) -> None:
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            act = self.rng.choice(self._acts(ledger, milestone, today))
            with suppress(HuaianError):  # refused: nothing is written
                act()
            if ledger.written and self.rng.random() < 0.12:
                with suppress(HuaianError):
                    undo(ledger, ledger.written[-1:], "误操作", today)

    def _acts(self, ledger: Ledger, milestone: str, today: date) -> list[Callable[[], object]]:
        rng = self.rng
        own = max(date(2024, 6, 1), today - timedelta(days=rng.choice((0, 0, 0, 2, 30))))
        due, visit = today + timedelta(days=rng.randrange(-50, 160)), today + timedelta(rng.randrange(1, 25))
        task = rng.choice(TASKS)
        value = float(rng.choice((rng.randrange(6000), rng.randrange(20), rng.randrange(4))))
        note = NoteDraft(task, f"走访{rng.random()}", own, (rng.choice(UNITS),), problem="进度慢")
        promise = NoteDraft(task, "走访", today, UNITS[:1], follow_up=visit, keeps_visit=rng.random() < 0.3)
        done = Completion(own, "验收", value if rng.random() < 0.3 else None)
        return [
            lambda: self._set(ledger, task, due, today),
            lambda: complete_milestone(ledger, milestone, done, today),
            lambda: complete_milestone(ledger, milestone, done, today),
            lambda: extend_milestone(ledger, milestone, due, "批复", today, day=own),
            lambda: extend_milestone(ledger, milestone, due, "批复", today, day=own),
            lambda: cancel_milestone(ledger, milestone, "并入", today, day=own),
            lambda: reopen_milestone(ledger, milestone, "不实", today, day=today),
            lambda: add_reading(ledger, milestone, value, own, today),
            lambda: add_reading(ledger, rng.choice(MEASURED), value, own, today),
            lambda: add_reading(ledger, rng.choice(MEASURED), value, own, today),
            lambda: hand_in(ledger, "1-a", "稿", own, today),
            lambda: add_note(ledger, note, today),
            lambda: add_note(ledger, promise, today),
            lambda: retract_note(ledger, add_note(ledger, promise, today), "误录"),
            lambda: change_setting(ledger, SOON_DAYS_KEY, str(rng.choice((10, 30, 30, 60)))),
            lambda: change_setting(ledger, BEHIND_KEY, rng.choice(("是", "是", "是", "否"))),
        ]

    def _set(self, ledger: Ledger, task: int, due: date, today: date) -> None:
        title = f"节点{self.rng.randrange(10**6)}"
        self.milestones.append(set_milestone(ledger, task, title, due, "纪要", DecidedOn(today)))
