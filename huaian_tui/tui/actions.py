"""The one registry of actions: what can be done, by which keys, and what it is called.

Bindings, hints at the bottom, command palette and help screen are all made
from this table, so they cannot disagree. Three rules of its keys (tests keep them):

* every letter has an F- or Ctrl-route beside it, because with a Chinese input
  method switched on letters go to the composition;
* what an input method types instead of an ASCII key (its full-width twin) is
  bound too: :func:`keys_of` derives them;
* no letter alone saves or destroys: letters open a form or a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.binding import Binding, BindingType

FULL_WIDTH_OFFSET = 0xFEE0
"""Distance of an ASCII character ``!``…``~`` to its full-width form in Unicode."""

IME_PUNCTUATION = {"/": "、", ".": "。", "\\": "、", "<": "《", ">": "》", "[": "【", "]": "】"}
"""What Chinese input methods type on these keys besides the full-width form."""

KEY_LABELS = {
    "escape": "Esc",
    "enter": "回车",
    "space": "空格",
    "tab": "Tab",
    "up": "上",
    "down": "下",
    "left": "左",
    "right": "右",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
}
"""Keys as an officer reads them (arrow glyphs are of ambiguous width, hence words)."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done.

    ``id`` is the binding id (the name in a keymap) and names the method
    ``action_<id>`` that does it; ``keys`` are Textual key names or single
    characters, the first is the one shown in the hints; ``pinyin`` are the
    syllables of ``title`` (kept here because pypinyin loads for 0.2 s);
    ``priority`` lets a Ctrl-key win over the text editing keys of an input.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    group: str
    help: str
    pinyin: str
    show_in_footer: bool = False
    in_palette: bool = True
    priority: bool = False

    @property
    def key_label(self) -> str:
        """The first key, as the hints show it: ``F8``, ``^S``, ``Esc``."""
        return key_label(self.keys[0], short=True) if self.keys else ""

    @property
    def keys_label(self) -> str:
        """Every key of the action but the derived twins, for the help screen: ``F8 或 n``."""
        return " 或 ".join(key_label(key) for key in self.keys)

    @property
    def initials(self) -> str:
        """First letters of the pinyin: ``xjl`` for 写记录."""
        return "".join(syllable[0] for syllable in self.pinyin.split())


GENERAL = "通用"
SCREENS = "画面"
LIST = "列表"
WORK = "办理"
NOTICES = "文书"
FORM = "表单"

GROUPS = (SCREENS, GENERAL, WORK, NOTICES, LIST, FORM)
"""The groups in the order of the help screen."""

