"""JSON as the commands write it is what the library writes with an indent of two."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.domain.reading.column_heads import Role

PLAIN = st.characters(blacklist_categories=("Cs",), min_codepoint=32, max_codepoint=126) | st.sampled_from(
    '市“\n\t"\\/—'
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(PLAIN)
    | st.sampled_from([Role.LEAD, Role.TASK]),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(PLAIN) | st.integers() | st.booleans() | st.none(), inner)
    ),
    max_leaves=30,
)


@given(VALUES)
def test_every_value_is_written_as_by_the_library(value: Any) -> None:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        emit_json(value)
    assert out.getvalue() == json.dumps(value, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("rows", [[], [{"a": 1, "b": ["x\ny"]}], [1, {"c": {}}, "汉"]])
def test_rows_that_come_one_after_the_other_are_the_last_part_of_an_object(
    rows: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    head = {"as_of": "2026-09-30", "scope": {"plan": None}}
    emit_json(head | {"rows": rows})
    whole = capsys.readouterr().out
    emit_json(head | {"rows": iter(rows)})
    assert capsys.readouterr().out == whole
