"""The platforms that kits are made for: tags of their wheels, markers of their Python, their locks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The repository."""

LOCKS = ROOT / ".ci" / "locks"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""Versions of Python that a kit without an interpreter of its own carries wheels for."""

_LEVELS = ("2_17", "2014", "2_12", "2010", "2_5", "1", "2_24", "2_26", "2_27", "2_28", "2_31")
"""Names of manylinux, preferred first: 2014 is glibc 2.17; of later ones only what is not built for it."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform: its title for officers, tags of wheels by preference, what uv calls it, its markers."""

    name: str
    title: str
    tags: tuple[str, ...]
    uv: str
    markers: dict[str, str]

    @property
    def windows(self) -> bool:
        """Whether its scripts are those of cmd.exe."""
        return self.markers["os_name"] == "nt"

    @property
    def lock(self) -> Path:
        """The file with its pinned packages and their hashes."""
        return LOCKS / f"{self.name}.txt"


def _linux(machine: str) -> tuple[str, ...]:
    return tuple(
        f"manylinux{'_' if '_' in level else ''}{level}_{machine}".replace("manylinux__", "manylinux_")
        for level in _LEVELS
    )


def _markers(os_name: str, sys_platform: str, system: str, machine: str) -> dict[str, str]:
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


PLATFORMS = {
    one.name: one
    for one in (
        Platform(
            "windows-x64",
            "Windows 10、Windows 11（64 位）",
            ("win_amd64",),
            "windows",
            _markers("nt", "win32", "Windows", "AMD64"),
        ),
        Platform(
            "linux-x64",
            "统信UOS、银河麒麟等 Linux（x86_64：海光、兆芯、Intel、AMD）",
            _linux("x86_64"),
            "x86_64-manylinux_2_17",
            _markers("posix", "linux", "Linux", "x86_64"),
        ),
        Platform(
            "linux-arm64",
            "统信UOS、银河麒麟等 Linux（aarch64：鲲鹏、飞腾、麒麟）",
            _linux("aarch64"),
            "aarch64-manylinux_2_17",
            _markers("posix", "linux", "Linux", "aarch64"),
        ),
        Platform(
            "macos-arm64",
            "macOS 11 以上（Apple 芯片）",
            ("macosx_11_0_arm64", "macosx_14_0_arm64"),
            "aarch64-apple-darwin",
            _markers("posix", "darwin", "Darwin", "arm64"),
        ),
    )
}
