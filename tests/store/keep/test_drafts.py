"""Drafts: listed with what they say, recognised when their form was saved after all, never half."""

from __future__ import annotations

import os
import sqlite3
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.services.decisions import extend_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.drafts import (
    draft_folder,
    drop_draft,
    is_recorded,
    list_drafts,
    load_draft,
    save_draft,
)


def kept(path: Path, form: str, values: dict[str, str], at: float) -> Any:
    save_draft(path, form, values)
    file = next(one for one in draft_folder(path).iterdir() if form.partition(":")[0] in one.name)
    os.utime(file, (at, at))
    return next(one for one in list_drafts(path) if one.form == form)


def test_drafts_are_listed_newest_first_with_their_gist(ledger_path: Path) -> None:
    assert list_drafts(ledger_path) == []
    kept(ledger_path, "note:12", {"day": "2026-11-22", "text": "平台\n已上线  试运行" + "写" * 100}, 1000)
    kept(ledger_path, "extend:2-1", {"due": "2026-12-31", "basis": "会议纪要"}, 2000)
    kept(ledger_path, "hand_in:1-a/../x", {"day": "2026-11-22", "text": ""}, 3000)
    save_draft(ledger_path, "cancel:3", {"basis": "  "})
    found = list_drafts(ledger_path)
    assert [one.form for one in found] == ["hand_in:1-a/../x", "extend:2-1", "note:12"]
    assert [one.gist[:10] for one in found] == ["2026-11-22", "会议纪要", "平台 已上线 试运行"]
    assert len(found[2].gist) == 60
    assert (found[2].kind, found[2].subject) == ("note", "12")
    assert all(stat.S_IMODE(one.stat().st_mode) == 0o600 for one in draft_folder(ledger_path).iterdir())


@pytest.mark.parametrize("subject", ["2-1", ",".join(f"12-{number}" for number in range(999)), "单" * 50])
def test_a_form_on_however_many_things_has_its_draft(ledger_path: Path, subject: str) -> None:
    form = f"complete:{subject}"
    save_draft(ledger_path, form, {"basis": "验收单"})
    assert load_draft(ledger_path, form) == {"basis": "验收单"}
    assert [(one.form, one.values) for one in list_drafts(ledger_path)] == [(form, {"basis": "验收单"})]
    drop_draft(ledger_path, form)
    assert list_drafts(ledger_path) == [] and load_draft(ledger_path, form) is None


def test_a_draft_of_an_older_program_is_taken_up(ledger_path: Path) -> None:
    save_draft(ledger_path, "note:1", {"text": "新"})
    (draft_folder(ledger_path) / "note%3A2.json").write_text('{"text": "旧"}', encoding="utf-8")
    texts = {one.form: one.values["text"] for one in list_drafts(ledger_path)}
    assert texts == {"note:1": "新", "note:2": "旧"}


@pytest.mark.parametrize("contents", ["", "[]", "{", '"x"', "\0" * 100, "x" * 1_000_001])
def test_files_that_are_no_drafts_are_passed_over(ledger_path: Path, contents: str) -> None:
    save_draft(ledger_path, "note:1", {"text": "真的"})
    (draft_folder(ledger_path) / "note%3A2.json").write_text(contents, encoding="utf-8")
    (draft_folder(ledger_path) / ".huaian-x.part").write_text("{}", encoding="utf-8")
    assert [one.form for one in list_drafts(ledger_path)] == ["note:1"]


def test_a_draft_whose_form_was_saved_is_recognised(
    ledger: Ledger, ledger_path: Path, reader: sqlite3.Connection, clock: Any, today: date
) -> None:
    now = clock.moment.timestamp()
    draft = kept(ledger_path, "note:1", {"text": " 平台上线\r\n", "problem": "无", "day": "今天"}, now)
    assert not is_recorded(reader, draft)
    add_note(ledger, NoteDraft(1, "平台上线", today, problem="有"), today)
    assert not is_recorded(reader, draft), "another problem"
    add_note(ledger, NoteDraft(2, "平台上线", today, problem="无"), today)
    assert not is_recorded(reader, draft), "another task"
    note = add_note(ledger, NoteDraft(1, "平台上线", today, problem="无"), today)
    assert is_recorded(reader, draft)
    later = kept(ledger_path, "note:1", {"text": "平台上线", "problem": "无"}, now + 60)
    assert not is_recorded(reader, later), "typed again after it was saved"
    correction = {"text": "平台未上线", "reason": "核实"}
    corrected = kept(ledger_path, f"correct:{note.hex()}", correction, now)
    correct_note(ledger, note, "平台未上线", "核实")
    assert is_recorded(reader, corrected)
    extended = kept(ledger_path, "extend:2-1", {"due": "12月31日", "basis": "会议纪要"}, now)
    extend_milestone(ledger, "2-1", date(2026, 12, 31), "会议纪要", today)
    assert is_recorded(reader, extended)


def test_the_text_of_a_notice_is_never_taken_for_recorded(
    ledger_path: Path, reader: sqlite3.Connection
) -> None:
    assert not is_recorded(reader, kept(ledger_path, "notice:ab", {"title": "通报", "body": "改"}, 1000))
    assert not is_recorded(reader, kept(ledger_path, "unknown:1", {"text": "x"}, 1000))


def test_a_draft_that_cannot_be_removed_does_not_fail_what_was_saved(ledger_path: Path) -> None:
    save_draft(ledger_path, "note:1", {"text": "x"})
    file = next(draft_folder(ledger_path).iterdir())
    file.unlink()
    file.mkdir()
    drop_draft(ledger_path, "note:1")
    assert load_draft(ledger_path, "note:1") is None
