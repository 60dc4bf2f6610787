"""The JSON of forecasts: of now, as they were recorded, and their score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.domain.words.verdicts import Verdict, verdict_word
from huaian_tui.ledger.identity import format_id

if TYPE_CHECKING:
    from huaian_tui.domain.evaluation.forecasts import Score
    from huaian_tui.services.foretold import Foretold
    from huaian_tui.store.queries.forecasts import Expected, Foreseen


def foretold_form(told: Foretold) -> Form:
    """What is said of one milestone now and was last recorded; null for none."""
    return {
        "now": None if told.now is None else foreseen_form(told.now),
        "recorded": None if told.recorded is None else recorded_form(told.recorded),
    }


def foreseen_form(one: Foreseen) -> Form:
    """A forecast of now as JSON."""
    said = one.forecast
    return {
        "milestone": one.milestone,
        "title": one.title,
        **task_keys(one.ref),
        "due": iso(one.due),
        "stage": one.stage.value,
        "verdict": said.verdict.value,
        "word": said.verdict.word,
        "likelihood": said.likelihood,
        "base": said.base,
        "reasons": [reason.value for reason in said.reasons],
        "why": list(one.why),
        "cases": said.cases,
        "alike": said.alike,
        "alike_late": said.alike_late,
    }


def recorded_form(one: Expected) -> Form:
    """A recorded forecast as JSON; ``late`` is null while its date has not passed."""
    return {
        "id": format_id(one.record_id),
        "milestone": one.milestone,
        "title": one.title,
        "day": iso(one.day),
        "due": iso(one.due),
        "verdict": one.verdict,
        "word": verdict_word(one.verdict),
        "likelihood": one.likelihood,
        "base": one.base,
        "reasons": list(one.reasons),
        "officer": one.officer,
        "late": one.late,
    }


def score_form(found: Score) -> Form:
    """The score as JSON; null below five forecasts."""
    return {
        "number": found.number,
        "late": found.late,
        "left_out": found.left_out,
        "brier": found.brier,
        "base_brier": found.base_brier,
        "skill": found.skill,
        "word": None if found.brier is not None else Verdict.UNKNOWN.word,
        "calibration": [
            {
                "low": one.low,
                "high": one.high,
                "number": one.number,
                "expected": one.expected,
                "late": one.late,
            }
            for one in found.bins
        ],
    }
