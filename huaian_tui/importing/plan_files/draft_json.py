"""The draft as JSON: what ``plan import --dry-run --json`` prints, and what the child process hands over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.domain.reading.quantities import Quantity
from huaian_tui.importing.plan_files.draft import (
    Answer,
    BlankRow,
    Draft,
    DraftTask,
    NewUnit,
    Question,
    ReadTable,
    ReadUnit,
)

_RECURRENCES = {"month": "monthly", "quarter": "quarterly", "half_year": "half-yearly", "year": "yearly"}
_RECURRENCES |= {"week": "weekly", "day": "daily", "two_years": "two-yearly", "open": "open"}


def draft_json(draft: Draft) -> dict[str, Any]:
    """The whole draft; stable keys in English, values verbatim."""
    return {
        "title": draft.title,
        "stage": draft.stage,
        "year": draft.year,
        "tasks": [_task(one) for one in draft.tasks],
        "new_units": [
            {"name": one.name, "nearest": list(one.nearest), "group": one.group, "count": one.count}
            for one in draft.new_units
        ],
        "problems": [question_json(one, draft) for one in draft.questions],
        "told": [{"where": where, "message": message} for where, message in draft.told],
        "tables": [
            {
                "name": one.name,
                "columns": [
                    {"place": place, "head": head, "role": role} for place, head, role in one.columns
                ],
            }
            for one in draft.tables
        ],
        "blank": [
            {"question": one.question, "before": one.before, "task": _task(one.task)} for one in draft.blank
        ],
    }


def _task(one: DraftTask) -> dict[str, Any]:
    return {
        "no": one.no,
        "sub": one.sub,
        "table": one.table,
        "level1": one.level1,
        "level2": one.level2,
        "text": one.text,
        "lead": [unit.name for unit in one.lead],
        "support": [unit.name for unit in one.support],
        "lead_raw": one.lead_raw,
        "support_raw": one.support_raw,
        "units": [_unit(unit, "lead") for unit in one.lead]
        + [_unit(unit, "support") for unit in one.support],
        "open": list(one.open),
        "due_text": one.due_text,
        "milestones": [milestone_json(proposal) for proposal in one.milestones],
        "duties": list(one.duties),
        "note": one.note,
        "where": one.where,
    }


def _unit(one: ReadUnit, role: str) -> dict[str, Any]:
    return {"role": role, "raw": one.raw, "name": one.name, "unit": one.unit or None, "assumption": one.doubt}


def milestone_json(one: Proposal) -> dict[str, Any]:
    """A proposed milestone."""
    quantity = one.quantity
    return {
        "phrase": one.phrase,
        "due": one.due.isoformat() if one.due else None,
        "recurrence": _RECURRENCES.get(one.recurrence) if one.recurrence else None,
        "kind": one.kind,
        "target": one.target,
        "sure": one.sure,
        "question": one.question,
        "quantity": None
        if quantity is None
        else {
            "operator": quantity.operator,
            "value": str(quantity.value),
            "upper": None if quantity.upper is None else str(quantity.upper),
            "unit": quantity.unit,
            "change": quantity.change,
            "stretch": quantity.stretch,
            "cumulative": quantity.cumulative,
            "each": quantity.each,
            "down": quantity.down,
            "baseline": None if quantity.baseline is None else str(quantity.baseline),
        },
    }


def question_json(one: Question, draft: Draft) -> dict[str, Any]:
    """A question, its answers by their keys."""
    return {
        "id": one.id,
        "kind": one.kind,
        "where": one.where,
        "message": one.message,
        "task": one.task,
        "no": None if one.task is None else draft.tasks[one.task].no,
        "answers": [{"key": answer.key, "words": answer.words} for answer in one.answers],
        "open": one.open,
        "about": list(one.about),
        "tasks": list(one.tasks),
    }


# ---------------------------------------------------------------------- back again


def draft_of(said: dict[str, Any]) -> Draft:
    """The draft that ``draft_json`` wrote."""
    return Draft(
        said["title"],
        said["stage"],
        said["year"],
        tuple(_task_of(one) for one in said["tasks"]),
        tuple(
            NewUnit(one["name"], tuple(one["nearest"]), one["group"], one["count"])
            for one in said["new_units"]
        ),
        tuple(_question_of(one) for one in said["problems"]),
        tuple((one["where"], one["message"]) for one in said["told"]),
        tuple(
            ReadTable(
                one["name"],
                tuple((column["place"], column["head"], column["role"]) for column in one["columns"]),
            )
            for one in said["tables"]
        ),
        tuple(BlankRow(one["question"], one["before"], _task_of(one["task"])) for one in said["blank"]),
    )


def _task_of(said: dict[str, Any]) -> DraftTask:
    units = {
        role: tuple(
            ReadUnit(one["raw"], one["name"], one["unit"] or "", one["assumption"])
            for one in said["units"]
            if one["role"] == role
        )
        for role in ("lead", "support")
    }
    return DraftTask(
        said["no"],
        said["sub"],
        said["table"],
        said["level1"],
        said["level2"],
        said["text"],
        units["lead"],
        units["support"],
        said["lead_raw"],
        said["support_raw"],
        tuple(said["open"]),
        said["due_text"],
        tuple(proposal_of(one) for one in said["milestones"]),
        tuple(said["duties"]),
        said["note"],
        said["where"],
    )


_INTERVALS = {words: key for key, words in _RECURRENCES.items()}


def proposal_of(said: dict[str, Any]) -> Proposal:
    """The proposal that ``milestone_json`` wrote."""
    counted = said["quantity"]
    return Proposal(
        said["phrase"],
        None if said["due"] is None else date.fromisoformat(said["due"]),
        said["kind"],
        "" if said["recurrence"] is None else _INTERVALS[said["recurrence"]],
        None
        if counted is None
        else Quantity(
            0,
            0,
            counted["operator"],
            Decimal(counted["value"]),
            None if counted["upper"] is None else Decimal(counted["upper"]),
            counted["unit"],
            counted["change"],
            counted["stretch"],
            counted["cumulative"],
            counted["each"],
            down=counted.get("down", False),
            baseline=None if counted.get("baseline") is None else Decimal(counted["baseline"]),
        ),
        said["sure"],
        said["question"],
    )


def _question_of(said: dict[str, Any]) -> Question:
    return Question(
        said["id"],
        said["kind"],
        said["where"],
        said["message"],
        said["task"],
        tuple(Answer(one["key"], one["words"]) for one in said["answers"]),
        said["open"],
        tuple(said["about"]),
        tuple(said["tasks"]),
    )
