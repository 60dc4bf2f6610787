"""An officer's desk for tests of whole histories: actions chosen by numbers, carried out on a ledger."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.targets import PlannedValue, Target
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.corrections import correct_record
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
    set_target,
)
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.notice_discards import restore_draft
from huaian_tui.services.notices import (
    Frozen,
    NoticeDraft,
    record_draft,
    record_issue,
    record_reply,
    withdraw_notice,
)
from huaian_tui.services.report_taking import take_reports
from huaian_tui.services.self_reports import confirm_report, reject_report
from huaian_tui.services.settings import change_setting
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from support import plan_parts
from support.examples import examples

START = datetime(2025, 1, 6, 9, tzinfo=SHANGHAI)
UNITS = ("市财政局", "市数据局", "涟水县", "没有这个单位")

Op = tuple[str, int, int, int]
"""What to do, and three numbers that choose whom with, when and how."""

OPS = st.lists(
    st.tuples(
        st.sampled_from(
            "note correct retract set complete extend cancel reopen reading hand_in setting notice "
            "edit issue withdraw restore reply report decide plan task revise end_task rename merge_units "
            "matter number tie contact left amend target".split()
        ),
        st.integers(0, 30),
        st.integers(0, 12),
        st.integers(0, 5),
    ),
    max_size=14,
)
STEPS = st.lists(st.integers(-3 * 24, 5 * 24), min_size=14, max_size=14)
RELAXED = settings(
    max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass
class Desk:
    """A ledger at work, with the ids that later actions can choose from."""

    path: Path
    moment: datetime = START
    notes: list[bytes] = field(default_factory=lambda: [bytes(16)])
    notices: list[bytes] = field(default_factory=lambda: [bytes(16)])
    reports: list[bytes] = field(default_factory=lambda: [bytes(16)])
    contacts: list[bytes] = field(default_factory=lambda: [bytes(16)])
    milestones: list[str] = field(default_factory=lambda: ["45-1", "2-1", "26-2", "28-1", "2-3", "无-1"])

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.path, "张三", lambda: self.moment)

    @property
    def today(self) -> date:
        return self.moment.date()

    def do(self, op: Op) -> None:
        """Carry out one action on the open ledger; refusals pass to the caller."""
        name, who, when, how = op
        act: Callable[[int, date, int], None] = getattr(self, f"do_{name}")
        act(who, self.today - timedelta(days=2) + timedelta(days=when - 3), how)

    def milestone(self, who: int) -> str:
        return self.milestones[who % len(self.milestones)]

    def do_note(self, who: int, day: date, how: int) -> None:
        draft = NoteDraft(
            task_no=1 + who % 3 if how else 45,
            text="" if who == 30 else f"进展{who}",
            day=day,
            units=(UNITS[how % 4],) if how % 2 else (UNITS[0], UNITS[1], UNITS[0]),
            follow_up=day + timedelta(days=how) if who % 2 else None,
            keeps_visit=(None, True, False)[who % 3],
        )
        self.notes.append(add_note(self.ledger, draft, self.today))

    def do_correct(self, who: int, day: date, how: int) -> None:
        correct_note(self.ledger, self.notes[who % len(self.notes)], f"更正{how}", "笔误" if how else "")

    def do_retract(self, who: int, day: date, how: int) -> None:
        retract_note(self.ledger, self.notes[who % len(self.notes)], "误录")

    def do_set(self, who: int, day: date, how: int) -> None:
        made = set_milestone(self.ledger, who, "出台办法", day, "交办", assumed=how == 0)
        self.milestones.append(made)

    def do_complete(self, who: int, day: date, how: int) -> None:
        value = [None, 4000.0, 4001, 100, math.nan, 0.5][how]
        complete_milestone(self.ledger, self.milestone(who), Completion(day, "验收", value), self.today)

    def do_extend(self, who: int, day: date, how: int) -> None:
        extend_milestone(self.ledger, self.milestone(who), day + timedelta(days=40 * how), "同意", self.today)

    def do_cancel(self, who: int, day: date, how: int) -> None:
        cancel_milestone(self.ledger, self.milestone(who), "不再办", self.today)

    def do_reopen(self, who: int, day: date, how: int) -> None:
        reopen_milestone(self.ledger, self.milestone(who), "重办", self.today)

    def do_reading(self, who: int, day: date, how: int) -> None:
        add_reading(self.ledger, self.milestone(who), how * 1000.5, day, self.today)

    def do_target(self, who: int, day: date, how: int) -> None:
        planned = (PlannedValue(day, float(how)),) if how % 2 else ()
        base = float(who) if who % 2 else None
        aim = Target(
            ("<=", ">=")[how % 2], 9.5 * how, None, "家", False, False, f"{how}家", base, None, planned
        )
        decided = DecidedOn(self.today, day)
        set_target(self.ledger, self.milestone(who), aim if how else None, "会议", decided)

    def do_hand_in(self, who: int, day: date, how: int) -> None:
        hand_in(self.ledger, ("1-a", "2-a", "无")[who % 3], f"第{how}稿", day, self.today)

    def do_plan(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.plan_entry(self.ledger.connection, how))

    def do_task(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.task_entry(self.ledger.connection, 1 + who % 2, day, how))

    def do_revise(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.revision_entry(self.ledger.connection, (1, 2, 45)[who % 3], how))

    def do_end_task(self, who: int, day: date, how: int) -> None:
        number = plan_parts.task_number(1) if how % 2 else 3
        self._append(plan_parts.end_entry(self.ledger.connection, number, day))

    def do_matter(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.matter_entry(self.ledger.connection, 1 + who % 2, day, how))

    def do_number(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.number_entry(1 + who % 2, how))

    def do_tie(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.tie_entry(1 + who % 2, how))

    def do_rename(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.rename_entry(self.ledger.connection, day, how))

    def do_merge_units(self, who: int, day: date, how: int) -> None:
        self._append(plan_parts.merge_entry(self.ledger.connection, day))

    def do_contact(self, who: int, day: date, how: int) -> None:
        entry = ContactEntry(f"人{how}", ("主任", "联络员")[who % 2], f"8360600{how}", day)
        self.contacts.append(set_contact(self.ledger, UNITS[who % 4], entry, self.today))

    def do_left(self, who: int, day: date, how: int) -> None:
        entry = ContactEntry("", ("主任", "联络员")[who % 2], "", day, left=True)
        self.contacts.append(set_contact(self.ledger, UNITS[who % 4], entry, self.today))

    def do_amend(self, who: int, day: date, how: int) -> None:
        contact = self.contacts[who % len(self.contacts)]
        if how % 2:
            correct_record(self.ledger, contact, {"person": f"改{how}"}, day, "笔误", self.today)
        else:
            undo(self.ledger, [contact], "误录", self.today)

    def _append(self, entry: Entry) -> None:
        with self.ledger.action() as action:
            action.append(entry)

    def do_setting(self, who: int, day: date, how: int) -> None:
        change_setting(self.ledger, ("officer", "office", "colour")[who % 3], f"值{how}")

    def do_notice(self, who: int, day: date, how: int) -> None:
        draft = NoticeDraft("circular", f"通报{how}", tuple(UNITS[:how]), day, '{"of": "draft"}')
        self.notices.append(record_draft(self.ledger, draft))

    def do_edit(self, who: int, day: date, how: int) -> None:
        draft = NoticeDraft("circular", f"改后{how}", (), day, '{"of": "edited"}', reply_due=day)
        record_draft(self.ledger, draft, self.notice(who))

    def do_issue(self, who: int, day: date, how: int) -> None:
        record_issue(self.ledger, self.notice(who), "淮数督", day, lambda *_: Frozen("{}", {"txt": "0"}))

    def do_withdraw(self, who: int, day: date, how: int) -> None:
        withdraw_notice(self.ledger, self.notice(who), f"理由{how}", day)

    def do_restore(self, who: int, day: date, how: int) -> None:
        if how % 2:
            undo(self.ledger, [self.notice(who)], "误拟", self.today)
        else:
            restore_draft(self.ledger, self.notice(who), f"理由{how}", day)

    def do_reply(self, who: int, day: date, how: int) -> None:
        record_reply(self.ledger, self.notice(who), UNITS[how % 4], f"反馈{how}", day, self.today)

    def do_report(self, who: int, day: date, how: int) -> None:
        form = FormLine(f"表{how}", 1, day, "f" * 64, who)
        draft = ReportDraft(
            unit="市数据局",
            milestone=self.milestone(who),
            progress=f"进展{how}",
            finished=how % 2 == 0,
            finished_on=day if how % 2 == 0 else None,
            value=None,
            problem="",
            next_step="",
            contact="乙",
            form=form,
        )
        taken = take_reports(self.ledger, [draft], self.today)
        if not taken.added:
            raise HuaianError("这一条已经有了", "同一张表的同一行", "不必再收")
        self.reports.extend(taken.added)

    def do_decide(self, who: int, day: date, how: int) -> None:
        report = self.reports[who % len(self.reports)]
        if how % 2:
            confirm_report(self.ledger, report, self.today)
        else:
            reject_report(self.ledger, report, f"不实{how}", self.today)

    def notice(self, who: int) -> bytes:
        """One of the notices so far; the first is none."""
        return self.notices[who % len(self.notices)]


def at_work(seeded_file: Path, folder: str) -> Desk:
    path = Path(folder) / "台账.db"
    shutil.copyfile(seeded_file, path)
    return Desk(path)
