"""What the officer clicks: start scripts in the program's folder, entries on the desktop and in the menu."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from places import WINDOWS, Home

TITLE = "督查台账"
COMMAND_LINE = "督查台账命令行"
"""A window in which ``huaian-tui`` is a command; only Windows needs it."""

HERE = Path(__file__).resolve().parent
"""The folder of these scripts: in the kit, or beside the installed program."""

_DESKTOP_ENTRY = """[Desktop Entry]
Type=Application
Version=1.0
Name={title}
Comment=淮安督查台账：离线的督查台账
Exec="{start}" --window
Icon={icon}
Terminal=false
Categories=Office;
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """The entries that were made, and those that could not be (the place is not the user's to write)."""

    made: tuple[Path, ...]
    missed: tuple[Path, ...]


def place(home: Home) -> Placed:
    """Copy these scripts beside the program and make the entries; the program works without any of them."""
    setup = home.folder / "setup"
    if HERE != setup:
        shutil.rmtree(setup, ignore_errors=True)
        shutil.copytree(
            HERE, setup, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
        )
    for one in scripts():
        shutil.copyfile(one, home.folder / one.name)
        if one.suffix == ".sh":
            (home.folder / one.name).chmod(0o755)
    made, missed = list[Path](), list[Path]()
    for path in entries(home):
        if not WINDOWS and path.parent == _desktop() and not path.parent.is_dir():
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            (_on_windows if WINDOWS else _on_unix)(home, path)
            made.append(path)
        except OSError:
            missed.append(path)
    return Placed(tuple(made), tuple(missed))


def how_to_open(home: Home, placed: Placed) -> str:
    """What to click and what to run, after these entries were made."""
    folders = [path.parent for path in placed.made if path.stem == TITLE]
    menu = any(path.stem in (TITLE, "huaian-tui") and path.suffix == ".desktop" for path in placed.made)
    said = []
    if _desktop() in folders:
        said.append(f"双击桌面上的“{TITLE}”打开")
    elif folders or menu:
        said.append(f"在{'开始菜单' if WINDOWS else '启动器'}里找“{TITLE}”打开")
    said.append(_by_command(home, placed))
    missed = "、".join(str(path) for path in placed.missed)
    return "；".join(said) + "。" + (f"\n没有写进去（没有权限），不影响使用：{missed}" if missed else "")


def _by_command(home: Home, placed: Placed) -> str:
    """How the program is run from a command line."""
    if WINDOWS:
        if any(path.stem == COMMAND_LINE for path in placed.made):
            return f"用命令行的，在开始菜单里找“{COMMAND_LINE}”，里面可以写 huaian-tui"
        return f"用命令行的，运行 {home.folder / f'{COMMAND_LINE}.cmd'}，里面可以写 huaian-tui"
    command = Path.home() / ".local" / "bin" / "huaian-tui"
    if command not in placed.made:
        return f"用命令行的，运行 {shlex.quote(str(home.folder / 'start.sh'))}"
    if str(command.parent) in os.environ.get("PATH", "").split(os.pathsep):
        return "用命令行的，运行 huaian-tui"
    return f"用命令行的，运行 {shlex.quote(str(command))}"


def scripts() -> list[Path]:
    """What is copied beside the program."""
    return sorted((HERE / "installed" / ("windows" if WINDOWS else "unix")).iterdir())


def remove(home: Home) -> None:
    """Take the entries away again."""
    for path in entries(home):
        path.unlink(missing_ok=True)


def entries(home: Home) -> list[Path]:
    """Every file outside the program's folder that an installation makes."""
    if WINDOWS:
        desktop, menu = _windows_folders()
        return [desktop / f"{TITLE}.cmd", menu / f"{TITLE}.cmd", menu / f"{COMMAND_LINE}.cmd"]
    found = [Path.home() / ".local" / "bin" / "huaian-tui"]
    if sys.platform == "darwin":
        return [*found, _desktop() / f"{TITLE}.command"]
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return [*found, data / "applications" / "huaian-tui.desktop", _desktop() / f"{TITLE}.desktop"]


def _on_unix(home: Home, path: Path) -> None:
    start, icon = home.folder / "start.sh", home.folder / "icon.svg"
    path.unlink(missing_ok=True)
    if path.suffix == ".desktop":
        text = _DESKTOP_ENTRY.format(title=TITLE, start=_quoted(start), icon=icon)
        path.write_text(text, encoding="utf-8")
    else:
        path.write_text(f'#!/bin/sh\nexec {shlex.quote(str(start))} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def _quoted(path: Path) -> str:
    """A path inside the quotes of an Exec line (its rules of escaping, then those of the file)."""
    text = str(path)
    for sign in ("\\", '"', "`", "$"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\\", "\\\\").replace("%", "%%")


def _desktop() -> Path:
    """The desktop's folder, which may bear a Chinese name."""
    if WINDOWS:
        return _windows_folders()[0]
    try:
        asked = subprocess.run(  # noqa: S603
            ["xdg-user-dir", "DESKTOP"],  # noqa: S607
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        folder = Path(asked.stdout.strip())
        if folder.is_absolute() and folder != Path.home():
            return folder
    except (OSError, subprocess.SubprocessError, UnicodeError):
        pass
    known = (Path.home() / name for name in ("桌面", "Desktop"))
    return next((one for one in known if one.is_dir()), Path.home() / "Desktop")


def _on_windows(home: Home, path: Path) -> None:
    script = "start.cmd" if path.stem == TITLE else f"{COMMAND_LINE}.cmd"
    if home.folder == _default_windows() and script.isascii():
        # ASCII alone, since cmd.exe reads it in the code page of the moment; a variable says the path.
        path.write_bytes(b'@"%LOCALAPPDATA%\\Programs\\huaian-tui\\start.cmd" %*\r\n')
        return
    called = str(home.folder / script).replace("%", "%%")
    path.write_bytes(b"@echo off\r\nchcp 65001 >nul\r\n" + f'"{called}" %*\r\n'.encode())


def _default_windows() -> Path:
    return Path(os.environ.get("LOCALAPPDATA", "")) / "Programs" / "huaian-tui"


def _windows_folders() -> tuple[Path, Path]:
    """The desktop and the programs of the start menu, wherever they were moved to."""
    import ctypes

    fallbacks = (
        Path.home() / "Desktop",
        Path(os.environ.get("APPDATA", "")) / r"Microsoft\Windows\Start Menu\Programs",
    )
    found = []
    for number, fallback in zip(
        (0x10, 0x02), fallbacks, strict=True
    ):  # CSIDL_DESKTOPDIRECTORY, CSIDL_PROGRAMS
        buffer = ctypes.create_unicode_buffer(260)
        told = ctypes.windll.shell32.SHGetFolderPathW(None, number, None, 0, buffer) == 0  # type: ignore[attr-defined]
        found.append(Path(buffer.value) if told else fallback)
    return found[0], found[1]
