"""What the floors below say of the command line, in the words of the screens.

A refusal names the way out as a person at the command line has it (（--unit）, 用 huaian-tui overdue 核对).
On the screens the option is a field that stands there, and a listing is a screen.
"""

from __future__ import annotations

import re
from functools import partial

_SCREENS = {
    "tasks": "任务",
    "task": "任务",
    "units": "单位",
    "unit": "单位",
    "overdue": "节点",
    "milestone list": "节点",
    "matter list": "任务",
    "notice list": "文书",
    "plan list": "方案",
    "plan show": "方案",
    "plan changes": "方案",
    "feedback list": "单位自报",
    "record list": "记录",
}
"""Listings of the command line, and where the same stands on the screens."""

_COMMANDS = (
    "init|tasks|task|matter|plan|units|unit|overdue|note|milestone|reading|deliverable|notice|record|ledger|"
    "feedback|pack|sync|trust|setting|check|doctor|backup|restore|query|calendar"
)

_ARGUMENT = r"[^\s，。；：、（）\u201c\u201d《》]+"
_LISTING = "|".join(sorted(_SCREENS, key=len, reverse=True))

_LOOK_UP = rf"用 (?:huaian-tui )?({_LISTING})((?: {_ARGUMENT})*) ?(查看|核对)"
"""用 huaian-tui unit 市财政局 查看全部任务."""

_IN_BRACKETS = (
    rf"（(?:见 )?(?:--[a-z-]+(?: {_ARGUMENT})*|(?:huaian-tui )?(?:{_COMMANDS})(?: [^（），]+)?)"
    r"(?:，或(在[^（）]*))?）"
)
"""（--unit）, （huaian-tui notice renumber）, （milestone settle 2-1，或在「节点」里按办结键）."""

_SAID = (
    (r"写 --due 日期；要设，用 setting set matter_limits", "写明日期；要设，在「设置」里写"),
    (
        r"采用则写 --due limit，否则写 --due 日期；没有时限的写 --due 无",
        "采用则照填，否则写明日期；没有时限的写「无」",
    ),
    (r"写 --due 日期；没有时限的写 --due 无", "写明日期；没有时限的写「无」"),
    (r"加 --(?:until|source-day) 日期 写明", "写明"),
    (r"例如 --due ", "例如 "),
    (r"请加 --lead 单位", "请写牵头单位"),
    (r"，例如 --full 全称", "，例如全称"),
    (r"先加 --kind group", "先把类别改为集体单位"),
    (r"去掉 --no\b", "编号不要改"),
    (r"或去掉 --as-of", "或回到今天"),
    (r"，?或?用 --plan 写另一个方案的代号", "，或换一个方案"),
    (rf"先用 (?:huaian-tui )?unit set ({_ARGUMENT}) --stands 恢复", r"先在「单位」里恢复\1"),
    (r"先用 plan set \S+ --code 换一个代号", "先在「方案」里换一个代号"),
    (
        rf"(?:要|先)(延长|定期末)：plan extend {_ARGUMENT} --to {_ARGUMENT}(?: --basis 依据)?",
        r"可在「方案」里\1",
    ),
    (r"：plan set \S+ --code 新代号(?: --basis 依据)?", "：在「方案」里改代号"),
    (
        r"，?用 matter tie(?: 或 matter tie)?(?: --untie)?( 改回)?",
        r"，在那一件上重新关联或解除关联",
    ),
    (r"加 --record 编号，或先", "先"),
    (r"用 matter add 登记", "登记为交办事项"),
    (r"请?用 matter source 补上", "请在那一件上补写来源"),
    (r"用 record correct 更正", "在「记录」里更正"),
    (r"用 milestone extend", "在「节点」里延期"),
    (rf"先设节点：milestone set {_ARGUMENT}", "先在「节点」里设节点"),
    (r"运行 huaian-tui check 看全部", "检查台账看全部"),
    (r"(?:用|运行) huaian-tui check(?: 检查台账)?(?= |，|；|。|$)", "检查台账"),
    (r"(登记|另设)：milestone (?:set|complete|cancel|extend) .*? --basis 依据", r"在「节点」\1"),
    (r"record retract \S+ --reason 理由", "在「记录」里撤回那一条"),
    (
        r"huaian-tui sync leave，再 huaian-tui sync 文件夹 用口令重新加入",
        "在「同步」里退出，再用口令重新加入",
    ),
    (r"先 sync leave，再 sync 文件夹 重新加入", "先在「同步」里退出，再重新加入"),
    (r"先 huaian-tui sync leave", "先在「同步」里退出"),
    (r"先用新口令运行一次 huaian-tui sync 文件夹", "先在「同步」里输入新口令"),
    (r"，再运行一次 (?:huaian-tui )?sync 文件夹", "，在「同步」里输入"),
    (r"huaian-tui sync 文件夹（", "在「同步」里选文件夹（"),
    (r"(?:重新)?运行 (?:huaian-tui )?sync rotate", "在「同步」里换口令"),
    (r"去掉 --no-seal", "选「加密」"),
    (r"加 --no-seal", "选「不加密」"),
    (r"用 --passphrase-file 文件", "请写办公室口令"),
    (r"，确认要收再加 --accept-ahead", "，确认要收，同步后会再问一次"),
    (r"用 huaian-tui trust forks 查看", "到「总览」里看"),
    (r"用 huaian-tui trust settle 核定", "在「总览」里核定"),
    (r"（trust forks 里有）", "（「总览」的分叉里有）"),
    (r"用 trust list 查看编号", "到「信任」里看"),
    (r"读给同事听：trust list", "读给同事听，在「信任」里「本机」一行"),
    (r"请同事运行 trust revoke", "请同事在「信任」里撤销"),
    (r"先 trust accept \w+", "先在「信任」里采信"),
    (r"相符再 trust accept [^\s，；。]+", "相符再在「信任」里采信"),
    (r"就 trust revoke [^\s，；。]+", "就在「信任」里撤销"),
    (r"用更早的 --since 日期或不带 --since 重新导出", "把起始日期提前或留空，重新导出"),
    (r"用 --since (?:日期 )?分段导出", "按起始日期分段导出"),
    (r"命令行加 --accept-ahead，界面上再按一次", "再按一次"),
    (r"用 huaian-tui plan choices --forget 不再沿用", "下次导入方案时改选，或请管电脑的人清除"),
)
"""Whole phrases, the longest first. Compiled when a text first needs them: the first screen has none."""

