"""The table of measures: each has all its words, and figures, help and document are made from it."""

from __future__ import annotations

from pathlib import Path

from huaian_tui.domain.evaluation.figures import ByOriginal, Figures, Rate
from huaian_tui.domain.evaluation.measures import BY_KEY, MEASURES, named_measure
from huaian_tui.domain.evaluation.page import document, page_lines

DOCUMENT = Path(__file__).parents[3] / "docs" / "督查评价.md"


def test_every_figure_has_its_measure_and_every_measure_its_words() -> None:
    told = {key for key in Figures.__dataclass_fields__ if key != "by_original"}
    told |= {f"by_original.{key}" for key in ByOriginal.__dataclass_fields__ if key != "due_today"}
    assert told | {"on_time_rate", "strict_rate", "by_original.on_time_rate"} == set(BY_KEY)
    for one in MEASURES:
        words = (one.name, one.head, one.formula, one.edges, one.name_en, one.formula_en, one.edges_en)
        assert all(words), one.key
        assert named_measure(one.name) is one
    assert len({one.name for one in MEASURES}) == len({one.head for one in MEASURES}) == len(MEASURES)


def test_the_document_is_made_from_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert document(text) == text, "run: python -m huaian_tui.domain.evaluation.page docs/督查评价.md"
    told = "\n".join(line for line, _ in page_lines())
    assert all(one.formula in told for one in MEASURES)


def test_a_rate_is_never_reduced_and_nothing_is_no_rate() -> None:
    assert Rate(10, 16).text == "10/16"
    assert Rate(10, 16).value == 0.625
    assert (Rate(0, 0).text, Rate(0, 0).value, Rate(0, 0).shown) == (None, None, "–")
    assert BY_KEY["on_time_rate"].shown(Figures(due=2, on_time=1, due_today=1)) == "1/1（100.0%）"
