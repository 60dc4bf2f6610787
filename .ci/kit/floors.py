"""The lowest versions that pyproject.toml allows: installed into a folder, and tests run with them.

    python .ci/kit/floors.py FOLDER [PYTEST-ARGUMENTS...]

Without arguments a sample runs that uses every package; ``tests`` is all of it. A floor that does not work
is raised in pyproject.toml. Needs the extra ``dev`` (uv, build tools) and the registry.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kit_platforms import PYTHONS, ROOT
from locks import DEVELOPMENT, read_lock, wanted
from packaging.utils import canonicalize_name

SAMPLE = (
    "tests/documents/pdf/test_ends.py",  # typst, fonttools
    "tests/documents/docx/test_template.py",  # python-docx, docxtpl, lxml
    "tests/documents/xlsx/test_list_export.py",  # XlsxWriter
    "tests/importing/plan_files/test_word_plans.py",  # lxml
    "tests/importing/plan_files/test_hostile_files.py",  # python-calamine
    "tests/domain/dates/test_workdays.py",  # chinesecalendar
    "tests/domain/dates/test_dates.py",  # python-dateutil
    "tests/exchange/test_pack_exchange.py",  # pyrage, pydantic
    "tests/exchange/test_trust.py",  # PyNaCl
    "tests/cli/commands/test_calendar_and_weekly.py",  # icalendar
    "tests/cli/test_json_forms.py",  # click, platformdirs, pypinyin
    "tests/tui/test_app_shell.py",  # textual, rich
)


def install(folder: Path) -> Path:
    """A venv with the lowest versions, and the tools of the tests as they are locked; its interpreter."""
    python = folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    floors, tools = folder / "floors.txt", folder / "tools.txt"
    folder.mkdir(parents=True, exist_ok=True)
    lowest = ["--resolution", "lowest-direct", "--python-version", PYTHONS[0], "--only-binary", ":all:"]
    _uv("pip", "compile", "--quiet", "pyproject.toml", *lowest, "--no-annotate", "--output-file", str(floors))
    own = {canonicalize_name(one.name) for one in wanted()}
    locked = read_lock(DEVELOPMENT)
    asked = {canonicalize_name(one.name) for one in wanted("dev")} - own
    tools.write_text("".join(f"{name}=={locked[name].version}\n" for name in sorted(asked)), encoding="utf-8")
    _uv("venv", "--quiet", "--python", sys.executable, "--clear", str(folder / "venv"))
    _uv("pip", "install", "--quiet", "--python", str(python), "-r", str(floors), "-r", str(tools))
    _uv("pip", "install", "--quiet", "--python", str(python), "--no-deps", "--no-build-isolation", "-e", ".")
    return python


def _uv(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "uv", *words], check=True, cwd=ROOT)


def main(arguments: list[str]) -> int:
    """Install and test; pytest's exit code."""
    if not arguments:
        print(__doc__)
        return 2
    python = install(Path(arguments[0]).absolute())
    tests = arguments[1:] or [*SAMPLE, "-n", "2", "-q"]
    return subprocess.run(
        [str(python), "-m", "pytest", "-p", "no:cacheprovider", *tests], cwd=ROOT
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
