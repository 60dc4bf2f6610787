"""Where the answers of schema 5 differ since a milestone in conflict is open (asked for), written out.

Of the kept ledger it is 2-1 alone, completed on one laptop and extended on the other, and only today: on the
past days that were asked it was not in conflict yet. That version showed it 办结 with the date of the other
side; it is overdue since the date that both had decided before, and so is its task 2, wherever it is counted.
"""

from __future__ import annotations

from typing import Any

MILESTONE = {
    "due": "2026-03-14",
    "basis": "现场核查验收，资料齐全",
    "completed_on": None,
    "completion_basis": "",
    "light": "overdue",
    "overdue_days": 253,
    "status": "open",
}
TASK = {"light": "overdue", "next_due": "2026-03-14", "overdue_days": 253}


def since_conflicts_are_open(words: str, before: dict[str, Any]) -> Any:
    """What is answered to these words now, by the answers of then."""
    answer = _changed(before[words])
    row = next(one for one in _changed(before["None milestone list"]) if one["id"] == "2-1")
    if words == "None milestone list --cancelled":  # it stood among them for its conflict
        return [one for one in answer if one["id"] != "2-1"]
    if words in ("None overdue", "None overdue --within 60"):
        answer.append(row)
    if words == "None tasks --light overdue":
        answer.append(next(one for one in _changed(before["None tasks"]) if one["no"] == 2))
        answer.sort(key=lambda one: one["no"])
    return _by_date(answer)


def _changed(answer: Any) -> Any:
    if isinstance(answer, list):
        return _by_date([_changed(one) for one in answer])
    if not isinstance(answer, dict):
        return answer
    new = {key: _changed(value) for key, value in answer.items()}
    if answer.get("id") == "2-1":
        new |= {key: value for key, value in MILESTONE.items() if key in answer}
    if answer.get("no") == 2 and "light" in answer:
        new |= TASK
    if "counts" in answer and _concerns_task_2(answer):
        counts = answer["counts"]
        new["counts"] = counts | {"done": counts["done"] - 1, "overdue": counts["overdue"] + 1}
    return new


def _concerns_task_2(unit: dict[str, Any]) -> bool:
    through = [one["no"] for one in unit["via_group"] if one["certain"]]
    return 2 in (*unit["lead"], *unit["support"], *through)


def _by_date(answer: Any) -> Any:
    """Milestones stand by their dates, those without last."""
    first = answer[0] if isinstance(answer, list) and answer else None
    if not isinstance(first, dict) or not {"phrase", "due", "task_no"} <= first.keys():
        return answer
    return sorted(answer, key=lambda one: (one["due"] is None, one["due"] or "", one["task_no"], one["id"]))
