"""The gist of each kind of record."""

from __future__ import annotations

from typing import Any

import pytest

from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import RecordKind

CASES: list[tuple[RecordKind, dict[str, Any], str]] = [
    (RecordKind.NOTE, {"text": "第一行\n第二行\t尾"}, "第一行 第二行 尾"),
    (
        RecordKind.MILESTONE_SET,
        {"title": "办法", "due": "2026-12-31", "basis": "交办"},
        "办法，2026-12-31；依据：交办",
    ),
    (RecordKind.MILESTONE_COMPLETE, {"basis": "验收"}, "依据：验收"),
    (RecordKind.MILESTONE_COMPLETE, {"basis": "验收", "value": 12345.67}, "读数 12345.67；依据：验收"),
    (RecordKind.MILESTONE_EXTEND, {"due": "2026-12-31", "basis": "同意"}, "时限改为 2026-12-31；依据：同意"),
    (RecordKind.MILESTONE_CANCEL, {"basis": "不再办"}, "依据：不再办"),
    (RecordKind.MILESTONE_REOPEN, {"basis": "重办"}, "依据：重办"),
    (RecordKind.READING, {"value": 0}, "读数 0"),
    (RecordKind.DELIVERABLE, {"title": "办法", "text": "送审稿"}, "送审稿"),
    (RecordKind.CORRECTION, {"text": "新", "reason": "笔误"}, "新（理由：笔误）"),
    (RecordKind.RETRACTION, {"reason": "误录"}, "（理由：误录）"),
    (RecordKind.NOTICE_DRAFT, {"title": "通报"}, "通报"),
    (
        RecordKind.NOTICE_DRAFT,
        {"kind": "supervision", "units": ["市财政局"], "title": "关于抓紧办理的通知"},
        "督办通知单 市财政局：关于抓紧办理的通知",
    ),
    (
        RecordKind.NOTICE_DRAFT,
        {"kind": "circular", "units": ["甲", "乙", "丙", "丁"], "title": "情况"},
        "通报 甲、乙、丙等 4 个单位：情况",
    ),
    (RecordKind.SELF_REPORT, {"unit": "市财政局", "progress": "已\n入表"}, "市财政局：已 入表"),
    (
        RecordKind.SELF_REPORT,
        {"unit": "市财政局", "progress": "入表", "finished": True, "finished_on": "2026-06-30"},
        "市财政局（报称 2026-06-30 完成）：入表",
    ),
    (RecordKind.REPORT_DECISION, {"decision": "confirmed", "unit": "市财政局"}, "确认市财政局的自报"),
    (
        RecordKind.REPORT_DECISION,
        {"decision": "rejected", "unit": "市财政局", "reason": "不实"},
        "驳回市财政局的自报；理由：不实",
    ),
    (RecordKind.SETTING, {"key": "officer", "title": "承办人", "value": "乙"}, "承办人：乙"),
]


@pytest.mark.parametrize(("kind", "body", "words"), CASES)
def test_each_kind_says_what_it_is_about(kind: RecordKind, body: dict[str, Any], words: str) -> None:
    assert gist(kind.value, body) == words


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_record_of_any_kind_has_a_gist_even_without_its_fields(kind: RecordKind) -> None:
    words = gist(kind.value, {})
    assert words
    assert "None" not in words


def test_a_long_text_is_cut_with_a_mark_and_stays_one_line() -> None:
    short = gist("note", {"text": "字" * 20_000})
    assert short == "字" * 198 + ".."


def test_an_empty_record_shows_its_kind_and_a_newer_kind_says_so() -> None:
    assert gist("note", {"text": ""}) == KINDS[RecordKind.NOTE].title
    assert gist("teleport", {}) == "较新版本的记录（teleport）"
