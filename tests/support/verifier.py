"""The stand-alone verifier as tests run it: in this process, on its own module, or as its users run it."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

VERIFIER = Path(__file__).resolve().parents[2] / "huaian_tui" / "verify" / "verify.py"
FIGURES = VERIFIER.with_name("verify_figures.py")


def loaded(file: Path = VERIFIER) -> ModuleType:
    """A file of the verifier as a module of its own, freshly loaded: it keeps what it found."""
    spec = importlib.util.spec_from_file_location(f"stand_alone_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verify(*arguments: object) -> tuple[int, str]:
    """The exit code and all that is printed."""
    module, out, before = loaded(), io.StringIO(), sys.argv
    sys.argv = ["verify.py", *map(str, arguments)]
    try:
        with redirect_stdout(out), redirect_stderr(out):
            try:
                code = module._main()
            except SystemExit as end:
                code = int(end.code or 0)
    finally:
        sys.argv = before
    return code, out.getvalue()


def world(pack: Path, day: str, end: str, known: Mapping[str, str]) -> Any:
    """What the verifier makes of a pack, by what was known by ``day``, as things stood on ``end``.

    ``known``: the days of records whose ids do not say from when they were known.
    """
    module = loaded()
    records = module._records_of(*module._read_pack(str(pack)))
    assert module.FOUND == [], module.FOUND
    dated = [one | {"known": known.get(one["id"], one["known"])} for one in records]
    then = [one | {"own": one["occurred_on"] or one["known"]} for one in dated if one["known"] <= day]
    return loaded(FIGURES)._World(then, end, 30)


def changed(passport: Path, target: Path, change: Any) -> Path:
    """A passport after ``change`` of its values, with its own checksum made right again."""
    module = loaded()
    values = json.loads(passport.read_text(encoding="utf-8"))
    change(values)
    del values["sha256"]
    values["sha256"] = module._sha(module._canonical(values))
    target.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return target
