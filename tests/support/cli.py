"""Running the command line inside the test, on a ledger of the test's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from huaian_tui.cli.root import cli


@dataclass(frozen=True)
class Run:
    """How one run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Program:
    """``huaian-tui`` on one ledger, as an officer, on a day."""

    path: Path
    today: str = "2025-01-15"
    officer: str = "张三"

    def run(self, *words: str, stdin: str | bytes | None = None) -> Run:
        """Run it with these words after the options of the program; whatever the exit code."""
        options = ["--db", str(self.path), "--today", self.today, "--officer", self.officer]
        result = CliRunner().invoke(cli, [*options, *words], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Run(result.exit_code, result.stdout, result.stderr)

    def on(self, today: str) -> Program:
        """The same on another day."""
        return Program(self.path, today, self.officer)

    def json(self, *words: str) -> Any:
        """The JSON of a run that must succeed."""
        ended = self.run(*words, "--json")
        assert ended.code == 0, ended.err
        return ended.json

    def text(self, *words: str) -> str:
        """The text of a run that must succeed."""
        ended = self.run(*words)
        assert ended.code == 0, ended.err
        return ended.out

    def refused(self, *words: str, code: int = 1) -> str:
        """The line (or lines) on stderr of a run that must not succeed; nothing stands on stdout."""
        ended = self.run(*words)
        assert (ended.code, ended.out) == (code, ""), ended
        assert ended.err.strip()
        return ended.err
