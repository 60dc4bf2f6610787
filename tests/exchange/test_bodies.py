"""The checks on what comes from elsewhere are never stricter than what this program itself writes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support import plan_parts
from support.exchange import Laptop
from support.hostile import HOSTILE

from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.request_json import request_to_json
from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.rechecks import Outcome
from huaian_tui.domain.notices import NoticeKind, NoticeNumber
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.exchange.merging.body_check import BodyRefused, check_body
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.conflicts import settle_conflict
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
    set_milestones,
    set_target,
)
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.notices import (
    Frozen,
    NoticeDraft,
    record_draft,
    record_issue,
    record_reply,
    withdraw_notice,
)
from huaian_tui.services.rechecks import Finding, SampleWanted, record_results, record_sample
from huaian_tui.services.report_taking import take_reports
from huaian_tui.services.self_reports import confirm_report, reject_report
from huaian_tui.services.settings import SETTING_TITLES, change_setting
from huaian_tui.services.undo import undo
from huaian_tui.services.units import Renaming, UnitChange, add_unit, merge_units, rename_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.rechecks import read_recheck

TODAY = date(2026, 11, 22)


def everything(ledger: Ledger, typed: str) -> None:
    """Every kind of record, with one text wherever an officer types."""
    draft = NoteDraft(1, typed, TODAY, ("市财政局",), typed[:100], typed[:200], typed, typed, TODAY)
    note = add_note(ledger, draft, TODAY)
    correct_note(ledger, note, f"改{typed[:19_000]}", typed[:400])
    retract_note(ledger, note, typed[:400])
    set_milestones(ledger, 1, typed[:80], [date(2026, 12, 1), date(2027, 12, 1)], typed[:400], assumed=True)
    extend_milestone(ledger, "2-1", date(2027, 1, 1), typed[:400], TODAY)
    complete_milestone(ledger, "2-1", Completion(TODAY, typed[:400]), TODAY)
    reopen_milestone(ledger, "2-1", typed[:400], TODAY)
    cancel_milestone(ledger, "2-1", typed[:400], TODAY)
    with ledger.action() as action:
        for entry in plan_parts.every_kind(ledger.connection, TODAY):
            action.append(entry)
        action.append(fork_settled(typed))
    complete_milestone(ledger, "45-1", Completion(TODAY, typed[:400], -0.1), TODAY)
    add_reading(ledger, "45-1", 1e15, TODAY, TODAY)
    hand_in(ledger, "1-a", typed[:400], TODAY, TODAY)
    aim = Target(">=", 12.0, None, "个", False, False, "12个以上")
    set_target(ledger, "25-2", aim, typed[:400], DecidedOn(TODAY))
    evaluated(ledger, typed)
    notices(ledger, typed)
    reports(ledger, typed)
    units(ledger, typed)
    contacts(ledger, typed)
    for key in SETTING_TITLES:
        try:
            change_setting(ledger, key, typed[:90])
        except InputRefused:
            continue  # some take only certain values


def fork_settled(typed: str) -> Entry:
    """What a settlement says of a chain that forked."""
    body = {"origin": "0" * 32, "seq": 2, "before": "a" * 64, "branch": "b" * 64, "seen": ["c" * 32]}
    return Entry(RecordKind.FORK_SETTLE, body | {"reason": clean_text(typed[:400])})


def units(ledger: Ledger, typed: str) -> None:
    """A new unit, another name of one, and one that became part of another; of names what is taken."""
    plain = "".join(one for one in typed if one not in """/\\:*?"<>|.""")
    change = UnitChange(full_name=plain[:90], aliases=(f"别{plain[:40]}",), note=typed, basis=typed[:400])
    add_unit(ledger, f"新{plain[:40]}", change)
    rename_unit(ledger, "市科技局", Renaming(f"改{plain[:40]}", f"改{plain[:90]}", TODAY, typed[:400]))
    merge_units(ledger, ["市卫健委"], "市科技局", TODAY, typed[:400])


def contacts(ledger: Ledger, typed: str) -> None:
    """A contact, who left, another one who was corrected."""
    phone = "0517-83606001 转 8012"
    entry = ContactEntry(f"人{typed[:40]}", f"岗{typed[:40]}", phone, TODAY, basis=typed[:400])
    set_contact(ledger, "市财政局", entry, TODAY)
    later = TODAY + timedelta(days=3)
    set_contact(ledger, "市财政局", replace(entry, day=later, left=True, person="", phone=""), TODAY)
    made = set_contact(ledger, "市数据局", entry, TODAY)
    correct_record(ledger, made, {"person": f"名{typed[:40]}"}, None, typed[:400], TODAY)
    undo(ledger, [made], typed[:400], TODAY)


def settle(ledger: Ledger, typed: str) -> None:
    """What two laptops decided without knowing of each other."""
    first, _ = read_milestone(ledger.connection, TODAY, "22-1").state.heads
    settle_conflict(ledger, "22-1", first, typed[:400], TODAY)


