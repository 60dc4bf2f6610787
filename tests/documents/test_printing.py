"""Printing by a recording ``lp``, and once by a private CUPS."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import children
from support.documents import letter, vendored

from huaian_tui.documents import printing
from huaian_tui.documents.pdf.typesetting import render_pdf
from huaian_tui.documents.printing import NotPrinted, default_printer, job_title, list_printers, print_file
from huaian_tui.domain.errors import InputRefused

posix = pytest.mark.skipif(sys.platform == "win32", reason="lp is of Linux and macOS")


@dataclass
class FakePrinting:
    """Programs ``lp`` and ``lpstat`` that write down how they were called."""

    folder: Path

    def program(self, name: str, body: str) -> None:
        path = self.folder / name
        record = (
            f"import sys, json; open({str(self.folder / 'calls')!r}, 'a').write(json.dumps(sys.argv) + '\\n')"
        )
        path.write_text(f"#!{sys.executable}\n{record}\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def listing(self, names: list[str], default: str = "") -> None:
        said = f"system default destination: {default}" if default else "no system default destination"
        self.program("lpstat", f"print({said!r} if sys.argv[1] == '-d' else {chr(10).join(names)!r})")

    def calls(self, name: str) -> list[list[str]]:
        lines = (self.folder / "calls").read_text(encoding="utf-8").splitlines()
        return [call[1:] for call in map(json.loads, lines) if Path(call[0]).name == name]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePrinting:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    found = FakePrinting(folder)
    found.listing(["档案室", "HP_M404", "-o"], default="HP_M404")
    found.program("lp", "print('request id is HP_M404-17 (1 file(s))')")
    return found


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "市财政局_催办单.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    return path


@posix
def test_default_printer_comes_first(fake: FakePrinting) -> None:
    assert default_printer() == "HP_M404"
    assert list_printers() == ["HP_M404", "档案室", "-o"]
    fake.listing(["甲", "乙"])
    assert default_printer() == ""
    assert list_printers() == ["甲", "乙"]


@posix
def test_arguments_of_a_job_are_exact(fake: FakePrinting, pdf: Path) -> None:
    job = print_file(pdf, "档案室", copies=3, title="督办通知单 2026年第3号")
    assert fake.calls("lp") == [
        ["-d", "档案室", "-n", "3", "-o", "media=A4", "-o", "sides=two-sided-long-edge",
         "-t", "督办通知单 2026年第3号", "--", str(pdf)]
    ]  # fmt: skip
    assert (job.printer, job.copies, job.two_sided, job.id) == ("档案室", 3, True, "HP_M404-17")
    assert job.notes == ()


@posix
def test_without_a_printer_the_default_one_prints_and_the_file_gives_the_title(
    fake: FakePrinting, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pdf.parent)
    job = print_file(Path(pdf.name), two_sided=False)
    (call,) = fake.calls("lp")
    assert call[:2] == ["-d", "HP_M404"] and "sides=one-sided" in call
    assert call[-3:] == ["市财政局_催办单", "--", str(pdf)]
    assert job.printer == "HP_M404"


@posix
@pytest.mark.parametrize(
    "title", ["-o raw", "--", "-d 别的", "$(touch x); `id`", "甲\n乙\x1b[31m", "“引号”\"'"]
)
def test_hostile_titles_and_printers_are_single_arguments(fake: FakePrinting, pdf: Path, title: str) -> None:
    print_file(pdf, "-o", title=title)
    (call,) = fake.calls("lp")
    assert call[:2] == ["-d", "-o"]
    assert call[call.index("-t") + 1 :] == [job_title(title), "--", str(pdf)]
    assert len(call) == 12
    assert not list(pdf.parent.glob("x"))


def test_title_of_a_job_is_one_line_of_at_most_120_characters() -> None:
    assert job_title("甲\n乙\t丙\x1b[31m") == "甲 乙 丙[31m"
    assert job_title("督" * 5000) == "督" * 120
    assert job_title(" \n ") == "文书"


@posix
def test_refusal_of_lp_is_told_with_the_way_to_print_by_hand(fake: FakePrinting, pdf: Path) -> None:
    fake.program(
        "lp", "print('\\x1b[31mlp: The printer is not accepting jobs.', file=sys.stderr); sys.exit(1)"
    )
    with pytest.raises(NotPrinted) as refused:
        print_file(pdf)
    assert refused.value.message == "[31mlp: The printer is not accepting jobs."
    assert str(pdf) in refused.value.way_out
    assert "A4" in refused.value.way_out
    fake.program("lp", "print('x' * 5000, file=sys.stderr); sys.exit(1)")
    with pytest.raises(NotPrinted) as refused:
        print_file(pdf)
    assert refused.value.message == "x" * 200


@posix
def test_missing_lp_and_missing_printers_are_told(fake: FakePrinting, pdf: Path) -> None:
    fake.listing([])
    with pytest.raises(NotPrinted, match="没有设置打印机") as refused:
        print_file(pdf)
    assert str(pdf) in refused.value.way_out
    (fake.folder / "lp").unlink()
    (fake.folder / "lpstat").unlink()
    assert list_printers() == []
    with pytest.raises(NotPrinted, match="没有打印程序"):
        print_file(pdf)


@posix
def test_wrong_printer_copies_and_path_are_refused_before_anything_is_printed(
    fake: FakePrinting, pdf: Path
) -> None:
    with pytest.raises(InputRefused, match="档案室") as refused:
        print_file(pdf, "别的")
    assert refused.value.field == "printer"
    for copies in (0, -1, 1000):
        with pytest.raises(InputRefused, match="1至999"):
            print_file(pdf, copies=copies)
    with pytest.raises(NotPrinted, match="找不到文件"):
        print_file(pdf.with_name("没有.pdf"))
    fake.listing(["甲", "乙"])
    with pytest.raises(InputRefused, match="没有默认打印机"):
        print_file(pdf)
    assert fake.calls("lp") == []


@posix
def test_printing_system_that_does_not_answer_is_left(
    fake: FakePrinting, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "PRINT_SECONDS", 0.5)
    fake.program("lp", "import time; time.sleep(600)")
    started = time.monotonic()
    with pytest.raises(NotPrinted, match="没有应答"):
        print_file(pdf)
    monkeypatch.setattr(printing, "LIST_SECONDS", 0.5)
    fake.program("lpstat", "import time; time.sleep(600)")
    assert list_printers() == []
    assert time.monotonic() - started < 100


def test_windows_gets_the_verb_and_tells_what_it_cannot_do(
    pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", lambda path, verb: opened.append((path, verb)), raising=False)
    job = print_file(pdf, copies=2)
    assert opened == [(str(pdf), "print")]
    assert job.copies == 1
    assert any("其余1份" in note for note in job.notes)

    def refuse(path: str, verb: str) -> None:
        raise OSError(1155, "No application is associated with the specified file")

    monkeypatch.setattr(os, "startfile", refuse, raising=False)
    with pytest.raises(NotPrinted, match="没有可以打印PDF的程序（系统错误 1155）"):
        print_file(pdf)


CUPS_PROGRAMS = ("cupsd", "lpadmin", "lp", "lpstat")


def _find(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")


@pytest.fixture
def private_cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A print server of our own with one queue, 测试, that writes what it prints into a file."""
    if not all(map(_find, CUPS_PROGRAMS)) or not Path("/usr/share/cups/drv/sample.drv").exists():
        pytest.skip("CUPS is not installed")
    # A socket's path is at most 108 bytes long, pytest's folders may be longer.
    with tempfile.TemporaryDirectory(prefix="cups") as name:
        root = Path(name)
        root.chmod(0o755)
        for folder in ("spool", "spool/tmp", "cache", "state", "state/certs", "ppd"):
            (root / folder).mkdir()
        (root / "cups-files.conf").write_text(
            f"FileDevice Yes\nServerRoot {root}\nRequestRoot {root}/spool\nTempDir {root}/spool/tmp\n"
            f"CacheDir {root}/cache\nStateDir {root}/state\nSandboxing relaxed\n"
            f"ErrorLog {root}/error_log\nAccessLog {root}/access_log\nPageLog {root}/page_log\n"
        )
        (root / "cupsd.conf").write_text(
            f"LogLevel debug\nListen {root}/cups.sock\nBrowsing No\nWebInterface No\n"
            "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Location /admin>\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"
        )
        monkeypatch.setenv("CUPS_SERVER", str(root / "cups.sock"))
        command = [
            str(_find("cupsd")),
            "-f",
            "-c",
            str(root / "cupsd.conf"),
            "-s",
            str(root / "cups-files.conf"),
        ]
        devnull = subprocess.DEVNULL
        server = children.Child(command, seconds=900, stdout=devnull, stderr=devnull)
        try:
            _set_up_queue(root, server)
            yield root
        finally:
            server.terminate()
            server.wait(60)


