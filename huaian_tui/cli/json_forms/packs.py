"""The JSON of what packs carry: an export, a merge with its conflicts, a merge that was refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import format_id

if TYPE_CHECKING:
    from huaian_tui.exchange.merge import MergeResult
    from huaian_tui.exchange.merge_summary import Conflict
    from huaian_tui.exchange.pack_write import PackSummary


def export_form(summary: PackSummary, since: date | None) -> Form:
    """A pack that was written; ``since``: the first day of its records, None for all."""
    return {
        "file": str(summary.path),
        "records": summary.records,
        "origins": summary.origins,
        "bytes": summary.size,
        "encrypted": summary.encrypted,
        "since": iso(since),
    }


def merge_form(result: MergeResult) -> Form:
    """What came in, from whom, where the sides differ, and which packs were refused."""
    return {
        "new": result.new,
        "known": result.known,
        "refused": result.refused,
        "conflicts": [conflict_form(one) for one in result.conflicts],
        "officers": [name for name, _ in result.officers],
        "by_officer": dict(result.officers),
        "tasks": [{"no": one.no, "records": one.records} for one in result.tasks],
        "missing": result.missing,
        "resumed": result.resumed,
        "other_reference": result.other_reference,
        "refusals": [{"file": one.pack, "message": one.error.one_line()} for one in result.refusals],
    }


def refused_form(error: HuaianError) -> Form:
    """A merge of which nothing was taken."""
    nothing: Form = {"new": 0, "known": 0, "refused": 1, "conflicts": [], "officers": []}
    return nothing | {"refusals": [{"file": None, "message": error.one_line()}]}


def conflict_form(conflict: Conflict) -> Form:
    """A milestone on which two sides decided, with what each decided."""
    return {
        "milestone": conflict.milestone,
        "task_no": conflict.task_no,
        "title": conflict.title,
        "sides": [
            {
                "id": format_id(side.record_id),
                "officer": side.officer,
                "recorded_at": side.recorded_at,
                "kind": side.kind,
                "gist": side.gist,
            }
            for side in conflict.sides
        ],
    }
