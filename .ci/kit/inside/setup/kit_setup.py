"""Installs, upgrades, goes back and takes away: what install.sh, 安装.cmd and their sisters run.

No network, no administrator. Each version has a folder of its own, and one line says which is used: an
upgrade that fails leaves the former one as it was. The ledger is the officer's: it is copied, never touched.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

# Neither -I nor Windows' embeddable Python looks beside the script.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import shortcuts
from places import WINDOWS, Home, KitRefused, ask, default_home, ledger_of, python_of, schema_of

KIT = Path(__file__).resolve().parent.parent
"""The unpacked kit (or the program's folder, from which nothing is installed)."""

BACKUPS = "升级前备份"
"""The folder beside the ledger with what was copied before upgrades."""


def say(text: str) -> None:
    """One line for the officer."""
    print(text, flush=True)


def check_kit() -> None:
    """Whether every file came over whole: sticks and chat programs lose some."""
    wrong = []
    for line in (KIT / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = KIT / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            wrong.append(name)
    if wrong:
        raise KitRefused(
            f"安装包不完整：{len(wrong)} 个文件缺失或损坏（如 {wrong[0]}）\n"
            "复制或解压时没有完成\n"
            "请重新复制压缩包、重新解压后再安装；还没有安装任何东西"
        )


def install(home: Home) -> None:
    """Install this kit, or upgrade to it: backup, new version beside the old, trial, then the switch."""
    check_kit()
    check_place(home)
    facts = json.loads((KIT / "kit.json").read_text(encoding="utf-8"))
    version = f"{facts['version']}-{facts['commit'][:7]}"
    before = home.named("current")
    say(f"正在安装 督查台账 {facts['version']}（{facts['platform_title']}）到 {home.folder}")
    home.versions.mkdir(parents=True, exist_ok=True)
    backup = None
    if before is not None and before != version:
        backup = back_up(home, before)
    if before == version and _works(home, version):
        say("这个版本已经装好，只重做快捷方式。")
    else:
        _install_version(home, version, facts)
    if backup is not None:
        try_on(home, version, backup[1])
    if before is not None and before != version:
        home.name("previous", before)
        ledger, copy = backup or (None, None)
        home.add_upgrade(
            {"at": f"{datetime.now():%Y-%m-%d %H:%M:%S}", "from": before, "to": version}  # noqa: DTZ005
            | ({"ledger": str(ledger), "backup": str(copy)} if ledger else {})
        )
    home.name("current", version)
    placed = shortcuts.place(home)
    _forget_old_versions(home)
    _tell_health(home, version)
    say(
        f"装好了。{'从 ' + before.rpartition('-')[0] + ' 升级，' if before and before != version else ''}"
        f"{shortcuts.how_to_open(home, placed)}"
    )
    if before is not None and before != version:
        how = (
            f"双击 {home.folder} 里的“退回上一版.cmd”"
            if WINDOWS
            else f"运行 sh {shlex.quote(str(home.folder / 'go-back.sh'))}"
        )
        say(f"新版有问题时，可以退回上一版：{how}")


def check_place(home: Home) -> None:
    """Refuse a folder of somebody's own: what is called there as our parts would be replaced."""
    if home.named("current") is not None or not home.folder.is_dir():
        return
    there = {one.name for one in home.folder.iterdir()}
    # An installation that broke off has made ``versions`` before anything else.
    foreign = sorted(there - _own_names() - {"versions"} if "versions" in there else there)
    if foreign:
        raise KitRefused(
            f"{home.folder} 里已有别的文件（{'、'.join(foreign[:3])}{'等' if len(foreign) > 3 else ''}）\n"
            "安装会写入并替换同名的文件和文件夹，这里没有安装过本程序\n"
            "请换一个空的或新的文件夹再安装；还没有安装任何东西"
        )


def back_up(home: Home, version: str) -> tuple[Path, Path] | None:
    """Copy the officer's ledger with the version that knows it; None where there is none yet."""
    ledger, exists = ledger_of(home, version)
    if not exists:
        return None
    folder = ledger.parent / BACKUPS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005
    copy = folder / f"{ledger.stem}-{version.rpartition('-')[0]}-{stamp}.db"
    say("正在备份台账……")
    done = ask(home, version, "backup", str(copy))
    if done.returncode != 0:
        raise KitRefused(
            f"升级没有开始：台账没有备份成\n{(done.stderr or done.stdout).strip()}\n"
            "请照上面说的处理后再升级；原来的版本和台账没有改动"
        )
    say(f"升级前的台账已备份到 {copy}")
    say("用 --db 另外打开过的台账不在其中，请自己备份（huaian-tui --db 文件 backup 备份文件）。")
    return ledger, copy


def try_on(home: Home, version: str, backup: Path) -> None:
    """Open a copy of the backup with the new version and check it; refused, the old version stays in use."""
    with tempfile.TemporaryDirectory(dir=home.folder) as folder:
        copy = Path(folder) / "试开.db"
        shutil.copyfile(backup, copy)
        say("正在用台账的副本试开新版……")
        opened = ask(home, version, "overdue", "--json", db=copy)
        checked = ask(home, version, "check", db=copy) if opened.returncode == 0 else opened
    if checked.returncode != 0:
        shutil.rmtree(home.versions / version, ignore_errors=True)
        raise KitRefused(
            f"升级停下了：新版打不开这个台账的副本\n{(checked.stderr or checked.stdout).strip()[:500]}\n"
            "原来的版本照旧可用，台账没有改动；请把这几行字交给维护人员"
        )


def _works(home: Home, version: str) -> bool:
    return ask(home, version, "--version").returncode == 0


def _install_version(home: Home, version: str, facts: dict[str, object]) -> None:
    folder = home.versions / version
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _fill(folder)
        (folder / "kit.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        answered = ask(home, version, "--version")
        if answered.returncode != 0:
            raise KitRefused(
                f"没有装成：程序装好后不能启动\n{answered.stderr.strip()[-500:]}\n请把这几行字交给维护人员"
            )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(folder: Path) -> None:
    """The interpreter (the kit's own, copied; else a venv of this one) with the packages in it."""
    own = KIT / "python"
    if own.is_dir():
        say("正在复制 Python……")
        shutil.copytree(own, folder / "python", copy_function=shutil.copyfile)
        if not WINDOWS:  # sticks forget who may run what
            python_of(folder).chmod(0o755)
        for settings in (folder / "python").glob("python3*._pth"):
            # Windows' embeddable Python looks only where this file says.
            settings.write_text(f"{settings.stem}.zip\n.\nLib\\site-packages\n", encoding="ascii")
    else:
        say(f"正在建立运行环境（Python {sys.version.split()[0]}）……")
        _run([sys.executable, "-I", "-m", "venv", "--without-pip", str(folder)])
    say("正在装入程序包……")
    pip = next((KIT / "wheels").glob("pip-*.whl")) / "pip"
    options = ["--no-index", "--no-deps", "--require-hashes", "--no-warn-script-location", "--no-cache-dir"]
    options += ["--disable-pip-version-check", "--quiet", "--isolated", "--find-links", str(KIT / "wheels")]
    requirements = str(KIT / "requirements.txt")
    _run([str(python_of(folder)), "-X", "utf8", str(pip), "install", *options, "--requirement", requirements])


def _run(command: list[str]) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False, env=clean
    )
    if done.returncode != 0:
        raise KitRefused(
            f"没有装成：{Path(command[0]).name} 出错\n{(done.stderr or done.stdout).strip()[-800:]}\n"
            "请看磁盘是否已满、安装包是否与这台电脑相符；仍不行时把这几行字交给维护人员"
        )


def _forget_old_versions(home: Home) -> None:
    """Keep the version in use and the one before it."""
    kept = {home.named("current"), home.named("previous")}
    for folder in home.versions.iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _tell_health(home: Home, version: str) -> None:
    """What ``doctor`` finds that somebody should do something about."""
    say("正在检查运行情况（doctor）……")
    done = ask(home, version, "doctor", "--advice")
    say(done.stdout.strip() or done.stderr.strip())


def go_back(home: Home, yes: bool) -> None:
    """Use the version before, and the ledger as it was before the upgrade where its tables were changed."""
    now, before = home.named("current"), home.named("previous")
    if now is None or before is None:
        raise KitRefused("没有可退回的版本\n这台电脑上只装过一个版本\n什么都没有改动")
    ledger, exists = ledger_of(home, now)
    newest = int(str(home.facts(before)["schema"]))
    restore = exists and schema_of(ledger) > newest
    backup = _backup_for(home, before, now, ledger) if restore else None
    say(f"将从 {now} 退回 {before}。")
    if backup is not None:
        say(f"台账已被新版升级，旧版打不开；将用升级前的备份 {backup} 恢复。")
        say("现在的台账改名留存，升级后写的记录都在留存的文件里，只有新版能打开。")
    if not yes and input("确定吗？输入 y 再回车：").strip().lower() not in {"y", "yes", "是", "ｙ"}:
        say("没有退回，什么都没有改动。")
        return
    if backup is not None:
        _put_back(home, before, ledger, backup)
    home.name("current", before)
    home.name("previous", now)
    shortcuts.place(home)
    say(f"已退回 {before}。再运行一次，又回到 {now}（台账不会自动再换回去）。")


def _backup_for(home: Home, before: str, now: str, ledger: Path) -> Path:
    for entry in reversed(home.read_upgrades()):
        copy = Path(entry.get("backup", ""))
        if entry["from"] == before and entry["to"] == now and entry.get("ledger") == str(ledger):
            if copy.is_file():
                return copy
            break
    raise KitRefused(
        "不能退回：台账已被新版升级，找不到升级前的备份\n"
        f"本该在 {ledger.parent / BACKUPS} 里\n"
        "请继续用新版，或把备份放回那里再试；什么都没有改动"
    )


def _put_back(home: Home, version: str, ledger: Path, backup: Path) -> None:
    """The old program restores its own backup; what stands there is moved aside first (it cannot read it)."""
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"  # noqa: DTZ005
    aside = ledger.with_name(f"{ledger.stem}-新版留存-{stamp}{ledger.suffix}")
    moved = []
    for suffix in ("", "-wal", "-shm", "-journal"):
        path = ledger.with_name(ledger.name + suffix)
        if path.exists():
            os.replace(path, aside.with_name(aside.name + suffix))
            moved.append(suffix)
    done = ask(home, version, "restore", str(backup), db=ledger)
    if done.returncode != 0:
        for suffix in moved:
            os.replace(aside.with_name(aside.name + suffix), ledger.with_name(ledger.name + suffix))
        raise KitRefused(
            f"没有退回：升级前的备份没有恢复成\n{(done.stderr or done.stdout).strip()}\n"
            "台账已放回原样，仍用新版"
        )
    say(done.stdout.strip())
    if done.stderr.strip():
        say(done.stderr.strip())
    say(f"新版的台账留存为 {aside}")
    say("以后又升到新版，里面的记录可以合并回来，见使用手册“安装、升级、卸载”。")


def uninstall(home: Home, yes: bool) -> None:
    """Take the program away; ledger, backups and settings stay where they are."""
    current = home.named("current")
    ledger = None
    if current is not None:
        try:
            ledger = ledger_of(home, current)[0]
        except KitRefused:
            ledger = None
    if not yes and input("卸载程序（台账和备份都保留），确定吗？输入 y 再回车：").strip().lower() not in {
        "y",
        "yes",
        "是",
        "ｙ",
    }:
        say("没有卸载。")
        return
    shortcuts.remove(home)
    _remove_own(home)
    say(f"已卸载。台账和备份还在：{ledger.parent if ledger else '原来的位置'}")


def _remove_own(home: Home) -> None:
    """What an installation made; the folder too where nothing else is in it: officers keep files anywhere."""
    # On Windows what runs now cannot be removed: 卸载.cmd does it when this has ended.
    names = _own_names() if WINDOWS else {*_own_names(), "versions"}
    for path in (home.folder / name for name in names):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    with suppress(OSError):
        home.folder.rmdir()


def _own_names() -> set[str]:
    """What an installation makes in its folder, besides ``versions``."""
    own = {one.name for one in shortcuts.scripts()}
    return {"current.txt", "previous.txt", "upgrades.json", "setup", *own}


def main() -> int:
    """Do what is asked; 0 done, 1 refused (in three lines), 2 wrong usage."""
    os.umask(os.umask(0o022) | 0o022)  # whatever the user's: nobody else may change what is run here
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if WINDOWS and sys.stdout.isatty() is False:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="督查台账的安装、升级、退回、卸载")
    parser.add_argument("act", choices=("install", "go-back", "uninstall"))
    parser.add_argument("--to", type=Path, help="程序放在哪个文件夹（默认：本用户的程序文件夹）")
    parser.add_argument("--yes", action="store_true", help="不再询问")
    given = parser.parse_args()
    # cmd.exe hands on a folder that ends with \ between quotes with the last quote in it.
    home = Home(Path(str(given.to).rstrip('"')).absolute()) if given.to else default_home()
    try:
        if given.act == "install":
            install(home)
        elif given.act == "go-back":
            go_back(home, given.yes)
        else:
            uninstall(home, given.yes)
    except KitRefused as error:
        say(str(error))
        return 1
    except (EOFError, KeyboardInterrupt):
        say("已中断，没有做完。再运行一次即可。")
        return 1
    except OSError as error:
        say(f"没有做完：{error.filename or ''} {_why(error)}\n{_way_out(home)}")
        return 1
    return 0


def _why(error: OSError) -> str:
    """What the system says, in Chinese where it is one of the usual things."""
    known = {
        errno.EACCES: "不能写入（没有权限）",
        errno.EPERM: "不能写入（没有权限）",
        errno.EROFS: "不能写入（只读的盘）",
        errno.ENOSPC: "写不下（磁盘满了）",
        errno.EDQUOT: "写不下（超出给您的磁盘限额）",
        errno.ENAMETOOLONG: "路径太长",
        errno.ENOTDIR: "不能写入（路径里有一段不是文件夹）",
        errno.EEXIST: "不能写入（同名的不是文件夹）",
    }
    return known.get(error.errno or 0, error.strerror or str(error))


def _way_out(home: Home) -> str:
    """Another folder can be named; nobody needs an administrator for that."""
    again = "安装.cmd" if WINDOWS else "sh install.sh"
    return (
        "请腾出空间或改好权限，再运行一次；台账不受影响\n"
        f"{home.folder} 不能用的，装到别的文件夹：{again} --to 文件夹（以后升级也这样写）"
    )


if __name__ == "__main__":
    sys.exit(main())
