"""A merge as JSON: what came in, from whom, where the sides differ, and which packs were refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.cli.json_forms.forks import fork_form
from huaian_tui.cli.json_forms.values import Form, task_keys
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.kinds.registry import kind_word

if TYPE_CHECKING:
    from huaian_tui.exchange.merging.merge_result import MergeResult
    from huaian_tui.exchange.merging.merge_summary import Conflict, DoubledNumber, TaskCount
    from huaian_tui.store.queries.report_disputes import ReportDispute
    from huaian_tui.store.queries.waiting_records import OnWithdrawnPlan


def _task_form(one: TaskCount) -> Form:
    return {"no": one.ref.number, "id": one.ref.id, "plan": one.ref.code, "records": one.records}


def merge_form(result: MergeResult) -> Form:
    """What came in, from whom, where the sides differ, and which packs were refused."""
    return {
        "new": result.new,
        "known": result.known,
        "refused": result.refused,
        "conflicts": [_conflict_form(one) for one in result.conflicts],
        "decisions": [
            {"milestone": one.milestone, "officer": one.officer, "what": one.said} for one in result.decisions
        ],
        "officers": [name for name, _ in result.officers],
        "by_officer": dict(result.officers),
        "by_kind": dict(result.kinds),
        "tasks": [_task_form(one) for one in result.tasks],
        "task_count": result.task_count,
        "numbers": [_number_form(one) for one in result.numbers],
        "renumbered": [
            {"former_no": one.former, "no": one.now, "text": one.text} for one in result.renumbered
        ],
        "codes": [
            {"code": one.code, "plans": [{"id": plan, "title": title} for plan, _, title in one.plans]}
            for one in result.codes
        ],
        "reports": [_report_form(one) for one in result.reports],
        "missing": result.missing,
        "waiting": result.waiting,
        "waiting_units": list(result.units),
        "withdrawn": [
            {"no": one.no, "text": one.text, "records": one.records, "officer": one.by, "on": one.on}
            for one in result.withdrawn
        ],
        "withdrawn_plans": [withdrawn_plan_form(one) | {"records": one.records} for one in result.gone_plans],
        "set_aside": result.set_aside,
        "forks": [fork_form(one) for one in result.forks],
        "resumed": result.resumed,
        "ahead": result.ahead,
        "ahead_until": result.ahead_until and result.ahead_until.isoformat(timespec="seconds"),
        "other_reference": result.other_reference,
        "laptops": [
            {"officer": one.officer, "records": one.records, "laptop": one.laptop} for one in result.laptops
        ],
        "keys_unkept": result.unkept or None,
        "key_remarks": [*result.keys, *result.met],
        "refusals": [
            {"file": one.pack, "origin": one.origin.hex() or None, "message": one.error.one_line()}
            for one in result.refusals
        ],
    }


def withdrawn_plan_form(gone: OnWithdrawnPlan) -> Form:
    """A plan that was withdrawn while others wrote about it."""
    return {"id": gone.plan, "code": gone.code, "title": gone.title, "officer": gone.by, "on": gone.on}


def _number_form(doubled: DoubledNumber) -> Form:
    """A number that several issued notices bear."""
    notices = [{"title": title, "officer": who, "issued_on": day} for title, who, day in doubled.notices]
    return {"number": doubled.number, "notices": notices}


def _report_form(dispute: ReportDispute) -> Form:
    """A report of a unit on which laptops decided apart."""
    report = dispute.report
    return {
        "id": format_id(report.record_id),
        "milestone": report.milestone,
        **task_keys(report.named),
        "unit": report.unit_name,
        "why": dispute.why,
    }


def _conflict_form(conflict: Conflict) -> Form:
    """A milestone on which two sides decided, with what each decided."""
    return {
        "milestone": conflict.milestone,
        **task_keys(conflict.ref),
        "title": conflict.title,
        "sides": [
            {
                "id": format_id(side.record_id),
                "officer": side.officer,
                "recorded_at": side.recorded_at,
                "kind": side.kind,
                "kind_title": kind_word(side.kind),
                "gist": side.gist,
                "what": side.said,
            }
            for side in conflict.sides
        ],
    }
