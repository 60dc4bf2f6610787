"""Actions of the dialogs that choose files and preview what they say; they stand nowhere else."""

from __future__ import annotations

from huaian_tui.tui.actions.model import FORM, Action

FILE_ACTIONS: tuple[Action, ...] = (
    Action(
        "import_facts",
        "方案信息",
        ("ctrl+t",),
        FORM,
        "导入方案时：改名称、简称、代号、年份、起止",
        "fang an xin xi",
        show_in_footer=True,
        in_palette=False,
        priority=True,
    ),
    Action(
        "import_alike",
        "同类照此",
        ("ctrl+a", "a"),
        FORM,
        "导入方案时：同类的问题也这样答",
        "tong lei zhao ci",
        show_in_footer=True,
        in_palette=False,
    ),
    Action(
        "choose_file",
        "选文件",
        ("ctrl+o",),
        FORM,
        "要填文件的表单：到文件夹里选",
        "xuan wen jian",
        show_in_footer=True,
        in_palette=False,
        priority=True,
    ),
    Action(
        "paste_instead",
        "粘贴文字",
        ("ctrl+t",),
        FORM,
        "选文件时：没有文件，粘贴文字",
        "zhan tie wen zi",
        show_in_footer=True,
        in_palette=False,
        priority=True,
    ),
)
"""Choosing a file, and deciding what a plan's file says."""
