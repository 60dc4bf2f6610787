"""Who does what: words in a bracket, a cell or behind a measure, and what each role is given."""

from __future__ import annotations

from typing import Any

import pytest

from huaian_tui.domain.reading.duties import is_duty, labelled, read_duty

READ: list[tuple[str, dict[str, Any]]] = [
    (
        "市住建局牵头，市财政局、市数据局配合",
        {
            "lead": "市住建局",
            "support": "市财政局、市数据局",
            "lead_raw": "市住建局",
            "support_raw": "市财政局、市数据局",
        },
    ),
    (
        "（市住建局牵头，市财政局配合，6月底前完成）",
        {"lead": "市住建局", "support": "市财政局", "due_text": "6月底前完成"},
    ),
    ("由市住建局牵头负责", {"lead": "市住建局"}),
    ("市住建局会同市财政局实施", {"lead": "市住建局", "support": "市财政局", "support_raw": "市财政局"}),
    ("市住建局牵头会同市财政局、市数据局落实", {"lead": "市住建局", "support": "市财政局、市数据局"}),
    ("市数据局，市住建局牵头，市财政局配合", {"lead": "市数据局、市住建局", "support": "市财政局"}),
    ("市数据局，市住建局会同市财政局实施", {"lead": "市数据局、市住建局", "support": "市财政局"}),
    # All are equal where no lead is named.
    (
        "市住建局、市财政局按职责分工负责",
        {"units": "市住建局、市财政局", "support_raw": "市住建局、市财政局", "lead_raw": ""},
    ),
    ("市住建局，市财政局负责", {"units": "市住建局、市财政局"}),
    (
        "市住建局，市财政局配合",
        {"units": "市住建局", "support": "市财政局", "support_raw": "市住建局；市财政局"},
    ),
    ("市住建局牵头，市数据局，市财政局配合", {"lead": "市住建局", "support": "市数据局、市财政局"}),
    ("市数据局、市财政局", {"units": "市数据局、市财政局"}),
    ("市住建局、市财政局、市住建局", {"units": "市住建局、市财政局"}),
    # Roles behind names stand before the role of the whole.
    (
        "市住建局（牵头单位）、市财政局（配合单位）、市数据局",
        {"lead": "市住建局", "units": "市数据局", "support": "市财政局"},
    ),
    # Labels.
    (
        "牵头单位：市住建局；配合单位：市财政局、市数据局；责任人：张三；完成时限：2026年6月底",
        {
            "lead": "市住建局",
            "support": "市财政局、市数据局",
            "due_text": "2026年6月底",
            "persons": True,
        },
    ),
    ("牵头单位：无；责任单位：市财政局", {"lead": "", "units": "市财政局"}),
    ("责任单位：市住建局，6月底前", {"units": "市住建局", "due_text": "6月底前"}),
    ("责任单位：市住建局牵头，市财政局配合", {"lead": "市住建局", "support": "市财政局"}),
    (
        "任务分工：市住建局牵头，市财政局配合。完成时限：2026年6月底",
        {"lead": "市住建局", "support": "市财政局", "due_text": "2026年6月底"},
    ),
    # Times are no units, and all of them are told.
    (
        "市住建局牵头，2026年6月底前，市财政局配合，年内持续推进",
        {"lead": "市住建局", "support": "市财政局", "due_text": "2026年6月底前；年内持续推进"},
    ),
    ("长期坚持", {"due_text": "长期坚持", "names_units": False}),
    ("市住建局牵头，持续推进", {"lead": "市住建局", "due_text": "持续推进"}),
    ("市住建局牵头，年内完成", {"lead": "市住建局", "due_text": "年内完成"}),
    # An open set.
    ("市住建局、市财政局等部门", {"units": "市住建局、市财政局", "open": ("support",)}),
    ("市住建局等部门牵头", {"lead": "市住建局", "open": ("lead",)}),
    # What binds other items too.
    (
        "市住建局、市财政局，首位为牵头单位，下同",
        {"units": "市住建局、市财政局", "first_leads": True, "for_all": True},
    ),
    ("市住建局、市财政局（首位为牵头单位）", {"units": "市住建局、市财政局", "first_leads": True}),
    ("无牵头单位的，责任单位即为牵头单位", {"names_units": False, "left": ()}),
    (
        "市住建局牵头，市财政局配合，以下任务均需市数据局、市水利局落实，不再一一列出",
        {
            "lead": "市住建局",
            "support": "市财政局",
            "added": "以下任务均需市数据局、市水利局落实，不再一一列出",
            "added_units": "市数据局、市水利局",
        },
    ),
    ("以下简称“方案”", {"names_units": False, "left": ("以下简称“方案”",)}),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_words_say_who_does_what(text: str, expected: dict[str, Any]) -> None:
    duty = read_duty(text)
    roles = ("lead", "units", "support", "added_units")
    said = {name: "、".join(one.name for one in getattr(duty, name)) for name in roles}
    told = {name: said.get(name, getattr(duty, name)) for name in ("lead", "units", "support", *expected)}
    nobody = {"lead": "", "units": "", "support": ""}
    assert told == nobody | expected


BRACKETS = [
    ("市住建局牵头", True),
    ("（市住建局、市财政局）", True),
    ("市住建局、市财政局按职责分工负责", True),
    ("各县区落实", True),
    ("责任人：张三", True),
    ("完成时限：6月底", True),
    ("6月底前", False),
    ("（含市住建局）", False),
    ("包括市住建局", False),
    ("以下简称市住建局", False),
    ("淮政发〔2025〕12号", False),
    ("见附件", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), BRACKETS)
def test_a_bracket_says_who_does_it_or_explains(text: str, expected: bool) -> None:
    assert is_duty(text) is expected


def test_labels_and_what_follows_them() -> None:
    assert list(labelled("市级，牵头单位：市住建局；完成时限：6月底。")) == [
        ("", "市级，"),
        ("牵头单位", "市住建局"),
        ("完成时限", "6月底"),
    ]
    assert list(labelled("；牵头单位：市住建局")) == [("牵头单位", "市住建局")]
