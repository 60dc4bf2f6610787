"""A target (量化指标) as the body of a record has it, and back: what an officer set on a milestone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from huaian_tui.domain.rules.targets import PlannedValue, Target
from huaian_tui.domain.words.targets import target_in_full
from huaian_tui.ledger.kinds.kind import Field, FieldType

TARGET = "target"
"""The part of a body that holds one; absent or null: none."""

_PLANNED = (Field("day", FieldType.DAY), Field("value", FieldType.NUMBER))
TARGET_FIELD = Field(
    TARGET,
    FieldType.GROUP,
    optional=True,
    nullable=True,
    parts=(
        Field("operator", FieldType.LINE, needed=True),
        Field("value", FieldType.NUMBER),
        Field("upper", FieldType.NUMBER, optional=True),
        Field("unit", FieldType.LINE),
        Field("text", FieldType.LINE, needed=True),
        Field("cumulative", FieldType.FLAG, optional=True),
        Field("inferred", FieldType.FLAG, optional=True),
        Field("baseline", FieldType.NUMBER, optional=True),
        Field("start", FieldType.DAY, optional=True),
        Field("whole", FieldType.NUMBER, optional=True),
        Field("trajectory", FieldType.GROUPS, optional=True, parts=_PLANNED),
    ),
)

_OPERATORS = frozenset((">", ">=", "=", "range", "<=", "<", "~"))


def target_part(target: Target | None) -> dict[str, Any] | None:
    """A target as a body has it: what says nothing is left out."""
    if target is None:
        return None
    said: dict[str, Any] = {
        "operator": target.operator,
        "value": target.value,
        "unit": target.unit,
        "text": target.text,
    }
    more = {
        "upper": target.upper,
        "cumulative": target.cumulative or None,
        "inferred": target.inferred or None,
        "baseline": target.baseline,
        "start": None if target.start is None else target.start.isoformat(),
        "whole": target.whole,
        "trajectory": [{"day": one.day.isoformat(), "value": one.value} for one in target.trajectory] or None,
    }
    return said | {name: value for name, value in more.items() if value is not None}


def read_target_part(said: Mapping[str, Any] | None) -> Target | None:
    """The target that a body names; None without one, or with an operator of a newer program."""
    if said is None or said.get("operator") not in _OPERATORS:
        return None
    start = said.get("start")
    planned = (
        PlannedValue(date.fromisoformat(one["day"]), float(one["value"]))
        for one in said.get("trajectory", ())
    )
    return Target(
        said["operator"],
        float(said["value"]),
        None if said.get("upper") is None else float(said["upper"]),
        said["unit"],
        bool(said.get("cumulative")),
        bool(said.get("inferred")),
        said["text"],
        None if said.get("baseline") is None else float(said["baseline"]),
        None if start is None else date.fromisoformat(start),
        tuple(sorted(planned)),
        None if said.get("whole") is None else float(said["whole"]),
    )


def target_said(body: Mapping[str, Any]) -> str:
    """The target of a body in words; empty without one."""
    return target_in_full(read_target_part(body.get(TARGET)))
