"""Makes one offline kit: everything that a computer without network and administrator needs, in one zip.

    python .ci/kit/make.py windows-x64          # or linux-x64, linux-arm64, macos-arm64
    python .ci/kit/make.py linux-x64 --out FOLDER --wheel FILE --interpreter FILE|none

Needs the packages of the extra ``dev`` and, the first time, the registry: what was fetched is kept in
~/.cache/huaian-tui-kit and taken from there. See docs/CONTRIBUTING.md, "A release".
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from interpreter import Interpreter, find_interpreter
from kit_platforms import PLATFORMS, PYTHONS, ROOT, Platform
from kit_readme import readme
from locks import INSTALLER, read_lock
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("HUAIAN_KIT_CACHE") or Path.home() / ".cache" / "huaian-tui-kit")
MACHINES = {"linux-x64": "Linux-x86_64", "linux-arm64": "Linux-aarch64", "macos-arm64": "Darwin-arm64"}
STAMP = (2026, 1, 1, 0, 0, 0)
"""The time of each file in the zip: the same input gives the same bytes."""


def sha256(path: Path) -> str:
    """The sum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build_wheel(folder: Path) -> Path:
    """The project's wheel of this checkout; its commit is baked in by the build hook."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip()[-2000:]
        raise SystemExit(f"{said}\nno wheel was built: is the extra dev installed (pip install -e '.[dev]')?")
    return next(folder.glob("huaian_tui-*.whl"))


def fetch_wheels(platform: Platform, pythons: Sequence[str], folder: Path) -> list[Path]:
    """The locked wheels of a platform for these versions of Python; hashes are checked by pip."""
    lines = _lines(platform.lock)
    found: dict[str, Path] = {}
    bound = set(lines)  # those whose wheel depends on the version of Python; all until one has been fetched
    for python in pythons:
        for path in _fetch({name: lines[name] for name in bound}, platform, python, folder):
            found[path.name] = path
        bound = {
            canonicalize_name(parse_wheel_filename(name)[0])
            for name in found
            if not any(tag.abi in {"none", "abi3"} for tag in parse_wheel_filename(name)[3])
        }
    missing = set(lines) - {canonicalize_name(parse_wheel_filename(name)[0]) for name in found}
    if missing:
        raise SystemExit(f"no wheel for {platform.name}: {', '.join(sorted(missing))}")
    return sorted(found.values())


def _lines(lock: Path) -> dict[str, str]:
    """Each pin of a lock as a line for pip, by canonical name."""
    pins = read_lock(lock)
    return {
        name: f"{name}=={pin.version} " + " ".join(f"--hash=sha256:{one}" for one in sorted(pin.hashes))
        for name, pin in pins.items()
    }


def _fetch(lines: dict[str, str], platform: Platform, python: str, folder: Path) -> list[Path]:
    """Download, from the cache alone where all is there; each platform and Python has its shelf."""
    shelf = CACHE / "wheels" / f"{platform.name}-{python}"
    shelf.mkdir(parents=True, exist_ok=True)
    target = folder / python
    target.mkdir(parents=True, exist_ok=True)
    wanted = folder / f"{python}.txt"
    wanted.write_text("\n".join(lines.values()), encoding="utf-8")
    tag = f"cp{python.replace('.', '')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(target), "--python-version", python]
    command += ["--implementation", "cp", "--abi", tag, "--abi", "abi3", "--abi", "none"]
    for one in platform.tags:
        command += ["--platform", one]
    command += ["--find-links", str(shelf), "--requirement", str(wanted)]
    if subprocess.run([*command, "--no-index"], capture_output=True).returncode != 0:
        done = subprocess.run(
            [*command, "--retries", "10", "--timeout", "60"], capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"{platform.name}, Python {python}: {done.stderr[-2000:]}")
    wheels = list(target.glob("*.whl"))
    for wheel in wheels:
        if not (shelf / wheel.name).exists():
            shutil.copy2(wheel, shelf / wheel.name)
    return wheels


def above_glibc(wheels: Iterable[Path]) -> list[str]:
    """Wheels that need a later glibc than 2.17, by name: what the README says of the rest."""

    def fits(path: Path) -> bool:
        tags = {tag.platform for tag in parse_wheel_filename(path.name)[3]}
        levels = (
            "manylinux2014",
            "manylinux_2_17",
            "manylinux_2_12",
            "manylinux2010",
            "manylinux_2_5",
            "manylinux1",
        )
        return "any" in tags or any(tag.startswith(f"{level}_") for tag in tags for level in levels)

    return [path.name for path in wheels if not fits(path)]


def assemble(
    platform: Platform,
    folder: Path,
    wheel: Path,
    interpreter: Interpreter | None,
    pythons: Sequence[str],
    work: Path,
) -> None:
    """Lay everything that the kit holds into a folder; ``pythons``: for which it brings wheels."""
    wheels = fetch_wheels(platform, pythons, work / "fetched")
    pip = _fetch(_lines(INSTALLER), platform, pythons[0], work / "pip")
    inside = HERE / "inside"
    shutil.copytree(inside / "setup", folder / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(inside / ("windows" if platform.windows else "unix"), folder, dirs_exist_ok=True)
    (folder / "wheels").mkdir()
    for path in [*wheels, *pip, wheel]:
        shutil.copy2(path, folder / "wheels" / path.name)
    (folder / "requirements.txt").write_text("".join(_requirements([*wheels, wheel])), encoding="utf-8")
    if not platform.windows:
        (folder / "setup" / "machine.txt").write_text(MACHINES[platform.name], encoding="ascii")
    (folder / "setup" / "pythons.txt").write_text("\n".join(pythons) + "\n", encoding="ascii")
    if interpreter is not None:
        interpreter.lay_into(folder / "python")
    facts = facts_of(wheel) | {
        "platform": platform.name,
        "platform_title": platform.title,
        "python": interpreter.version if interpreter else None,
    }
    (folder / "kit.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.copy2(ROOT / "LICENSE", folder / "LICENSE.txt")
    late = above_glibc(wheels) if platform.name.startswith("linux") else []
    text = readme(platform, facts, pythons, late)
    (folder / "README-请先读我.txt").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    sums = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def _requirements(wheels: Iterable[Path]) -> Iterable[str]:
    """A line a package with the sums of those of its wheels that are here."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in wheels:
        name, version, _, _ = parse_wheel_filename(path.name)
        found.setdefault((canonicalize_name(name), str(version)), []).append(sha256(path))
    for (package, pinned), sums in sorted(found.items()):
        yield f"{package}=={pinned} " + " ".join(f"--hash=sha256:{one}" for one in sums) + "\n"


