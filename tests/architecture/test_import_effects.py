"""Importing a module only defines: it opens no file, makes no folder, begins no process or connection."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from support import children
from support.source_tree import PACKAGE

_WATCHED_IMPORTS = """
import sys
from importlib import import_module
from pathlib import Path

top = Path(sys.argv[1])
WATCHED = {
    "open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.listdir", "os.scandir",
    "os.putenv",
    "sqlite3.connect", "socket.connect", "subprocess.Popen", "os.system", "tempfile.mkstemp",
}
MAY = {"huaian_tui.tui": {"os.putenv"}}  # what Textual reads when it is first imported

def whose(frame):
    # Our module that does it itself; what an import or a package in between does is theirs.
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib") or "site-packages" in name:
            return None
        if name.startswith(str(top)):
            return frame.f_globals["__name__"]
        frame = frame.f_back
    return None

def watch(event, arguments):
    if event in WATCHED and (module := whose(sys._getframe(1))) and event not in MAY.get(module, ()):
        print(module, event)

paths = sorted(top.rglob("*.py"))
sys.path.insert(0, str(top.parent))
sys.addaudithook(watch)
for path in paths:
    parts = path.relative_to(top.parent).with_suffix("").parts
    import_module(".".join(parts).removesuffix(".__init__"))
print(len(paths), "imported")
"""


def effects(package: Path) -> list[str]:
    """What importing every module of a package does: the module and the event, and how many were imported."""
    ended = children.run(
        [sys.executable, "-c", _WATCHED_IMPORTS, str(package)],
        capture_output=True,
        seconds=100,
        check=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    return ended.stdout.decode().splitlines()


def test_importing_the_program_does_nothing() -> None:
    *found, last = effects(PACKAGE)
    assert found == []
    assert int(last.split()[0]) > 300


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("open(__file__).close()", "open"),
        ("from pathlib import Path\nPath(__file__).read_text()", "open"),
        ("import os\nos.makedirs(os.path.join(os.path.dirname(__file__), 'new'))", "os.mkdir"),
        ("import sqlite3\nsqlite3.connect(':memory:')", "sqlite3.connect"),
        ("import os\nos.environ['PLANTED'] = '1'", "os.putenv"),
    ],
)
def test_a_planted_effect_is_seen(tmp_path: Path, deed: str, event: str) -> None:
    package = tmp_path / "planted"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "doer.py").write_text(deed)
    assert effects(package) == [f"planted.doer {event}", "2 imported"]
