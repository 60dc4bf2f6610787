"""The table of actions of what a list shows (views and columns), and of dialogs that are lists."""

from __future__ import annotations

from huaian_tui.tui.actions.model import FORM, LIST, Action


def _in_dialog(name: str, title: str, keys: tuple[str, ...], said: str, pinyin: str) -> Action:
    """What is done in the dialog of the views or of the columns alone."""
    return Action(name, title, keys, FORM, said, pinyin, in_palette=False, show_in_footer=True)


LIST_ACTIONS: tuple[Action, ...] = (
    Action(
        "views",
        "视图",
        (),
        LIST,
        "打开存下的视图；把现在的筛选、排列和列存为视图，改名、删去、打开时先看",
        "shi tu",
        words="保存筛选 常用 changyong",
        opens="areas.views.dialog:open_views",
        leader="r",
        manual="把列表现在的筛选、方案、排列和列存为一个名称，以后一键回来；也可作打开时先看的；命令里打视图名称也行",
    ),
    Action(
        "columns",
        "选列",
        ("ctrl+right", "|"),
        LIST,
        "列表显示哪些列、先后；下次仍是这样",
        "xuan lie",
        words="显示列 隐藏列 yincang",
        opens="list.column_choice:open_column_choice",
        manual="列表显示哪些列、先后，各列表分别记住；导出和复制照所显示的列",
    ),
    _in_dialog("column_up", "上移", ("ctrl+up", "u"), "这一列往前一位", "shang yi"),
    _in_dialog("column_down", "下移", ("ctrl+down", "d"), "这一列往后一位", "xia yi"),
    _in_dialog("column_reset", "恢复原样", ("ctrl+r", "r"), "列表原来的列和先后", "hui fu yuan yang"),
    _in_dialog("view_rename", "改名", ("ctrl+r", "r"), "给所选的视图改名", "gai ming"),
    _in_dialog("view_delete", "删去", ("ctrl+x", "x"), "删去所选的视图；先问一声", "shan qu"),
    _in_dialog("trust_revoke", "撤销", ("ctrl+x", "x"), "不再收所选的密钥签的；先问一声", "che xiao"),
    _in_dialog(
        "view_first",
        "打开时先看",
        ("ctrl+w", "f"),
        "打开程序时先看所选的视图；再选一次改回总览",
        "da kai shi xian kan",
    ),
    _in_dialog(
        "sync_key", "输入口令", ("ctrl+k", "i"), "同步：办公室换过口令时，输入新口令", "shu ru kou ling"
    ),
    _in_dialog("sync_rotate", "换口令", ("ctrl+r", "r"), "同步：有人离开、口令泄露时换口令", "huan kou ling"),
    _in_dialog("sync_leave", "退出同步", ("ctrl+x", "x"), "同步：本机不再同步；先问一声", "tui chu tong bu"),
)