ACTIONS: tuple[Action, ...] = (
    Action(
        "show_overview",
        "总览",
        ("f2",),
        SCREENS,
        "今天要管的事：逾期、临期、约定的回访和反馈",
        "zong lan",
        priority=True,
    ),
    Action(
        "show_tasks", "任务", ("f3",), SCREENS, "全部重点任务：列表、指标树、全文", "ren wu", priority=True
    ),
    Action(
        "show_milestones",
        "节点",
        ("f4",),
        SCREENS,
        "全部节点，逾期在前；办结、延期、设定",
        "jie dian",
        priority=True,
    ),
    Action("show_units", "单位", ("f5",), SCREENS, "按单位查看牵头和责任任务", "dan wei", priority=True),
    Action(
        "show_notices", "文书", ("f6",), SCREENS, "通报、催办单：拟写、预览、导出", "wen shu", priority=True
    ),
    Action("show_records", "记录", ("f7",), SCREENS, "全部记录，新的在前；查找", "ji lu", priority=True),
    Action("help", "帮助", ("f1", "?"), GENERAL, "列出全部按键", "bang zhu", show_in_footer=True),
    Action(
        "palette",
        "命令",
        ("ctrl+p",),
        GENERAL,
        "用汉字、拼音或首字母找一项操作",
        "ming ling",
        show_in_footer=True,
        in_palette=False,
    ),
    Action(
        "back",
        "返回",
        ("escape",),
        GENERAL,
        "回到上一步；表单里没写完的会保留为草稿",
        "fan hui",
        show_in_footer=True,
        in_palette=False,
    ),
    Action(
        "settings",
        "设置承办人和机构",
        ("ctrl+g",),
        GENERAL,
        "记录上署谁的名字，文书由哪个机构出",
        "she zhi cheng ban ren he ji gou",
    ),
    Action("toggle_theme", "换深浅色", ("ctrl+l",), GENERAL, "在浅色和深色之间切换", "huan shen qian se"),
    Action(
        "quit",
        "退出",
        ("ctrl+q",),
        GENERAL,
        "退出程序；没写完的表单会保留为草稿",
        "tui chu",
        show_in_footer=True,
        priority=True,
    ),
    Action(
        "filter",
        "筛选",
        ("/", "ctrl+f"),
        LIST,
        "输入文字、单位、拼音，列表随之缩小",
        "shai xuan",
        show_in_footer=True,
        priority=True,
    ),
    Action(
        "export",
        "导出",
        ("ctrl+e",),
        GENERAL,
        "把眼前的内容存为文件",
        "dao chu",
        show_in_footer=True,
        priority=True,
    ),
    Action("open", "打开", ("enter",), LIST, "打开所选的一行", "da kai", in_palette=False),
    Action("cursor_up", "上一行", ("up", "k"), LIST, "光标上移一行", "shang yi hang", in_palette=False),
    Action("cursor_down", "下一行", ("down", "j"), LIST, "光标下移一行", "xia yi hang", in_palette=False),
    Action("page_up", "上一页", ("pageup", "ctrl+b"), LIST, "上翻一页", "shang yi ye", in_palette=False),
    Action("page_down", "下一页", ("pagedown", "space"), LIST, "下翻一页", "xia yi ye", in_palette=False),
    Action("first", "第一行", ("home", "g"), LIST, "到第一行", "di yi hang", in_palette=False),
    Action("last", "最后一行", ("end", "G"), LIST, "到最后一行", "zui hou yi hang", in_palette=False),
    Action("collapse", "收起", ("left",), LIST, "指标树里收起，或回到上一级", "shou qi", in_palette=False),
    Action("expand", "展开", ("right",), LIST, "指标树里展开这一级", "zhan kai", in_palette=False),
    Action(
        "toggle_tree",
        "列表或指标树",
        ("ctrl+t", "t"),
        LIST,
        "任务在列表和指标树之间切换",
        "lie biao huo zhi biao shu",
    ),
    Action(
        "toggle_finished",
        "显示或隐藏已办结",
        ("ctrl+t", "t"),
        LIST,
        "节点列表里显示或不显示已办结、已中止的",
        "xian shi huo yin cang yi ban jie",
    ),
    Action("note", "写记录", ("f8", "n"), WORK, "给所选任务写一条督查记录", "xie ji lu", show_in_footer=True),
    Action("complete", "办结", ("f9", "c"), WORK, "登记所选节点办结", "ban jie", show_in_footer=True),
    Action(
        "extend",
        "延期",
        ("ctrl+y", "e"),
        WORK,
        "给所选节点定新的日期，写明依据",
        "yan qi",
        show_in_footer=True,
    ),
    Action(
        "milestone_set",
        "设节点",
        ("ctrl+n", "a"),
        WORK,
        "给所选任务设一个节点，写明依据",
        "she jie dian",
        show_in_footer=True,
    ),
    Action("cancel", "中止", ("ctrl+x", "x"), WORK, "中止所选节点，写明依据", "zhong zhi"),
    Action(
        "reopen", "重新督办", ("ctrl+o", "o"), WORK, "把已办结或中止的节点重新列入督办", "chong xin du ban"
    ),
    Action("reading", "登记数值", ("ctrl+d", "d"), WORK, "登记量化指标某日的数值", "deng ji shu zhi"),
    Action("correct", "更正", ("ctrl+u", "u"), WORK, "更正所选记录，写明原因；原文仍可查", "geng zheng"),
    Action("retract", "撤回", ("ctrl+w", "w"), WORK, "撤回所选记录，写明原因；原文仍可查", "che hui"),
    Action(
        "hand_in",
        "报送成果",
        ("f12", "b"),
        WORK,
        "登记所选任务的成果报送了什么、哪天报送",
        "bao song cheng guo",
    ),
    Action(
        "read_note",
        "看记录全文",
        ("ctrl+k", "v"),
        WORK,
        "选一条督查记录，看它的全文",
        "kan ji lu quan wen",
    ),
    Action(
        "notice_new",
        "拟写文书",
        ("ctrl+n", "a"),
        NOTICES,
        "拟一份通报或催办单",
        "ni xie wen shu",
        show_in_footer=True,
    ),
    Action(
        "remind",
        "催办单",
        ("ctrl+r", "r"),
        NOTICES,
        "给所选单位拟一份催办单",
        "cui ban dan",
        show_in_footer=True,
    ),
    Action(
        "save",
        "保存",
        ("ctrl+s",),
        FORM,
        "保存表单",
        "bao cun",
        show_in_footer=True,
        in_palette=False,
        priority=True,
    ),
    Action(
        "next_field",
        "下一项",
        ("tab",),
        FORM,
        "到下一项（Shift+Tab 到上一项）",
        "xia yi xiang",
        in_palette=False,
    ),
)

