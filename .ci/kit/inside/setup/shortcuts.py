"""What the officer clicks: start scripts in the program's folder, entries on the desktop and in the menu."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from places import WINDOWS, Home

TITLE = "督查台账"

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


def place(home: Home) -> list[Path]:
    """Copy these scripts beside the program and make the entries; the files that an officer can click."""
    setup = home.folder / "setup"
    if HERE != setup:
        shutil.rmtree(setup, ignore_errors=True)
        shutil.copytree(
            HERE, setup, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
        )
    shared = setup / "installed" / ("windows" if WINDOWS else "unix")
    for one in shared.iterdir():
        shutil.copyfile(one, home.folder / one.name)
        if not WINDOWS:
            (home.folder / one.name).chmod(0o755)
    return _on_windows(home) if WINDOWS else _on_unix(home)


def how_to_open(made: list[Path]) -> str:
    """What to click, after these entries were made."""
    if any(path.stem == TITLE for path in made):
        return f"双击桌面上的“{TITLE}”打开。"
    return f"在启动器里找“{TITLE}”打开，或运行 {made[0]}"


def remove(home: Home) -> None:
    """Take the entries away again."""
    for path in entries(home):
        path.unlink(missing_ok=True)


def entries(home: Home) -> list[Path]:
    """Every file outside the program's folder that an installation makes."""
    if WINDOWS:
        return [folder / f"{TITLE}.cmd" for folder in _windows_folders()]
    found = [Path.home() / ".local" / "bin" / "huaian-tui"]
    if sys.platform == "darwin":
        return [*found, _desktop() / f"{TITLE}.command"]
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return [*found, data / "applications" / "huaian-tui.desktop", _desktop() / f"{TITLE}.desktop"]


def _on_unix(home: Home) -> list[Path]:
    start, icon = home.folder / "start.sh", home.folder / "icon.svg"
    made = []
    for path in entries(home):
        if path.parent == _desktop() and not path.parent.is_dir():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if path.suffix == ".desktop":
            text = _DESKTOP_ENTRY.format(title=TITLE, start=_quoted(start), icon=icon)
            path.write_text(text, encoding="utf-8")
        else:
            path.write_text(f'#!/bin/sh\nexec {_for_shell(start)} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        made.append(path)
    return made


def _quoted(path: Path) -> str:
    """A path inside the quotes of an Exec line (its rules of escaping, then those of the file)."""
    text = str(path)
    for sign in ("\\", '"', "`", "$"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\\", "\\\\").replace("%", "%%")


def _for_shell(path: Path) -> str:
    """A path as one word of sh."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def _desktop() -> Path:
    """The desktop's folder, which may bear a Chinese name."""
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


def _on_windows(home: Home) -> list[Path]:
    made = []
    for path in entries(home):
        path.parent.mkdir(parents=True, exist_ok=True)
        # ASCII alone, since cmd.exe reads it in the code page of the moment; a variable says the path.
        path.write_bytes(
            b'@"%LOCALAPPDATA%\\Programs\\huaian-tui\\start.cmd" %*\r\n'
            if home.folder == _default_windows()
            else b"@echo off\r\nchcp 65001 >nul\r\n" + f'"{home.folder}\\start.cmd" %*\r\n'.encode()
        )
        made.append(path)
    return made


def _default_windows() -> Path:
    return Path(os.environ.get("LOCALAPPDATA", "")) / "Programs" / "huaian-tui"


def _windows_folders() -> list[Path]:
    """The desktop and the programs of the start menu, wherever they were moved to."""
    import ctypes

    found = []
    for number in (0x10, 0x02):  # CSIDL_DESKTOPDIRECTORY, CSIDL_PROGRAMS
        buffer = ctypes.create_unicode_buffer(260)
        if ctypes.windll.shell32.SHGetFolderPathW(None, number, None, 0, buffer) == 0:  # type: ignore[attr-defined]
            found.append(Path(buffer.value))
    return found
