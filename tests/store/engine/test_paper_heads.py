"""What papers kept of the ledger tells of a chain that was written anew as a whole."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support.exchange import Laptop
from support.rewritten import rewritten

from huaian_tui.cli.json_forms.notices import notice_form
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.sources_annex import compose_annex
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.fingerprint import heads_fingerprint
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.notice_sources import fingerprint_of
from huaian_tui.services.notices import issue, keep_draft
from huaian_tui.services.settings import change_setting, change_settings
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.engine.origins import head_lines
from huaian_tui.store.engine.paper_heads import holds_heads
from huaian_tui.store.queries.notices import read_notice

TODAY = date(2026, 11, 22)


@pytest.fixture
def pair(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    ours, theirs = Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")
    theirs.do(lambda ledger: add_note(ledger, NoteDraft(2, "乙的", TODAY), TODAY))
    ours.take(theirs.export())
    return ours, theirs


def test_a_rewritten_chain_is_told_by_a_paper_and_by_its_digits(pair: tuple[Laptop, Laptop]) -> None:
    ours, theirs = pair
    asked = NoticeRequest(NoticeKind.STATUS, TODAY, units=("市数据局",))
    notice = ours.do(lambda ledger: keep_draft(ledger, compose(ledger.connection, asked), TODAY))
    with closing(open_reader(ours.path)) as connection:
        row = read_notice(connection, notice)
        digits = heads_fingerprint(row.composed_heads)
        assert digits in fingerprint_of(connection, row) and "仍是拟稿时的" in fingerprint_of(connection, row)
    assert check_ledger(ours.path).ok
    rewritten(ours, theirs.records()[0][1])
    with closing(open_reader(ours.path)) as connection:
        assert not holds_heads(connection, row.composed_heads)
        assert "被改写过" in fingerprint_of(connection, read_notice(connection, notice))
    assert any("文书拟稿时的不同" in line for line in check_ledger(ours.path).problems)


def test_of_an_issued_paper_they_are_of_the_moment_of_the_issue_on_every_laptop(
    seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")
    ours.do(lambda ledger: change_settings(ledger, {"code": "淮数督", "fingerprint": "是"}))
    asked = NoticeRequest(NoticeKind.CIRCULAR, TODAY)
    notice = ours.do(lambda ledger: keep_draft(ledger, compose(ledger.connection, asked), TODAY))
    with closing(open_reader(ours.path)) as connection:
        draft = read_notice(connection, notice)
    assert draft.heads == draft.composed_heads and not draft.issued_heads
    theirs.do(lambda ledger: change_setting(ledger, "officer", "乙的"))
    ours.take(theirs.export())
    with closing(open_reader(ours.path)) as connection:
        wanted = head_lines(connection)
    (came,) = {one.split()[0] for one in wanted} - {one.split()[0] for one in draft.composed_heads}
    ours.do(lambda ledger: issue(ledger, notice, TODAY))
    theirs.take(ours.export())
    digits = heads_fingerprint(wanted)
    for laptop in (ours, theirs):
        laptop.do(lambda ledger: add_note(ledger, NoteDraft(2, "后来的", TODAY), TODAY))
        with closing(open_reader(laptop.path)) as connection:
            row = read_notice(connection, notice)
            assert row.heads == wanted and row.composed_heads == draft.composed_heads
            assert notice_form(row)["fingerprint"] == document_of(row).fingerprint == digits
            assert f"{digits}（本台账仍是印发时的" in fingerprint_of(connection, row)
            assert f"印发时的台账指纹：{digits}。" in str(compose_annex(row, ()).body[0])
    rewritten(ours, bytes.fromhex(came))
    assert any("文书印发时的不同" in line for line in check_ledger(ours.path).problems)


def test_the_digits_are_over_the_lines_whatever_their_order() -> None:
    lines = ["b 2 cc", "a 1 dd"]
    assert heads_fingerprint(lines) == heads_fingerprint(sorted(lines))
    whole = hashlib.sha256(b"a 1 dd\nb 2 cc\n").hexdigest()
    assert heads_fingerprint(lines).replace(" ", "") == whole[:16]
    assert heads_fingerprint([]) == ""
