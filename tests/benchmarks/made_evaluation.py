"""Forecasts, samples of re-checks and what was found: what the records of an evaluation say."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from huaian_tui.domain.evaluation.forecasts import Reason
from huaian_tui.domain.evaluation.rechecks import LAST_DAYS, Outcome, Risk, draw
from huaian_tui.domain.words.verdicts import Verdict

_DAYS, _SIZE = 90, 10
"""A sample: of so many days, so many items."""


class EvaluationMaker:
    """Composes the bodies, remembering what was foreseen in a month and what was drawn."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        self._foreseen: set[tuple[str, str]] = set()
        self._drawn: deque[tuple[bytes, str]] = deque(maxlen=100)

    def forecast(self, milestone: str, due: str, day: str) -> dict[str, Any] | None:
        """What is expected of a milestone, once a month; None where it was said in this one."""
        if (milestone, day[:7]) in self._foreseen:
            return None
        self._foreseen.add((milestone, day[:7]))
        alike = self._random.randint(20, 200)
        late = self._random.randint(0, alike)
        likely = late / alike > 0.5  # noqa: PLR2004 - rather than not
        return {
            "forecast_of": milestone,
            "due": due,
            "likelihood": round(late / alike, 4),
            "base": round(self._random.uniform(0.1, 0.4), 4),
            "verdict": (Verdict.LIKELY_LATE if likely else Verdict.NO_SIGN).value,
            "reasons": [self._random.choice(list(Reason)).value] if likely else [],
            "alike": alike,
            "alike_late": late,
            "cases": alike * 3,
        }

    def sample(self, identity: bytes, done: Mapping[str, str], day: str) -> dict[str, Any] | None:
        """A sample of what was completed lately, by milestones and their days; None where nothing was."""
        last = date.fromisoformat(day)
        first, rush = ((last - timedelta(days)).isoformat() for days in (_DAYS, LAST_DAYS))
        recent = {one: on for one, on in done.items() if first <= on <= day}
        if not recent:
            return None
        weights = {one: 1 + (on > rush) for one, on in recent.items()}
        seed = f"{first} 至 {day}"
        drawn = draw(weights, _SIZE, seed)
        self._drawn.extend((identity, one) for one in drawn.chances)
        items = [
            {
                "milestone": one,
                "weight": weights[one],
                "chance": round(chance, 9),
                "risks": [Risk.LAST_DAYS.value] if weights[one] > 1 else [],
            }
            for one, chance in drawn.chances.items()
        ]
        return {"first": first, "last": day, "seed": seed, "population": drawn.population, "items": items}

    def result(self) -> tuple[bytes, str, dict[str, Any]] | None:
        """What was found of the next item: the sample, the milestone and the body; None without any."""
        if not self._drawn:
            return None
        sample, milestone = self._drawn.popleft()
        outcome = self._random.choices(list(Outcome), (85, 10, 5))[0]
        text = "" if outcome is Outcome.HELD else "现场未见相应材料"
        return sample, milestone, {"outcome": outcome.value, "text": text}
