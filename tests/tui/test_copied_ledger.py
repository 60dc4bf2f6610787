"""A ledger that was copied to another machine: the officer is told once, by what is saved first."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.screens import opened
from support.tui import TODAY, wait_until

from huaian_tui.services.notes import NoteDraft, add_note


async def test_the_first_save_on_another_machine_is_told_once(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(ledger_path, "records", (80, 24)) as (app, pilot):

        def save(text: str) -> None:
            app.session.write(lambda ledger: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))
            app.ledger_changed()

        def told() -> int:
            return sum("另起来源编号" in one.message for one in pilot.app._notifications)

        save("原来的")
        assert told() == 0
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "另一台"))
        save("同事写的")
        await wait_until(pilot, lambda: told() == 1)
        save("同事又写的")
        assert told() == 1