_PLACES = {"plan": "方案", "task": "任务", "unit": "单位", "matter": "任务"}

_ARGUMENTS = rf"(?: {_ARGUMENT})*"
_BY = r"(?:huaian-tui )?(?P<of>plan|task|unit|matter)"
_DONE_THERE = (
    (
        rf"(?P<do>再收官|收官|重新启用|恢复|终止它|并入别的单位|重新写入|撤销整个修订)：{_BY}{_ARGUMENTS}",
        "在「{of}」里{do}",
    ),
    (rf"用 {_BY} set(?: {_ARGUMENT})? (?P<do>恢复|重新写入|改写|核定|改回|改|登记)", "在「{of}」里{do}"),
    (rf"用 {_BY} close(?: {_ARGUMENT})?(?P<do> 收官)?", "在「{of}」里收官"),
    (rf"用 {_BY} (?P<do>merge){_ARGUMENTS}", "在「{of}」里合并"),
    (rf"(?:用 )?{_BY} (?P<do>set|rename){_ARGUMENTS}", "在「{of}」里改写"),
)
"""What is done to a plan, a task or a unit, and that it is done on its screen."""


def on_screen(text: str) -> str:
    """The words of the program without what only a command line takes."""
    if "--" not in text and not re.search(_SPOKEN, text):
        return text
    said = re.sub(_IN_BRACKETS, lambda found: f"（{found[1]}）" if found[1] else "", text)
    said = re.sub(_LOOK_UP, lambda found: f"在「{_SCREENS[found[1]]}」里{found[3]}", said)
    for pattern, words in _SAID:
        said = re.sub(pattern, words, said)
    for form, words in _DONE_THERE:
        said = re.sub(form, partial(_there, words), said)
    return said


def _there(words: str, found: re.Match[str]) -> str:
    return words.format(of=_PLACES[found["of"]], do=found["do"])


_SPOKEN = rf"(?<![A-Za-z])(?:huaian-tui|(?:{_COMMANDS}) )"
"""Any command at all: most texts have none and are left as they are."""