_BY_ID = {action.id: action for action in ACTIONS}


def action(action_id: str) -> Action:
    """The action with this id; KeyError for an unknown one is a bug in the caller."""
    return _BY_ID[action_id]


def keys_of(item: Action) -> tuple[str, ...]:
    """All keys that trigger the action: its own, then what an input method types instead of them."""
    keys = list(item.keys)
    for key in item.keys:
        if len(key) == 1 and "!" <= key <= "~":
            keys.append(chr(ord(key) + FULL_WIDTH_OFFSET))
            if key in IME_PUNCTUATION:
                keys.append(IME_PUNCTUATION[key])
    return tuple(dict.fromkeys(keys))


def bindings_for(*action_ids: str) -> list[BindingType]:
    """Textual bindings of these actions, for a ``BINDINGS`` of a screen, dialog or widget.

    Each calls ``action_<id>`` of the class that binds it. In the order given.
    Only F- and Ctrl-keys get the action's priority: a letter never beats typing.
    """
    return [binding for action_id in action_ids for binding in _bindings_of(_BY_ID[action_id])]


def _bindings_of(item: Action) -> Iterator[Binding]:
    for position, key in enumerate(keys_of(item)):
        yield Binding(
            key,
            item.id,
            item.title,
            show=item.show_in_footer and position == 0,
            key_display=key_label(key, short=True),
            priority=item.priority and is_function_key(key),
            id=item.id,
        )


def is_function_key(key: str) -> bool:
    """Whether the key works while an input method is composing: F-keys, Ctrl-keys and named keys."""
    return len(key) > 1


def key_label(key: str, *, short: bool = False) -> str:
    """A key as it is written on the screen; ``short`` writes Ctrl as ``^`` (for the hints)."""
    if key in KEY_LABELS:
        return KEY_LABELS[key]
    if key.startswith("ctrl+"):
        letter = key.removeprefix("ctrl+").upper()
        return f"^{letter}" if short else f"Ctrl+{letter}"
    return key.upper() if len(key) > 1 else key


def grouped(actions: Iterable[Action] = ACTIONS) -> list[tuple[str, list[Action]]]:
    """The actions by group, in the order of the help screen; empty groups are left out."""
    wanted = list(actions)
    table = [(group, [item for item in wanted if item.group == group]) for group in GROUPS]
    return [(group, members) for group, members in table if members]


def matches(item: Action, query: str) -> bool:
    """Whether a palette query finds the action: by title, help, pinyin or initials (``xjl``, ``xieji``)."""
    wanted = query.strip().lower().replace(" ", "")
    if not wanted:
        return True
    if wanted in item.title or wanted in item.help:
        return True
    return item.initials.startswith(wanted) or item.pinyin.replace(" ", "").startswith(wanted)
