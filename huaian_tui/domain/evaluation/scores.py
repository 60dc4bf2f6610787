"""评价计分: off unless an office writes weights; never a rank, and its parts are always shown.

The score of a unit is 100 · Σ wᵢ · rateᵢ / Σ wᵢ over the rates that are measured of it: what it was not
asked for counts neither for nor against it. The weights that this leaves are printed with the score.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.figures import Figures, Rate

SCORES_KEY = "scores"
"""The name of the setting that holds the weights; empty: no scores."""

SCORES_TITLE = "评价计分"

RATES: dict[str, Callable[[Figures], Rate]] = {
    "按期率": lambda figures: figures.on_time_rate,
    "达标按期率": lambda figures: figures.strict_rate,
    "原定时限按期率": lambda figures: figures.by_original.on_time_rate,
    "反馈及时率": lambda figures: Rate(figures.replies_in_time or 0, figures.replies_asked or 0),
}
"""What may be weighed."""

EXAMPLE = "按期率 60，反馈及时率 40"
_PART = re.compile(r"(\D+?)[\s:：=]*(\d{1,3})%?")


def read_weights(typed: str) -> dict[str, int]:
    """The weights that a setting says; ``InputRefused`` for what is none of ``RATES`` or no weight."""
    found = dict[str, int]()
    for part in re.split(r"[,，、;；]", unicodedata.normalize("NFKC", typed)):
        if not part.strip():
            continue
        match = _PART.fullmatch(part.strip())
        name = match[1].strip() if match else ""
        if match is None or name not in RATES or name in found or not 1 <= int(match[2]) <= 100:
            raise InputRefused(
                f"{SCORES_TITLE}写法不对",
                f"“{part.strip()[:30]}”不是一项和 1 到 100 的权重；可写 {'、'.join(RATES)}",
                f"请改写，如 {EXAMPLE}；留空则不计分",
                field=SCORES_KEY,
            )
        found[name] = int(match[2])
    return found


def check_weights(typed: str) -> str:
    """The setting as it is kept."""
    return "，".join(f"{name} {weight}" for name, weight in read_weights(typed).items())


class Score(NamedTuple):
    """A score (0 to 100) with the weights that it was made with, which add up to 1."""

    value: float
    weights: Mapping[str, float]

    @property
    def words(self) -> str:
        """87.5（按期率 60%、反馈及时率 40%）."""
        told = "、".join(f"{name} {100 * weight:.0f}%" for name, weight in self.weights.items())
        return f"{self.value:.1f}（{told}）"


def score_of(figures: Figures, weights: Mapping[str, int]) -> Score | None:
    """The score of a unit; None without weights, or where nothing of them is measured."""
    rates = {name: value for name in weights if (value := RATES[name](figures).value) is not None}
    whole = sum(weights[name] for name in rates)
    if not whole:
        return None
    left = {name: weights[name] / whole for name in rates}
    return Score(100 * sum(left[name] * value for name, value in rates.items()), left)
