"""What should be done about what ``doctor`` found: rules over the facts, nothing is read or changed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from huaian_tui.domain.words.anchors import behind_way
from huaian_tui.domain.words.forks import HOW_TO_SETTLE

Facts = Mapping[str, tuple[str, Mapping[str, Any]]]
"""As ``services.doctor.diagnose`` gives them: parts by key, each with its title and its facts."""

CHECK_AFTER_DAYS = 30
"""A ledger that was not checked for so long should be."""

BACKUP_AFTER_DAYS = 7
"""Opened daily it is backed up daily; so many days without one mean that something is wrong."""

EXCHANGE_AFTER_DAYS = 30
"""Colleagues whose records came by packs wait for ours at least so often."""

SYNC_AFTER_DAYS = 7
"""In step through a folder the program syncs whenever it is open; a week without means something is wrong."""

LITTLE_ROOM = 200 << 20
"""Bytes free on the ledger's disk below which backups and papers will soon fail."""

NO_ROOM = 5 << 20
"""Bytes free below which nothing can be saved any more."""

LEAST_SIZE = (80, 24)
"""Columns and rows for which every screen is made."""


class Grade(Enum):
    """How much a finding matters."""

    STOPS = "不能工作"
    MEND = "请处理"
    KNOW = "请留意"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: how much it matters, what is so, what to do; ``mend``: what ``doctor --mend`` can do."""

    grade: Grade
    what: str
    way_out: str
    mend: str = ""

    @property
    def line(self) -> str:
        """One line for officers."""
        return f"{self.grade.value}：{self.what}。{self.way_out}"


def advise(found: Facts, today: date) -> list[Finding]:
    """Everything that somebody should do or know, what stops the work first."""
    ledger, places, terminal, exchange = (
        found[key][1] for key in ("ledger", "places", "terminal", "exchange")
    )
    findings = [
        *_of_versions(found["versions"][1]),
        *_of_ledger(ledger),
        *_of_permissions(ledger),
        *_of_room(ledger),
        *_of_care(ledger, today, in_step=bool(exchange["sync_folder"])),
        *_of_exchange(exchange, today),
        *_of_places(places, ledger_writes=_writes(ledger)),
        *_of_papers(found["papers"][1]),
        *_of_terminal(terminal),
    ]
    order = list(Grade)
    return sorted(findings, key=lambda one: order.index(one.grade))


def can_work(findings: list[Finding]) -> bool:
    """Whether nothing makes work impossible."""
    return all(one.grade is not Grade.STOPS for one in findings)


def _of_versions(part: Mapping[str, Any]) -> Iterator[Finding]:
    if not part["search"]:
        yield Finding(
            Grade.STOPS,
            f"SQLite {part['sqlite']} 没有全文检索（FTS5）",
            "请用安装包重新安装，或换一个 Python",
        )


def _of_ledger(part: Mapping[str, Any]) -> Iterator[Finding]:
    if part["file_readable"] is False:
        yield Finding(
            Grade.STOPS,
            f"台账文件 {part['database']} 没有权限读，打不开",
            "请管理员改这个文件和它的文件夹的权限；不说明文件坏了，先不要用备份恢复",
        )
    elif part["problem"]:
        yield Finding(
            Grade.STOPS,
            f"台账打不开：{part['problem'].rstrip('。')}",
            _way_to_open(part),
        )
    elif not _writes(part):
        yield _read_only(part)
    elif not part["exists"]:
        yield Finding(Grade.KNOW, "还没有台账", "打开程序就会建立")
    elif part["data_version"] != part["newest_data_version"]:
        yield Finding(
            Grade.KNOW,
            f"台账的数据版本是 {part['data_version']}，本程序是 {part['newest_data_version']}",
            "下次打开时自动备份并升级；升级后旧版程序打不开它",
        )
    if part["replicated_by"]:
        yield Finding(
            Grade.MEND,
            f"台账在 {part['replicated_by']} 同步的文件夹里，会被传走写了一半的，弄坏",
            "关闭程序，把台账移到本机别的文件夹（--db 指定）；与同事保持一致用 huaian-tui sync",
        )
    if part["clock"] not in (None, "正常"):
        yield Finding(Grade.MEND, str(part["clock"]), "在系统设置里校准日期和时间")


def _way_to_open(part: Mapping[str, Any]) -> str:
    """A backup is for a damaged file; put in the place of a newer one, or of another program's, it harms."""
    if not part["damaged"]:
        return "处理前请不要改动这个文件；确认是文件坏了，才用备份恢复（huaian-tui restore 备份文件）"
    if not part["backups"]:
        return "处理前请不要改动这个文件；没有自动备份，请找另存的备份恢复，或向同事要数据包"
    newest = f"{part['backup_folder']} 里的 {part['newest_backup']}"
    return f"处理前请不要改动这个文件；可用最近的备份恢复（huaian-tui restore，{newest}）"


