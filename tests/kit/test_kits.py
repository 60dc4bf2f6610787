"""The kits of the other platforms: made here, and looked at piece by piece."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from io import BytesIO
from pathlib import Path

import make
import pytest
from kit_platforms import PLATFORMS, PYTHONS, Platform
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(900)]

GLIBC_2_17 = (
    "manylinux2014",
    "manylinux_2_17",
    "manylinux_2_12",
    "manylinux2010",
    "manylinux_2_5",
    "manylinux1",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.mark.parametrize("name", ["windows-x64", "linux-arm64", "macos-arm64"])
def test_a_kit_holds_all_that_its_platform_needs(name: str, wheel: Path, tmp_path: Path) -> None:
    platform = PLATFORMS[name]
    pythons = ("3.13",) if name == "windows-x64" else (PYTHONS[0], PYTHONS[-1])
    given = None if name == "windows-x64" else "none"
    kit = make.make(platform, tmp_path, wheel, given, pythons)
    said = make.carried(kit)
    assert said.startswith("No Python" if given else "Python 3.13 is in it")
    assert ("build_interpreter.sh" in said) == (name == "linux-arm64")
    with zipfile.ZipFile(kit) as archive:
        top = archive.namelist()[0].partition("/")[0]
        files = {one.removeprefix(f"{top}/"): archive.read(one) for one in archive.namelist()}
    for line in files["SHA256SUMS"].decode().splitlines():
        wanted, _, path = line.partition("  ")
        assert hashlib.sha256(files[path]).hexdigest() == wanted, path
    assert {line[66:] for line in files["SHA256SUMS"].decode().splitlines()} == set(files) - {"SHA256SUMS"}
    for python in pythons:
        assert list(missing(files, platform, python)) == []
    facts = json.loads(files["kit.json"])
    readme = files["README-请先读我.txt"].decode("utf-8-sig")
    assert facts["version"] in readme and platform.title in readme and "doctor" in readme and "卸载" in readme
    (windows_scripts if platform.windows else unix_scripts)(files)


def missing(files: dict[str, bytes], platform: Platform, python: str) -> Iterator[str]:
    """What pip would not find in the kit on that platform with that Python; wheels that do not fit it."""
    here: dict[str, tuple[str, bytes]] = {}
    for name, data in files.items():
        if name.startswith("wheels/") and fits(name.rpartition("/")[2], platform, python):
            here[canonicalize_name(parse_wheel_filename(name.rpartition("/")[2])[0])] = (name, data)
    lines = files["requirements.txt"].decode().splitlines()
    for line in lines:
        package = line.partition("==")[0]
        if package not in here:
            yield f"{package} for Python {python}"
        elif hashlib.sha256(here[package][1]).hexdigest() not in line:
            yield f"{here[package][0]} has another sum"
    markers = platform.markers | {"python_version": python, "python_full_version": f"{python}.0"}
    for name, data in here.values():
        for needed in needs(data):
            version = here.get(canonicalize_name(needed.name))
            if needed.marker is not None and not needed.marker.evaluate(markers):
                continue
            if version is None or not needed.specifier.contains(
                parse_wheel_filename(version[0].rpartition("/")[2])[1], prereleases=True
            ):
                yield f"{name} needs {needed}"


def fits(name: str, platform: Platform, python: str) -> bool:
    """Whether a wheel can be installed there: its Python, and for Linux a glibc of 2.17."""
    tag = f"cp{python.replace('.', '')}"
    for one in parse_wheel_filename(name)[3]:
        by_python = one.interpreter in {tag, "py3"} or (
            one.abi == "abi3" and int(one.interpreter.removeprefix("cp3")) <= int(tag.removeprefix("cp3"))
        )
        by_platform = one.platform == "any" or one.platform.startswith(
            tuple(f"{level}_" for level in GLIBC_2_17)
            if platform.name.startswith("linux")
            else ("macosx_10", "macosx_11")
            if platform.name.startswith("macos")
            else ("win_amd64",)
        )
        machine = one.platform.endswith(
            (
                "any",
                "universal2",
                platform.tags[0].rpartition("_")[2] if "x86" not in platform.tags[0] else "x86_64",
            )
        )
        if by_python and by_platform and (machine or platform.windows):
            return True
    return False


def needs(wheel: bytes) -> list[Requirement]:
    """What a wheel says it needs."""
    with zipfile.ZipFile(BytesIO(wheel)) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(name).decode())
    return [Requirement(line) for line in headers.get_all("Requires-Dist") or []]


def windows_scripts(files: dict[str, bytes]) -> None:
    """Lines ended as cmd.exe wants (more in ``test_windows_scripts.py``); nothing that Windows lacks."""
    scripts = {name: data for name, data in files.items() if name.endswith(".cmd")}
    assert {name.rpartition("/")[2] for name in scripts} == {
        "安装.cmd",
        "start.cmd",
        "退回上一版.cmd",
        "卸载.cmd",
        "huaian-tui.cmd",
        "督查台账命令行.cmd",
    }
    for name, data in scripts.items():
        assert data.count(b"\n") == data.count(b"\r\n") > 5 and not data.startswith(b"\xef\xbb\xbf"), name
    program = files["python/python.exe"]
    header = int.from_bytes(program[0x3C:0x40], "little")
    assert program[header : header + 6] == b"PE\0\0\x64\x86", "for x64"
    assert b"Python Software Foundation" in files["python/LICENSE.txt"]
    brought = {name.rpartition("/")[2].lower() for name in files if name.startswith("python/")}
    for name, data in inside_wheels(files):
        assert len(INSTALLED) + len(name) < 250, f"Windows takes paths of 259 characters: {name}"
        if name.endswith((".pyd", ".dll")):
            lacking = dlls_of(data) - brought - OF_WINDOWS
            assert not [one for one in lacking if not one.startswith("api-ms-win-")], name


OF_WINDOWS = {
    f"{one}.dll"
    for one in (
        *("advapi32", "bcrypt", "bcryptprimitives", "combase", "crypt32", "kernel32", "ntdll", "secur32"),
        *("shell32", "user32", "userenv", "ws2_32"),
    )
}
"""Libraries of each Windows 10; those of Visual C++ (vcruntime140, msvcp140) are none of them."""

INSTALLED = (
    "C:\\Users\\"
    + "n" * 20
    + r"\AppData\Local\Programs\huaian-tui\versions\0.3.0-0123456\python\Lib\site-packages\x"
)


def inside_wheels(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Every file that is installed, by its path below site-packages; of libraries with their bytes."""
    for path, data in files.items():
        if path.endswith(".whl"):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield name, archive.read(name) if name.endswith((".pyd", ".dll")) else b""


def dlls_of(library: bytes) -> set[str]:
    """The libraries that a program file of Windows (PE32+) imports, in small letters."""

    def number(at: int, size: int = 4) -> int:
        return int.from_bytes(library[at : at + size], "little")

    head = number(0x3C)
    sections = head + 24 + number(head + 20, 2)
    spans = [
        (number(at + 12), number(at + 16), number(at + 20))
        for at in range(sections, sections + 40 * number(head + 6, 2), 40)
    ]

    def place(address: int) -> int:
        return next(raw + address - start for start, size, raw in spans if start <= address < start + size)

    at, found = place(number(head + 24 + 120)), set[str]()
    while name := number(at + 12):
        found.add(library[place(name) :].split(b"\0", 1)[0].decode().lower())
        at += 20
    return found


def unix_scripts(files: dict[str, bytes]) -> None:
    """sh takes no carriage returns."""
    scripts = {name: data for name, data in files.items() if name.endswith(".sh")}
    assert {name.rpartition("/")[2] for name in scripts} == {
        "install.sh",
        "start.sh",
        "go-back.sh",
        "uninstall.sh",
    }
    for name, data in scripts.items():
        assert data.startswith(b"#!/bin/sh\n") and b"\r" not in data, name
