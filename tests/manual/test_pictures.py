"""The pictures of the manual are those of the program as it is, small, and each is shown."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from manual.following import MANUAL
from manual.pictures import FOLDER, SCENES, SIZE, pictures
from rich.cells import cell_len
from support.demonstration import work_five_months
from support.screen_svg import CELL

MOST_BYTES = 400_000
"""Of all pictures together."""

_TEXT = re.compile(r'<text x="(\d+)" y="\d+" textLength="(\d+)"[^>]*>([^<]+)</text>')


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_each_picture_is_what_the_program_shows(seeded_file: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.db"
    shutil.copyfile(seeded_file, ledger)
    work_five_months(ledger)
    stale = [
        name
        for name, drawn in (await pictures(ledger)).items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != drawn
    ]
    assert stale == [], "python tests/manual/pictures.py makes them anew; look at each that changes"


def test_every_picture_is_shown_and_there_are_no_others() -> None:
    shown = set(re.findall(r"\(manual/(\w+\.svg)\)", MANUAL.read_text(encoding="utf-8")))
    kept = {path.name for path in FOLDER.iterdir()}
    assert shown == kept == {f"{name}.svg" for name in SCENES}
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", SCENES)
def test_every_run_of_text_takes_its_cells_and_stays_within_the_screen(name: str) -> None:
    """Wide characters and narrow ones in runs of their own: columns stand below each other in any font."""
    runs = _TEXT.findall((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    assert runs
    for x, length, escaped in runs:
        text = unescape(escaped)
        assert int(length) == cell_len(text) * CELL and int(x) + int(length) <= SIZE[0] * CELL
        assert len({cell_len(one) for one in text}) == 1, text