def notices(ledger: Ledger, typed: str) -> None:
    text = clean_text(typed)  # as the composers find it in the ledger
    document = json.dumps({"title": text, "body": [{"rows": [[{"text": text}]]}]}, ensure_ascii=False)
    draft = NoticeDraft(
        "circular", typed[:400], ("市财政局",), TODAY, document, (typed,), ("2-1",), typed, typed, TODAY
    )
    notice = record_draft(ledger, draft)
    request = request_to_json(NoticeRequest(NoticeKind.CIRCULAR, TODAY, basis=text))
    record_draft(ledger, replace(draft, request=request, composed=document, composed_up_to="01"), notice)

    def freeze(_: NoticeRow, __: NoticeNumber) -> Frozen:
        return Frozen(document, {"pdf": "ab" * 32}, (ChangeRow(f"表{text}", text, typed, ("01ab",)),))

    record_issue(ledger, notice, "淮督", TODAY, freeze)
    record_reply(ledger, notice, "市财政局", typed, TODAY, TODAY)
    anew = {"code": "淮督", "year": 2026, "serial": 7, "number": "淮督7号", "former": "淮督1号"}
    with ledger.action() as action:  # as if another laptop had given the same number first
        action.append(Entry(RecordKind.NOTICE_RENUMBER, anew, occurred_on=TODAY.isoformat(), ref=notice))
    withdraw_notice(ledger, notice, typed[:400], TODAY)


def evaluated(ledger: Ledger, typed: str) -> None:
    """A sample with a result, and a forecast."""
    of_year = Period(date(2026, 1, 1), date(2026, 12, 31))
    sample = record_sample(ledger, SampleWanted(of_year, TODAY, 5, typed[:90]))
    item = read_recheck(ledger.connection, TODAY, sample).items[0].milestone
    record_results(ledger, sample, {item: Finding(Outcome.NOT_HELD, TODAY, typed)}, TODAY)
    said = {
        "forecast_of": "45-2",
        "due": "2026-12-01",
        "likelihood": 0.6,
        "base": 0.25,
        "verdict": "likely_late",
    }
    with ledger.action() as action:
        action.append(
            Entry(RecordKind.FORECAST, said | {"reasons": ["silent"]}, occurred_on=TODAY.isoformat())
        )


def reports(ledger: Ledger, typed: str) -> None:
    for line, finished in enumerate((True, False), start=5):
        draft = ReportDraft(
            unit="市数据局",
            milestone="45-2",
            progress=f"{typed[:19_000]}{line}",
            finished=finished,
            finished_on=TODAY if finished else None,
            value=5200,
            problem=typed,
            next_step=typed,
            contact=typed[:150],
            form=FormLine("f00d", 1, TODAY, "ab" * 32, line),
        )
        (report,) = take_reports(ledger, (draft,), TODAY).added
        if finished:
            confirm_report(ledger, report, TODAY)
        else:
            reject_report(ledger, report, typed[:400], TODAY)


@pytest.mark.parametrize("text", ["进展顺利", *HOSTILE])
def test_every_record_that_can_be_written_here_is_taken_elsewhere(
    seeded_file: Path, tmp_path: Path, text: str
) -> None:
    theirs, ours = Laptop(seeded_file, tmp_path, "乙"), Laptop(seeded_file, tmp_path, "张三")
    typed = f"字{text}"[:20_000]
    theirs.do(lambda ledger: everything(ledger, typed))
    for laptop, day in ((theirs, date(2027, 1, 1)), (ours, date(2027, 2, 1))):
        laptop.do(lambda ledger, day=day: extend_milestone(ledger, "22-1", day, typed[:400], TODAY))
    theirs.take(ours.export())
    theirs.do(lambda ledger: settle(ledger, typed))
    assert {one[5] for one in theirs.records()} == {kind.value for kind in RecordKind}
    ours.take(theirs.export(with_contacts=True))
    assert ours.everything() == theirs.everything()
    assert ours.projections() == ours.projections(rebuilt=True)


def test_every_kind_has_its_form_and_its_needed_columns() -> None:
    assert KINDS.keys() >= set(RecordKind)
    for kind in KINDS:
        with pytest.raises(BodyRefused):
            check_body(kind, {"unexpected": "\x00"})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("reading", {"value": True}),
        ("reading", {"value": "1"}),
        ("reading", {"value": None}),
        ("reading", {"value": 1e16}),
        ("reading", {"value": float("nan")}),
        ("milestone_set", {"title": "节点", "due": "2027-01-01", "basis": "会议", "assumed": 1}),
        ("note", {"text": b"bytes"}),
        ("future", {"n": 2**53 + 1}),
        ("future", {"n": float("-inf")}),
        ("future", {"\x00": 1}),
    ],
)
def test_values_of_the_wrong_kind_are_refused(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(BodyRefused):
        check_body(kind, body)


def test_whole_numbers_and_fractions_are_both_numbers() -> None:
    for value in (0, -5, 4100, 4100.5, 10**15):
        check_body("reading", {"value": value})
