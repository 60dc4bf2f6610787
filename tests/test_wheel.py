"""The wheel holds all that the program needs: installed into a clean environment, it starts."""

from __future__ import annotations

import json
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from support import children

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    children.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.wheel
@pytest.mark.timeout(600)
def test_installed_wheel_starts_and_knows_the_plan(wheel: Path, tmp_path: Path) -> None:
    """Installed by uv, in a tenth of what pip needs; by pip it is installed where kits are tested."""
    venv.create(tmp_path / "venv")
    scripts = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    uv = [sys.executable, "-m", "uv"]  # nobody need have the folder of the tests' Python on the path
    install = [*uv, "pip", "install", "--quiet", "--python", scripts / "python", wheel]
    children.run(install, check=True, capture_output=True)
    ledger = tmp_path / "ledger.db"
    started = children.run(
        [scripts / "huaian-tui", "--db", ledger, "--today", "2025-01-15", "overdue", "--json"],
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    assert [one["task_no"] for one in json.loads(started.stdout)] == [2, 2, 6, 25, 26, 45]


@pytest.mark.wheel
def test_wheel_carries_schema_seed_styles_and_fonts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "huaian_tui/schema/001_ledger.sql",
        "huaian_tui/seed/tasks.json",
        "huaian_tui/seed/source/实施方案.txt",
        "huaian_tui/tui/app.tcss",
        "huaian_tui/documents/fonts/ZhuqueFangsong-Regular.ttf",
        "huaian_tui/documents/fonts/OFL-1.1.txt",
        "huaian_tui/py.typed",
        "huaian_tui/verify/verify.py",
        "huaian_tui/verify/verify_figures.py",
        "huaian_tui/manual/使用手册.md",
        *(["huaian_tui/commit.txt"] if (ROOT / ".git").exists() else []),
    ):
        assert wanted in names
    assert not [name for name in names if ".ci" in name], "kits are made beside the program"
