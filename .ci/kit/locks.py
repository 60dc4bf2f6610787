"""The lock files: made from pyproject.toml, and proven to satisfy it.

    python .ci/kit/locks.py make     # the newest that is allowed, by uv; needs the registry
    python .ci/kit/locks.py check    # needs no network: says what does not fit and ends with 1

There is one file of what the program needs a platform (kits install from it) and one of what development
needs besides (CI installs from it). They are current when they satisfy pyproject.toml, newest or not.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit_platforms import LOCKS, PLATFORMS, PYTHONS, ROOT, Platform
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

INSTALLER = LOCKS / "installer.txt"
"""pip, which each kit carries: systems without ensurepip have none."""

DEVELOPMENT = LOCKS / "development-linux-x64.txt"
"""What CI installs: the program's packages and those of its extra ``dev``."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*)$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a lock: a package (canonical name), its version, SHA-256 of each file of it."""

    name: str
    version: Version
    hashes: frozenset[str]


def read_lock(path: Path) -> dict[str, Pin]:
    """The pins of a lock by canonical name; ValueError for a line that pins nothing or has no hash."""
    pins: dict[str, Pin] = {}
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found, hashes = _PIN.match(line), frozenset(_HASH.findall(line))
        if found is None or not hashes or ";" in found["rest"]:
            raise ValueError(f"{path.name}: neither pinned nor hashed, or with a marker: {line[:60]}")
        name = canonicalize_name(found["name"])
        pins[name] = Pin(name, Version(found["version"]), hashes)
    return pins


def wanted(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for: its dependencies and those of these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def unsatisfied(pins: dict[str, Pin], requirements: list[Requirement], platform: Platform) -> Iterator[str]:
    """What requirements ask for on this platform, with any Python that kits serve, and the pins lack."""
    for one in requirements:
        pin = pins.get(canonicalize_name(one.name))
        applies = one.marker is None or any(
            one.marker.evaluate(
                platform.markers | {"python_version": python, "python_full_version": f"{python}.0"}
            )
            for python in PYTHONS
        )
        if not applies:
            continue
        if pin is None:
            yield f"{one.name} is missing"
        elif not one.specifier.contains(pin.version, prereleases=True):
            yield f"{one} is asked for, {pin.version} is pinned"


def check() -> list[str]:
    """What is wrong with the locks, a line each; empty when they satisfy pyproject.toml."""
    problems = []
    files = [(one.lock, one, wanted()) for one in PLATFORMS.values()]
    files.append((DEVELOPMENT, PLATFORMS["linux-x64"], wanted("dev")))
    for path, platform, requirements in files:
        try:
            pins = read_lock(path)
        except (OSError, ValueError) as error:
            problems.append(f"{path.name}: {error}")
            continue
        problems += [f"{path.name}: {line}" for line in unsatisfied(pins, requirements, platform)]
    problems += _differences()
    return problems


def _differences() -> Iterator[str]:
    """CI tests what kits carry: the same version of each package."""
    try:
        tested, carried = read_lock(DEVELOPMENT), read_lock(PLATFORMS["linux-x64"].lock)
    except (OSError, ValueError):
        return  # said already
    for name, pin in carried.items():
        if name not in tested or tested[name].version != pin.version:
            other = tested[name].version if name in tested else "none"
            yield f"{name}: kits carry {pin.version}, CI tests {other}"


def make() -> None:
    """Write all locks anew."""
    LOCKS.mkdir(exist_ok=True)
    # Development first: its packages bound some of the program's, and CI shall test what kits carry.
    _compile(DEVELOPMENT, PLATFORMS["linux-x64"], "pyproject.toml", "--extra", "dev")
    for platform in PLATFORMS.values():
        _compile(
            platform.lock, platform, "pyproject.toml", "--constraint", str(DEVELOPMENT.relative_to(ROOT))
        )
    _compile(INSTALLER, PLATFORMS["linux-x64"], "-", typed="pip>=25\n")


def _compile(path: Path, platform: Platform, *arguments: str, typed: str | None = None) -> None:
    path.unlink(missing_ok=True)
    uv = [sys.executable, "-m", "uv"]
    command = [*uv, "pip", "compile", "--quiet", *arguments, "--python-platform", platform.uv]
    command += ["--python-version", PYTHONS[0], "--only-binary", ":all:", "--generate-hashes", "--no-header"]
    command += ["--no-annotate", "--strip-extras", "--output-file", str(path.relative_to(ROOT))]
    subprocess.run(command, check=True, cwd=ROOT, input=typed, text=True)


def main(arguments: list[str]) -> int:
    """``make`` or ``check``."""
    if arguments == ["make"]:
        make()
    elif arguments != ["check"]:
        print(__doc__)
        return 2
    problems = check()
    print("\n".join(problems) or "locks: satisfy pyproject.toml")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
