"""Words of the command line never reach a screen, whatever the floors below say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from support.source_tree import PACKAGE

from huaian_tui.tui.command_words import on_screen
from huaian_tui.tui.safe_text import own_words

COMMAND = re.compile(
    r"--[a-z]|(?<![A-Za-z])(?:task|matter|plan|unit|note|milestone|notice|record|feedback|sync|trust) [a-z]+"
)
CHINESE = re.compile("[\u4e00-\u9fff]")
ONLY_TYPED = {
    "services/minutes.py", "services/minutes_decisions.py", "services/closing.py",
    "services/plan_import/decisions_json.py", "services/plan_import/choices.py",
    "services/plan_import/accepting.py", "services/plan_revision/previewing.py",
    "services/plan_revision/accepting.py", "services/plan_revision/taking_back.py", "services/answers.py",
    "services/plan_revision/merged.py", "services/views.py", "ledger/kinds/plan_undo.py",
    "domain/words/backup_signatures.py",
}  # fmt: skip
"""What answers options of a command alone, or is said by the screens in words of their own.

Of ``merged`` and ``plan_undo`` the whole sentence is turned (``登记：milestone complete``, ``再收官：plan
close`` above), its parts are none.
"""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("请选一台（--printer）", "请选一台"),
        ("请选一个单位（--unit），或选任务（--task）", "请选一个单位，或选任务"),
        ("用 huaian-tui unit 市气象局 查看全部任务，或指定序号", "在「单位」里查看全部任务，或指定序号"),
        ("用 huaian-tui overdue 核对", "在「节点」里核对"),
        ("请给后印发的那份改号（huaian-tui notice renumber）", "请给后印发的那份改号"),
        ("先核定（milestone settle 2-1，或在「节点」里办），再延期", "先核定（在「节点」里办），再延期"),
        ("先撤回那些记录，或再收官：plan close YS --basis 依据", "先撤回那些记录，或在「方案」里再收官"),
        ("要恢复：plan reopen XC --basis 依据。", "要在「方案」里恢复。"),
        ("也算办结的，登记：milestone complete 3-1 --date 某天 --basis 依据", "也算办结的，在「节点」登记"),
        ("要恢复，用 task set 重新写入", "要恢复，在「任务」里重新写入"),
        ("不是他的电脑就 trust revoke 3f2a91c0", "不是他的电脑就在「信任」里撤销"),
        ("完成数据管理能力成熟度评估（DCMM）贯标", "完成数据管理能力成熟度评估（DCMM）贯标"),
    ],
)
def test_a_way_out_is_said_as_the_screens_have_it(typed: str, shown: str) -> None:
    assert on_screen(typed) == shown


def said(tree: ast.Module) -> Iterator[str]:
    """Chinese texts of a module, what is put into them as 甲; no docstrings."""
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in joined for part in ast.walk(node) if part is not node}
    inside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in inside:
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "甲" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


@pytest.mark.parametrize("floor", ["services", "documents", "domain", "exchange", "ledger"])
def test_no_floor_says_a_command_to_a_screen(floor: str) -> None:
    left = list[str]()
    for path in sorted((PACKAGE / floor).rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in ONLY_TYPED:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text in said(tree):
            if CHINESE.search(text) and COMMAND.search(own_words(text)):
                left.append(f"{name}: {own_words(text)[:80]}")
    assert left == []
