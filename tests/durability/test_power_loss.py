"""The plug is pulled while notes are saved: what was acknowledged is there, at whatever write it happens.

The program is traced once; then its disk is put together as it may be found after a power loss at any moment
of saving and of bringing the log home, with and without a reader that holds an older state.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from support.durability import Checks, note_texts, number_from_environment
from support.power_loss import Disk, Step, has_strace, traced

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_strace(), reason="needs strace"),
    pytest.mark.timeout(1800),
]
LOSSES = number_from_environment("HUAIAN_LOSSES", 60)

SAVES = """
import os, sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.opening import open_reader

path, reading = Path(sys.argv[1]), sys.argv[2]
os.write(1, b"begin")
reader = None
for number in range(9):
    if reading == "reader" and number in (2, 5):
        if reader is not None:
            reader.close()
        reader = open_reader(path)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
    if number == 7 and reader is not None:
        reader.close()
    with Ledger(path, "张三", lambda: datetime.now(UTC)) as ledger:
        for part in ("a", "b")[: 1 + number % 2]:
            text = f"{number}{part}"
            padding = "写" * (number % 3 * 900)
            draft = NoteDraft(number % 60 + 1, text, date(2026, 1, 1), problem=padding)
            add_note(ledger, draft, date(2026, 11, 22))
            os.write(1, text.encode())
"""


@pytest.mark.parametrize("reading", ["alone", "reader"])
def test_what_was_acknowledged_survives_a_pulled_plug(
    ledger_path: Path, tmp_path: Path, reading: str
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    path = folder / "台账.db"
    path.write_bytes(ledger_path.read_bytes())
    before = Disk(folder)
    steps = traced([sys.executable, "-c", SAVES, str(path), reading], folder, tmp_path / "trace")
    begun = next(place for place, step in enumerate(steps) if step.data == b"begin")
    assert sum(step.what == "say" for step in steps) == 1 + 13
    chance = random.Random(reading)
    moments = sorted(chance.randrange(begun, len(steps) + 1) for _ in range(LOSSES))
    done, said, checks = 0, set[str](), Checks()
    for number, moment in enumerate(moments):
        for step in steps[done:moment]:
            if step.what != "say":
                before.do(step)
            elif step.data != b"begin":
                said.add(step.data.decode())
        done = max(done, moment)
        found = tmp_path / f"{number}"
        found.mkdir()
        before.after_a_power_loss(found, chance)
        _holds(found / path.name, said, steps[moment - 1], checks)
    assert len(said) >= 10


def _holds(path: Path, said: set[str], last: Step, checks: Checks) -> None:
    where = f"{path.parent} after {last.what} of {last.file} at {last.offset}"
    stored = note_texts(path)
    assert said <= set(stored), f"{where}: an acknowledged note is lost: {said - set(stored)}"
    assert len(set(stored) - said) <= 1 and max(stored.values(), default=0) <= 1, where
    assert checks.of(path).problems == (), where
