"""Ledgers of older schemas as this program upgrades them: once each, copied for tests that only read."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli import Program

from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.keep.locations import CONFIG_VARIABLE

FOLDER = Path(__file__).parent
Upgraded = Callable[[int, str], Program]


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The kept ledger of a schema, upgraded; never written to, only copied."""
    made = dict[int, Path]()

    def upgraded(version: int) -> Path:
        if version not in made:
            folder = tmp_path_factory.mktemp(f"upgraded-{version}")
            path = folder / "台账.db"
            path.write_bytes(gzip.decompress((FOLDER / f"schema_{version}.db.gz").read_bytes()))
            with pytest.MonkeyPatch.context() as machine:
                machine.setenv(CONFIG_VARIABLE, str(folder / "config"))
                machine.setenv("XDG_DATA_HOME", str(folder / "data"))
                open_writer(path).close()
            made[version] = path
        return made[version]

    return upgraded


@pytest.fixture
def upgraded_program(upgraded_file: Callable[[int], Path], tmp_path: Path) -> Upgraded:
    """The program, on a day, on a copy of the kept ledger of a schema that has been upgraded."""

    def program(version: int, today: str) -> Program:
        path = tmp_path / "台账.db"
        shutil.copyfile(upgraded_file(version), path)
        return Program(path, today)

    return program