def _writes(part: Mapping[str, Any]) -> bool:
    """Whether records can be added: the folder and, where there is one, the file can be written."""
    return bool(part["writable"] and part["file_writable"] is not False)


def _read_only(part: Mapping[str, Any]) -> Finding:
    """The one thing to be said of a ledger that cannot be written: nothing else here can be done before."""
    file, folder = part["database"], Path(part["database"]).parent
    place = f"台账文件 {file} 是只读的" if part["writable"] else f"台账所在的文件夹 {folder} 写不进去"
    way_out = "请管理员改权限，或把台账拷到写得进去的文件夹（--db 文件）"
    if not part["exists"]:
        what = f"还没有台账，放它的文件夹 {folder} 写不进去，建不了"
        way_out = "请管理员改权限，或换一个文件夹放台账（--db 文件）"
    elif part["data_version"] != part["newest_data_version"]:
        versions = f"数据版本 {part['data_version']} 不能升级到 {part['newest_data_version']}"
        what = f"{place}，{versions}，打不开"
    else:
        what = f"{place}，只能查看，不能记录"
    return Finding(Grade.STOPS, what, way_out)


def _of_permissions(part: Mapping[str, Any]) -> Iterator[Finding]:
    if part["problem"]:
        return  # perhaps another program's file: nothing of it is changed
    for key, title in (("mode", "台账文件"), ("folder_mode", "台账所在的文件夹")):
        mode = part[key]
        if not part["modes_count"] or mode is None or not int(mode, 8) & 0o077:
            continue
        if key == "folder_mode" and not part["writable"]:
            continue  # whoever makes it writable sets its permissions anew
        if key == "folder_mode" and part["folder_shared"]:
            yield Finding(
                Grade.KNOW,
                f"{title}别的用户也能打开（权限 {mode}），里面还有别的文件",
                "要收回请自己改这个文件夹的权限，或把台账移到单独的文件夹",
            )
        else:
            yield Finding(
                Grade.MEND,
                f"{title}别的用户也能打开（权限 {mode}）",
                "收回别人的权限（huaian-tui doctor --mend）",
                "modes",
            )


def _of_room(part: Mapping[str, Any]) -> Iterator[Finding]:
    free = part["free"]
    if free is None or free >= LITTLE_ROOM:
        return
    grade = Grade.STOPS if _has_no_room(part) else Grade.MEND
    yield Finding(
        grade,
        f"磁盘只剩 {free >> 20} MB",
        "请清理磁盘，或把台账移到空间大的磁盘，移动前先备份到别的磁盘（huaian-tui backup 文件）",
    )


def _of_care(part: Mapping[str, Any], today: date, *, in_step: bool) -> Iterator[Finding]:
    if not part["exists"] or part["problem"]:
        return
    if part["seen_further"]:
        yield Finding(Grade.MEND, str(part["seen_further"]), behind_way(in_step=in_step))
    if not _writes(part) or _has_no_room(part):
        return  # no backup can be made, nor kept that it was checked
    made = part["newest_backup_day"]
    due = part["records"] and part["backup_due"]
    if due and (made is None or _is_due(made, today, BACKUP_AFTER_DAYS)):
        since = "没有自动备份" if made is None else f"最近的自动备份是 {_day_words(made, today)}"
        yield Finding(Grade.MEND, since, "现在就备份（huaian-tui doctor --mend）", "backup")
    checked = part["last_check_day"]
    if part["last_check_problems"]:
        yield Finding(
            Grade.MEND,
            f"上次检查发现 {part['last_check_problems']} 处问题",
            "再检查一次台账（huaian-tui check），按提示处理",
        )
    elif part["records"] and (checked is None or _is_due(checked, today, CHECK_AFTER_DAYS)):
        since = "还没有检查过台账" if checked is None else f"最近一次检查是 {_day_words(checked, today)}"
        yield Finding(Grade.KNOW, since, "检查台账（huaian-tui check）", "check")


def _is_due(said: str, today: date, most: int) -> bool:
    """Whether it is longer ago than so many days, or was noted by a clock that ran ahead."""
    return not -1 <= (today - date.fromisoformat(said[:10])).days <= most


def _day_words(said: str, today: date) -> str:
    ahead = date.fromisoformat(said[:10]) > today
    return f"{said}（比今天还晚：当时的电脑时钟不对）" if ahead else said


def _has_no_room(part: Mapping[str, Any]) -> bool:
    return part["free"] is not None and part["free"] < NO_ROOM


