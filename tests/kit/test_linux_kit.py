"""The offline kit for this Linux, as a new user meets it: no network, an empty home, then an older program.

What is run is what the manual says (安装、升级、卸载) and the README of the kit says too.

The older program is the one of commit b4dc0e3 (schema 16), built from the history with the packages of now.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import make
import pytest
from kit_platforms import PLATFORMS, ROOT
from support import children
from support.terminal import F3, F8, QUIT, SAVE, Terminal, put_away

OLDER = "b4dc0e3"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
MANUAL = ROOT / "docs" / "使用手册.md"
CUT_OFF = ("unshare", "-n") if hasattr(os, "geteuid") and os.geteuid() == 0 else ("unshare", "-rn")

pytestmark = [
    pytest.mark.wheel,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(
        sys.platform != "linux" or os.uname().machine != "x86_64", reason="the kit of linux-x64"
    ),
]


def can_cut_off() -> bool:
    """Whether this machine lets us start programs without a network."""
    try:
        return children.run([*CUT_OFF, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def older_wheel(folder: Path) -> Path:
    """The wheel of the older program, from the history; skipped where there is none (an sdist)."""
    archived = children.run(["git", "-C", str(ROOT), "archive", OLDER], capture_output=True)
    if archived.returncode != 0:
        pytest.skip("no history of the repository here")
    (folder / "source.tar").write_bytes(archived.stdout)
    shutil.unpack_archive(folder / "source.tar", folder / "source")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    children.run([*command, str(folder / "source")], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def said_by_manual() -> dict[str, str]:
    """The commands of the manual for kits, by the name of the script that each runs."""
    blocks = re.findall(
        r"^```sh kit\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return {line.rpartition("/")[2].split()[-1]: line for block in blocks for line in block.splitlines()}


class NewUser:
    """Somebody with an empty home, whose name is no simple word, without a network; umask forbids nothing."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "家 o'x"
        self.home.mkdir()
        self.environment = {
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),  # tests have another
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HUAIAN_PYTHON": getattr(sys, "_base_executable", sys.executable),
        }
        self.program = self.home / ".local" / "bin" / "huaian-tui"
        self.ledger = self.home / ".local" / "share" / "huaian-tui" / "台账.db"
        self.folder = self.home / ".local" / "opt" / "huaian-tui"

    def run(self, *command: str | Path, code: int = 0, where: Path | None = None, typed: str = "") -> str:
        """What a command says, without a network; its exit code must be this one."""
        ended = children.run(
            [*CUT_OFF, *map(str, command)],
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=where or self.home,
            input=typed,
            umask=0,
            seconds=900,
        )
        said = ended.stdout + ended.stderr
        assert ended.returncode == code, said
        return said

    def asked(self, *words: str) -> object:
        """The JSON that the installed program answers."""
        ended = children.run(
            [*CUT_OFF, str(self.program), *words, "--json"],
            capture_output=True,
            text=True,
            env=self.environment,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def installs(self, kit: Path, folder: str) -> str:
        """Unpacks a kit as file managers do (who may run what is lost) and runs its install script."""
        unpacked = self.home / folder
        shutil.unpack_archive(kit, unpacked)
        where = next(unpacked.iterdir())
        readme = (where / "README-请先读我.txt").read_text(encoding="utf-8-sig")
        assert [command for command in said_by_manual().values() if command not in readme] == []
        return self.run("sh", "-c", said_by_manual()["install.sh"], where=where)

    def notes(self) -> list[str]:
        """The texts of the notes, as the installed program lists them."""
        rows = self.asked("note", "list")
        assert isinstance(rows, list)
        return sorted(one["text"] for one in rows)

    def schema(self, path: Path | None = None) -> int:
        """The version of the tables in a file, by its head."""
        return int.from_bytes((path or self.ledger).read_bytes()[60:64], "big")

    def writes_a_note(self, text: str) -> None:
        """Opens the screens by the start script and writes a note on the first task."""
        command: Sequence[str] = (*CUT_OFF, str(self.folder / "start.sh"))
        terminal = Terminal(None, program=command, kind=self.environment)
        try:
            terminal.see("逾期节点")
            terminal.press(F3)
            terminal.see("重点任务", "共60项")
            terminal.press(F8)
            terminal.see("督查日期", "进展情况")
            terminal.press(f"{text}{SAVE}")
            terminal.wait(lambda screen: "督查日期" not in screen.replace(" ", ""))
            terminal.press(QUIT)
            terminal.wait_for_end()
        finally:
            put_away(terminal.child)


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The kit of the older program and the one of now, both for the Python that runs this."""
    if not can_cut_off():
        pytest.skip("programs cannot be started without a network here")
    platform = PLATFORMS["linux-x64"]
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    return (
        make.make(platform, old / "kit", older_wheel(old), "none", [PYTHON]),
        make.make(platform, new / "kit", make.build_wheel(new), "none", [PYTHON]),
    )


def test_a_kit_is_installed_used_upgraded_gone_back_from_and_removed(
    kits: tuple[Path, Path], tmp_path: Path
) -> None:
    user = NewUser(tmp_path)
    network = user.run("cat", "/proc/net/dev").splitlines()[2:]
    assert [line.partition(":")[0].strip() for line in network] == ["lo"]

    said = user.installs(kits[0], "旧 '安装包' & (1)")
    assert "装好了" in said and shlex.quote(str(user.program)) in said
    assert [
        one for one in user.folder.rglob("*") if not one.is_symlink() and one.stat().st_mode & 0o022
    ] == []
    user.run(user.program, "--officer", "张三", "note", "add", "2", "--text", "旧版写的")
    assert (user.schema(), user.notes()) == (16, ["旧版写的"])

    said = user.installs(kits[1], "新 安装包")
    assert "升级前的台账已备份到" in said and "试开新版" in said and "装好了" in said
    assert user.schema() == 16, "an upgrade works on a copy"
    backups = list((user.ledger.parent / "升级前备份").glob("*.db"))
    assert [user.schema(one) for one in backups] == [16]
    newest = make.facts_of(next(kits[1].parents[1].glob("*.whl")))
    told = user.run(user.program, "--version")
    assert f"huaian-tui {newest['version']}（提交 {newest['commit']}，数据版本 {newest['schema']}）" in told

    user.writes_a_note("新版写的")
    assert (user.schema(), user.notes()) == (newest["schema"], ["新版写的", "旧版写的"])
    health = user.asked("doctor")
    assert isinstance(health, dict) and not [one for one in health["advice"] if one["grade"] == "stops"]
    user.run(user.program, "doctor", "--report", user.home / "报修.txt")
    report = (user.home / "报修.txt").read_text(encoding="utf-8")
    assert "版写的" not in report and str(user.home) not in report and newest["version"] in report

    said = user.run("sh", "-c", said_by_manual()["go-back.sh"], typed="y\n")
    aside = next(user.ledger.parent.glob("台账-新版留存-*.db"))
    assert "已退回" in said and str(aside) in said
    assert (user.schema(), user.notes()) == (16, ["旧版写的"])
    assert user.schema(aside) == newest["schema"]
    refused = user.run(user.program, "--db", aside, "tasks", code=1)
    assert "较新版本" in refused and "请升级" in refused

    user.run(user.program, "--officer", "张三", "note", "add", "2", "--text", "退回以后写的")
    user.run("sh", "-c", said_by_manual()["go-back.sh"], typed="y\n")  # to the new one again
    pack = user.home / "留存.hap"
    user.run(user.program, "--db", aside, "--officer", "张三", "pack", "export", pack, "--no-passphrase")
    user.run(user.program, "pack", "import", pack)
    assert sorted(user.notes()) == sorted(["新版写的", "旧版写的", "退回以后写的"])

    kept = user.folder / "officer.docx"
    kept.write_bytes(b"x")
    assert (
        "没有卸载" in user.run("sh", "-c", said_by_manual()["uninstall.sh"], typed="n\n")
        and user.program.exists()
    )
    assert "台账和备份还在" in user.run("sh", "-c", said_by_manual()["uninstall.sh"], typed="y\n")
    assert list(user.folder.iterdir()) == [kept] and not user.program.exists()
    assert user.ledger.exists() and backups[0].exists()


def test_a_kit_that_came_over_broken_is_not_installed_and_none_over_foreign_files(
    kits: tuple[Path, Path], tmp_path: Path
) -> None:
    user = NewUser(tmp_path)
    shutil.unpack_archive(kits[1], user.home)
    folder = next(user.home.iterdir())
    theirs = user.home / "我的文件" / "setup" / "清单.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("别人的", encoding="utf-8")
    said = user.run("sh", folder / "install.sh", "--to", theirs.parents[1], code=1)
    assert "已有别的文件" in said and "setup" in said and "请换一个空的" in said
    assert [one.name for one in theirs.parents[1].iterdir()] == ["setup"] and theirs.exists()
    broken = next((folder / "wheels").glob("click-*.whl"))
    broken.write_bytes(broken.read_bytes()[:-100])
    said = user.run("sh", folder / "install.sh", code=1)
    assert "安装包不完整" in said and "click-" in said and "还没有安装任何东西" in said
    assert not user.folder.exists()


def test_where_one_may_not_write_the_way_out_is_said_and_what_is_not_needed_is_left_out(
    kits: tuple[Path, Path], tmp_path: Path
) -> None:
    user = NewUser(tmp_path)
    (user.home / ".local").write_text("no folder", encoding="utf-8")
    user.home.joinpath("kit").mkdir()
    shutil.unpack_archive(kits[1], user.home / "kit")
    where = next((user.home / "kit").iterdir())
    said = user.run("sh", "install.sh", where=where, code=1)
    assert "没有做完" in said and "sh install.sh --to 文件夹" in said
    elsewhere = user.home / "别处 的"
    said = user.run("sh", "install.sh", "--to", elsewhere, where=where)
    assert "装好了" in said and "没有写进去" in said and shlex.quote(str(elsewhere / "start.sh")) in said
    assert "huaian-tui" in user.run(elsewhere / "start.sh", "--version")
