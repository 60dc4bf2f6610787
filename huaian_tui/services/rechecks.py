"""销号抽查: drawing a sample of completed milestones, and recording what was found of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.evaluation.rechecks import (
    MOST,
    USUAL_SIZE,
    Completed,
    Outcome,
    Risk,
    draw,
    risks_of,
    weight_of,
)
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.entry_rules import past_day, required_text
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.rechecks import Recheck, completed_items, doubtful_units, read_recheck


@dataclass(frozen=True, slots=True)
class SampleWanted:
    """What is to be drawn from: completed in the period, of a plan, of a unit's tasks (none: of all).

    ``seed`` is what the draw follows from (empty: period and day, which anybody can say again).
    """

    period: Period
    today: date
    size: int = USUAL_SIZE
    seed: str = ""
    plan: str | None = None
    unit: str | None = None


class Drawn(NamedTuple):
    """An item that was drawn: its weight, the chance that it had, and why it weighs so much."""

    item: Completed
    weight: int
    chance: float
    risks: tuple[Risk, ...]


class Sample(NamedTuple):
    """A sample before it is recorded."""

    wanted: SampleWanted
    seed: str
    population: int
    drawn: tuple[Drawn, ...]


def seed_of(wanted: SampleWanted) -> str:
    """The seed as it is kept."""
    typed = clean_line(wanted.seed, limit=100, field="seed").strip()
    return typed or f"{wanted.period.title}，{wanted.today.isoformat()}"


def draw_sample(connection: sqlite3.Connection, wanted: SampleWanted) -> Sample:
    """The sample that is asked for; refused where nothing was completed in the period."""
    if not 1 <= wanted.size <= MOST:
        raise InputRefused("抽查数量不对", f"一次抽 1 到 {MOST} 个", "请改写数量", field="size")
    items = completed_items(connection, wanted.period, wanted.today, wanted.plan, wanted.unit)
    if not items:
        raise HuaianError(
            "没有可抽查的节点", f"{wanted.period.title}没有办结的节点", "换一个时期，或不限单位"
        )
    doubtful = doubtful_units(connection)
    last = min(wanted.period.last, wanted.today)
    risks = {one.id: risks_of(one, last, doubtful) for one in items}
    weights = {identity: weight_of(found) for identity, found in risks.items()}
    seed = seed_of(wanted)
    chances = draw(weights, wanted.size, seed).chances
    known = {one.id: one for one in items}
    drawn = tuple(Drawn(known[one], weights[one], chance, risks[one]) for one, chance in chances.items())
    return Sample(wanted, seed, len(items), drawn)


def record_sample(ledger: Ledger, wanted: SampleWanted) -> bytes:
    """Draw a sample and record it; the record's id."""
    with ledger.action() as action:
        sample = draw_sample(action.connection, wanted)
        body: dict[str, Any] = {
            "first": wanted.period.first.isoformat(),
            "last": wanted.period.last.isoformat(),
            "seed": sample.seed,
            "population": sample.population,
            "items": [
                {
                    "milestone": one.item.id,
                    "weight": one.weight,
                    "chance": round(one.chance, 9),
                    "risks": [risk.value for risk in one.risks],
                }
                for one in sample.drawn
            ],
        }
        day = wanted.today.isoformat()
        return action.append(Entry(RecordKind.RECHECK, body, occurred_on=day, plan=wanted.plan))


class Finding(NamedTuple):
    """What was found of an item, on which day, and in words; what did not hold needs words."""

    outcome: Outcome
    day: date
    text: str = ""


def record_results(
    ledger: Ledger, record_id: bytes, findings: Mapping[str, Finding], today: date
) -> list[bytes]:
    """Record what was found of items of a sample; a later result of one item replaces the former."""
    with ledger.action() as action:
        recheck = read_recheck(action.connection, today, record_id)
        return [
            action.append(_entry(action.connection, recheck, milestone, finding, today))
            for milestone, finding in findings.items()
        ]


def _entry(
    connection: sqlite3.Connection, recheck: Recheck, milestone: str, finding: Finding, today: date
) -> Entry:
    item = next((one for one in recheck.items if one.milestone == milestone.lower()), None)
    if item is None:
        raise InputRefused(
            f"节点 {milestone} 不在这次抽查里",
            "只登记抽中的节点",
            "用 huaian-tui recheck show 查看抽中了哪些",
            field="milestone",
        )
    task_no = read_milestone(connection, today, item.milestone).task_no
    day = past_day(connection, finding.day, today, "day", "核查日期", task_no)
    text = clean_text(finding.text, field="text").strip("\n")
    if finding.outcome is not Outcome.HELD:
        text = required_text(text, "text", "说明")
    return Entry(
        RecordKind.RECHECK_RESULT,
        {"outcome": finding.outcome.value, "text": text},
        task_no=task_no,
        milestone=item.milestone,
        occurred_on=day.isoformat(),
        ref=recheck.record_id,
    )
