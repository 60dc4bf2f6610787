"""Printing a PDF: the printers of the system, and one job for one of them.

Linux and macOS print by CUPS' ``lp``, Windows by the shell's verb
``print``, which takes neither printer nor copies. Names and titles that come from the system or
from people are data: they are arguments of a program, never a command line that a shell reads.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.domain.words.system_errors import system_reason

LIST_SECONDS = 10.0
"""How long the printing system may take to name its printers."""
PRINT_SECONDS = 60.0
"""How long it may take to accept a job; the printing itself is not waited for."""
MOST_COPIES = 999
_TITLE_LENGTH = 120
_REASON_LENGTH = 200
_JOB = re.compile(r"(\S+-\d+)")


class NotPrinted(HuaianError):
    """The file was not handed to a printer; it is still there to be printed by hand."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job that a printer accepted.

    ``printer`` is empty for the system's default printer, ``id`` (``NAME-12``) empty where the
    system gives none (Windows). ``notes`` are Chinese lines about what the system cannot do.
    """

    path: Path
    printer: str
    copies: int
    two_sided: bool
    id: str = ""
    notes: tuple[str, ...] = ()


def list_printers() -> list[str]:
    """Names of the printers, the default one first; empty where there are none or no CUPS."""
    default = default_printer()
    names = _answer("lpstat", "-e").splitlines()
    found = dict.fromkeys(name.strip() for name in names if name.strip())
    return sorted(found, key=lambda name: name != default)


def default_printer() -> str:
    """Name of the system's default printer, or nothing."""
    # "system default destination: NAME", or "no system default destination"; a name holds no blanks.
    _, colon, name = _answer("lpstat", "-d").strip().rpartition(": ")
    return name if colon and not any(map(str.isspace, name)) else ""


def print_file(
    path: Path, printer: str | None = None, copies: int = 1, two_sided: bool = True, title: str = ""
) -> PrintJob:
    """Hand the PDF to ``printer`` (None: the default one) on A4; ``title`` names the job in the queue.

    Raises InputRefused for an unknown printer or a number of copies outside 1 to 999, and
    NotPrinted, with the PDF's path and how to print it by hand, when nothing takes it.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise InputRefused(
            f"不能打印{copies}份", f"份数可为1至{MOST_COPIES}", "请重新填写份数", field="copies"
        )
    if not path.is_file():
        raise NotPrinted("没有打印", f"找不到文件：{path}", "请先导出PDF，再打印")
    if sys.platform == "win32":
        return _print_on_windows(path, copies, two_sided)
    return _print_by_lp(path, printer, copies, two_sided, title or path.stem)


def _print_by_lp(path: Path, printer: str | None, copies: int, two_sided: bool, title: str) -> PrintJob:
    if shutil.which("lp") is None:
        raise _by_hand(path, "本机没有打印程序 lp")
    printers = list_printers()
    if not printers:
        raise _by_hand(path, "本机没有设置打印机，或打印服务没有运行")
    chosen = printer or default_printer()
    if printer and printer not in printers:
        raise InputRefused(
            f"没有打印机“{printer}”", f"可用：{'、'.join(printers)}", "请换一台", field="printer"
        )
    if not chosen:
        raise InputRefused(
            "没有默认打印机", f"可用：{'、'.join(printers)}", "请选一台（--printer）", field="printer"
        )
    sides = "two-sided-long-edge" if two_sided else "one-sided"
    arguments = ["lp", "-d", chosen, "-n", str(copies), "-o", "media=A4", "-o", f"sides={sides}"]
    arguments += ["-t", job_title(title), "--", str(path.absolute())]
    try:
        done = _run(arguments, PRINT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise _by_hand(path, f"打印服务{PRINT_SECONDS:.0f}秒没有应答") from error
    except OSError as error:
        raise _by_hand(path, f"lp 无法运行（{system_reason(error)}）") from error
    if done.returncode != 0:
        raise _by_hand(path, _reason(done.stderr) or f"lp 退出码 {done.returncode}")
    job = _JOB.search(done.stdout)
    return PrintJob(path, chosen, copies, two_sided, job.group(1) if job else "")


def _print_on_windows(path: Path, copies: int, two_sided: bool) -> PrintJob:
    """The shell's verb takes only the file: it goes to the default printer with that one's settings."""
    start = getattr(os, "startfile", None)
    if start is None:
        raise _by_hand(path, "系统没有提供打印功能")
    try:
        start(str(path.absolute()), "print")
    except OSError as error:
        raise _by_hand(path, f"没有可以打印PDF的程序（{system_reason(error)}）") from error
    notes = ["已交给默认打印机"]
    if copies > 1:
        notes.append(f"只印1份，其余{copies - 1}份请再次打印，或打开PDF设定份数")
    if two_sided:
        notes.append("单面或双面按打印机的设置")
    return PrintJob(path, "", 1, two_sided, notes=tuple(notes))


def job_title(title: str) -> str:
    """The title for the queue: one line, at most 120 characters."""
    return " ".join(clean_text(title, limit=len(title)).split())[:_TITLE_LENGTH] or "文书"


def _by_hand(path: Path, why: str) -> NotPrinted:
    return NotPrinted(
        "没有打印",
        why,
        f"PDF在 {path.absolute()}，请打开它，按A4、双面（长边翻转）、实际大小打印，"
        "或复制到有打印机的电脑上打印",
    )


def _answer(*arguments: str) -> str:
    """What a listing program says; nothing when it is missing, fails or does not answer in time."""
    if shutil.which(arguments[0]) is None:
        return ""
    try:
        done = _run(list(arguments), LIST_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _run(arguments: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run a program without a shell; what it says is English in UTF-8, whatever the session's language is."""
    return subprocess.run(  # noqa: S603 - a fixed program, the rest are single arguments
        arguments,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"},
    )


def _reason(said: str) -> str:
    """The first line of an error message, without control characters."""
    lines = [clean_text(line[:_REASON_LENGTH]).strip() for line in said.splitlines()]
    return next((line for line in lines if line), "")
