"""A forecast in one line, as details of screens and pages of commands say it."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.evaluation.forecasts import Forecast, Verdict
from huaian_tui.domain.evaluation.intervals import LEAST


def forecast_words(said: Forecast, why: Sequence[str]) -> str:
    """可能逾期：97天没有记录（类似情形 23 例，未按期 15 例）."""
    if said.verdict is Verdict.UNKNOWN:
        return f"{said.verdict.word}（类似情形不足 {LEAST} 例）"
    reasons = f"：{'；'.join(why)}" if why else ""
    return f"{said.verdict.word}{reasons}（类似情形 {said.alike} 例，未按期 {said.alike_late} 例）"