def _of_exchange(part: Mapping[str, Any], today: date) -> Iterator[Finding]:
    if part["keys_lost"]:
        yield Finding(Grade.MEND, str(part["keys_lost"]), "看各台电脑的密钥（huaian-tui trust list）")
    if part["forks"]:
        yield Finding(Grade.MEND, f"{part['forks']} 处分叉待核定", HOW_TO_SETTLE)
    if part["sync_folder"]:
        yield from _of_syncing(part, today)
        return
    if not part["others"]:
        return
    if part["last_pack_out"] is None:
        yield Finding(
            Grade.KNOW, "收过同事的数据包，没有给过", "请给同事导出数据包（huaian-tui pack export）"
        )
    elif _is_due(part["last_pack_out"], today, EXCHANGE_AFTER_DAYS):
        yield Finding(
            Grade.KNOW,
            f"上次给同事数据包是 {_day_words(part['last_pack_out'], today)}",
            "需要时再导出一次（huaian-tui pack export）",
        )
    if part["last_pack_in"] and _is_due(part["last_pack_in"], today, EXCHANGE_AFTER_DAYS):
        said = _day_words(part["last_pack_in"], today)
        yield Finding(Grade.KNOW, f"最近收到的数据包是 {said} 合并的", "请向同事要新的数据包")


def _of_syncing(part: Mapping[str, Any], today: date) -> Iterator[Finding]:
    """An office in step through a folder carries no packs."""
    if part["sync_failed"]:
        yield Finding(
            Grade.MEND, f"没有同步成：{part['sync_failed'].rstrip('。')}", "处理后再同步（huaian-tui sync）"
        )
    elif part["sync_last"] is None:
        yield Finding(Grade.KNOW, "还没有同步成过", "同步一次（huaian-tui sync）")
    elif _is_due(part["sync_last"], today, SYNC_AFTER_DAYS):
        said = _day_words(part["sync_last"], today)
        yield Finding(Grade.KNOW, f"最近一次同步是 {said}", "同步一次（huaian-tui sync）")


def _of_places(part: Mapping[str, Any], *, ledger_writes: bool) -> Iterator[Finding]:
    if ledger_writes and not part["data_writable"]:
        yield Finding(
            Grade.MEND,
            f"数据文件夹 {part['data_folder']} 写不进去：本机和同事的密钥记不住，写出去的可能没有签名",
            "请改它的权限，让它可以写",
        )
    if ledger_writes and not part["config_writable"]:
        yield Finding(
            Grade.MEND,
            f"设置文件夹 {part['config_folder']} 写不进去：个人设置、视图、同步存不住",
            "请改它的权限，让它可以写",
        )
    if part["keys_problems"]:
        yield Finding(
            Grade.MEND,
            f"按键设置有问题：{part['keys_problems']}",
            f"请改 {part['keys']}，或删去它用默认的按键",
        )


def _of_papers(part: Mapping[str, Any]) -> Iterator[Finding]:
    if not part["typesets"]:
        yield Finding(
            Grade.MEND, "排版组件 typst 不能用，不能导出 PDF", "请用安装包重新安装；Word 文件照常能导出"
        )
    if part["missing_fonts"]:
        yield Finding(
            Grade.MEND,
            f"文书里{part['looks']}",
            "请用安装包重新安装，或在系统里装上仿宋、小标宋、黑体、楷体、宋体，再打开程序",
        )
    elif part["stand_ins"]:
        yield Finding(
            Grade.KNOW,
            f"文书里{part['looks']}",
            "要用规定的字体，请在系统里装上本单位有授权的仿宋、小标宋、黑体、楷体、宋体，再打开程序",
        )


def _of_terminal(part: Mapping[str, Any]) -> Iterator[Finding]:
    if part["stdout_is_terminal"] and (part["columns"] < LEAST_SIZE[0] or part["rows"] < LEAST_SIZE[1]):
        yield Finding(
            Grade.MEND,
            f"窗口只有 {part['columns']} 列 {part['rows']} 行",
            "请把窗口拉大到 80 列 24 行以上，120 列 40 行最好",
        )
    if part["doubtful_width"] == 2:
        yield Finding(
            Grade.MEND,
            "这个终端把 ─ 这样的字符画成两格，框线会错位",
            "在终端设置里把“模糊宽度字符”改为窄；不能改就用字符画（--ascii）",
        )
    if part["colours"] == "无颜色":
        yield Finding(Grade.KNOW, "终端没有颜色", "状态都有文字，照常能用；要颜色请换终端或去掉 NO_COLOR")
    encoding = str(part["stdout_encoding"] or "").lower().replace("-", "").replace("_", "")
    if encoding and encoding != "utf8":
        yield Finding(
            Grade.KNOW,
            f"输出编码是 {part['stdout_encoding']}",
            "少见的汉字在画面上显示成 ??，在命令行里显示成 \\u 加数字；请把语言环境设为 zh_CN.UTF-8",
        )
    if part["input_method"].startswith("没有"):
        yield Finding(
            Grade.KNOW,
            "这里可能打不了汉字（没有中文输入法）",
            "请在桌面的终端窗口里打开，并装好输入法（fcitx、ibus）；查单位、找任务可打拼音",
        )