def _set_up_queue(root: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not (root / "cups.sock").exists():
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.skip("cupsd cannot run here")
        time.sleep(0.1)
    added = children.run(
        [str(_find("lpadmin")), "-p", "测试", "-E", "-v", f"file://{root}/printed",
         "-m", "drv:///sample.drv/generic.ppd"],
        capture_output=True, text=True, seconds=60,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr


def test_private_cups_prints_the_pdf(private_cups: Path, tmp_path: Path) -> None:
    path = tmp_path / "函.pdf"
    path.write_bytes(render_pdf(letter(), vendored()))
    assert list_printers() == ["测试"]
    job = print_file(path, "测试", copies=1, title="-o 函")
    assert job.id == "测试-1"
    deadline = time.monotonic() + 60
    printed = private_cups / "printed"
    while not _completed() and time.monotonic() < deadline:
        time.sleep(0.3)
    log = (private_cups / "error_log").read_text(encoding="utf-8", errors="replace")
    assert "sides=two-sided-long-edge" in log and "media=A4" in log
    assert printed.exists(), log[-3000:]
    assert printed.read_bytes().startswith((b"%!PS", b"\x1b%-12345X", b"%PDF"))


def _completed() -> bool:
    """Whether the first job is done (the listing writes the name of the queue in per cent signs)."""
    listing = children.run(["lpstat", "-W", "completed", "-o"], capture_output=True, text=True, seconds=60)
    return "-1 " in listing.stdout
