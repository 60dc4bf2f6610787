"""In a real pseudo-terminal: a signal keeps the draft, ends with its code, leaves the terminal as it was."""

from __future__ import annotations

import json
import os
import pty
import signal
import sys
from pathlib import Path

import pytest
from support import children
from support.terminal import exit_code, put_away

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")

PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from support.tui import MemorySession, PlainApp
from huaian_tui.tui.forms.fields import TextField
from huaian_tui.tui.forms.form import FormDialog

class FileSession(MemorySession):
    def save_draft(self, form, values):
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            json.dump({form: dict(values)}, file)

class FormApp(PlainApp):
    def on_ready(self):
        fields = [TextField("text", "内容")]
        self.push_screen(FormDialog("写记录", fields, lambda values: values, form_id="note:3"))

app = FormApp(FileSession())
app.run()
sys.exit(app.return_code)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_keeps_the_draft_and_ends_properly(tmp_path: Path, number: int, code: int) -> None:
    script, draft = tmp_path / "program.py", tmp_path / "draft.json"
    script.write_text(PROGRAM, encoding="utf-8")
    tests = str(Path(__file__).parents[1])
    child = pexpect.spawn(
        sys.executable, [str(script), tests, str(draft)], dimensions=(24, 80), encoding="utf-8", timeout=60
    )
    try:
        child.expect("保存")
        child.send("\x1b[200~半\x1b[31m\n句\x1b[201~")
        child.expect("句")
        child.kill(number)
        assert exit_code(child) == code
    finally:
        put_away(child)
    assert json.loads(draft.read_text(encoding="utf-8")) == {"note:3": {"text": "半[31m 句"}}
    if number == signal.SIGTERM:
        assert "\x1b[?1049l" in child.before, "the alternate screen was not left"


def test_a_terminal_that_goes_away_without_a_signal_ends_the_program(tmp_path: Path) -> None:
    """Without a controlling terminal nobody sends SIGHUP: the program sees by itself that it is alone."""
    script, draft = tmp_path / "program.py", tmp_path / "draft.json"
    script.write_text(PROGRAM, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, str(script), str(Path(__file__).parents[1]), str(draft)]
    with children.Child(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as program:
        try:
            os.close(theirs)
            shown = b""
            while "保存".encode() not in shown:
                shown += os.read(ours, 65536)
            os.write(ours, "半句".encode())
            while "半句".encode() not in shown:
                shown += os.read(ours, 65536)
            os.close(ours)
            assert program.wait(60) == 129
        finally:
            program.kill()
    assert json.loads(draft.read_text(encoding="utf-8")) == {"note:3": {"text": "半句"}}