def facts_of(wheel: Path) -> dict[str, object]:
    """Version, commit and schema of a wheel of the program, read from it."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        baked = [name for name in names if name == "huaian_tui/commit.txt"]
        commit = archive.read(baked[0]).decode().strip() if baked else "unknown"
    schemas = [name.rpartition("/")[2] for name in names if name.startswith("huaian_tui/schema/")]
    schema = max(int(name[:3]) for name in schemas if name[:3].isdigit())
    return {"version": str(parse_wheel_filename(wheel.name)[1]), "commit": commit, "schema": schema}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pack(folder: Path, target: Path) -> None:
    """The folder as one zip; scripts and the interpreter keep that they may be run."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", STAMP)
            runnable = path.suffix == ".sh" or os.access(path, os.X_OK)
            entry.create_system, entry.external_attr = 3, (0o100755 if runnable else 0o100644) << 16
            packed = path.suffix in {".whl", ".zip"}
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def make(
    platform: Platform,
    out: Path,
    wheel: Path | None,
    interpreter: str | None,
    pythons: Sequence[str] = PYTHONS,
) -> Path:
    """Make the kit of a platform; the zip's path. With an interpreter it serves that one alone."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        wheel = wheel or build_wheel(work / "wheel")
        found = find_interpreter(platform.name, interpreter, CACHE, work)
        folder = work / f"huaian-tui-{facts_of(wheel)['version']}-{platform.name}"
        folder.mkdir()
        served = pythons if found is None else (found.version,)
        assemble(platform, folder, wheel, found, served, work)
        target = out / f"{folder.name}.zip"
        pack(folder, target)
    return target


def carried(kit: Path) -> str:
    """Said to who makes it: which Python the computer must have. 统信 and 麒麟 bring none new enough."""
    with zipfile.ZipFile(kit) as archive:
        [name] = (one for one in archive.namelist() if one.endswith("/kit.json"))
        facts = json.loads(archive.read(name))
    if facts["python"]:
        return f"Python {facts['python']} is in it: the computer needs none."
    said = f"No Python is in it: the computer must have one of {', '.join(PYTHONS)}."
    return (
        f"{said} .ci/kit/build_interpreter.sh makes one." if facts["platform"].startswith("linux") else said
    )


def main() -> int:
    """Make what the command line asks for and say what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("platform", choices=sorted(PLATFORMS))
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder for the zip (default: dist)")
    parser.add_argument("--wheel", type=Path, help="the program's wheel (default: built from this checkout)")
    parser.add_argument("--interpreter", help="an archive with a folder python/, or none")
    given = parser.parse_args()
    made = make(PLATFORMS[given.platform], given.out, given.wheel, given.interpreter)
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB, sha256 {sha256(made)}")
    print(carried(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
