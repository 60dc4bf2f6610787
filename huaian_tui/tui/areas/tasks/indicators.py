"""Plans as a tree of indicators: 一级指标, 二级指标, tasks; in the order of the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from textual.content import Content

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.lights import counts_words
from huaian_tui.tui.frame.detail_lines import heading, lines, toned
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.looks.lights import count_lights, worst


class TreeLine(NamedTuple):
    """What a line says; ``tasks`` counts those below an indicator."""

    title: str
    status: str
    tasks: str = ""


COLUMNS: tuple[Column[TreeLine], ...] = (
    Column("指标和任务", lambda line: line.title, weight=3, min_width=24),
    Column("项数", lambda line: line.tasks, width=4, right=True, priority=3),
    Column("状态", lambda line: line.status, width=20, toned=True),
)


NO_INDICATOR = "（没有写指标）"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node: its key, its title as printed, the nodes below, and all tasks below in plan order.

    ``own`` are the tasks that stand right below it. A plan is a node above its indicators.
    """

    key: str
    title: str
    depth: int
    children: list[Indicator] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    own: list[TaskRow] = field(default_factory=list)


def build_tree(tasks: Sequence[TaskRow], *, by_plan: bool = False) -> list[Indicator]:
    """The level-1 indicators in the order in which the plan brings them (一 二 三, not code points).

    ``by_plan``: below a node for each plan; a task without indicators stands right below its plan.
    """
    roots: dict[str, Indicator] = {}
    known: dict[str, Indicator] = {}
    for task in tasks:
        path, level = _path(task, by_plan=by_plan), roots
        node: Indicator | None = None
        for depth, (key, title) in enumerate(path):
            above, node = node, known.get(key)
            if node is None:
                node = known[key] = Indicator(key, title, depth)
                if above is None:
                    level[key] = node
                else:
                    above.children.append(node)
            node.tasks.append(task)
        if node is not None:
            node.own.append(task)
    return list(roots.values())


def _path(task: TaskRow, *, by_plan: bool) -> list[tuple[str, str]]:
    """(key, title) of the nodes above a task, from the outermost."""
    plan = f"{task.named.plan}:" if by_plan else ""
    found = [(f"0:{plan}", f"{task.named.short}（{task.named.code}）")] if by_plan else []
    if task.level1 or not by_plan:
        found.append((f"1:{plan}{task.level1}", task.level1 or NO_INDICATOR))
    if task.level2:
        found.append((f"2:{plan}{task.level1}:{task.level2}", task.level2))
    return found


def tree_rows(
    roots: Sequence[Indicator], opened: Collection[str], status: Callable[[TaskRow], str]
) -> Iterator[ListRow]:
    """The visible lines: a node's children only when its key is in ``opened``.

    ``status`` words a task's light.
    """
    for node in roots:
        is_open = node.key in opened
        yield _node_row(node, is_open)
        if is_open:
            yield from tree_rows(node.children, opened, status)
            yield from (_task_row(task, node.depth + 1, status(task)) for task in node.own)


def _node_row(node: Indicator, is_open: bool) -> ListRow:
    counts = count_lights(task.light for task in node.tasks)
    mark = "-" if is_open else "+"
    light = worst(counts)
    tone = light.value if light in (Light.OVERDUE, Light.BEHIND, Light.DUE_SOON) else ""
    line = TreeLine(f"{'  ' * node.depth}{mark} {node.title}", counts_words(counts), str(len(node.tasks)))
    return ListRow(node.key, cells_of(line, COLUMNS), tone)


def _task_row(task: TaskRow, depth: int, status: str) -> ListRow:
    line = TreeLine(f"{'  ' * depth}{task.named.label:>2} {task.text}", status)
    return ListRow(str(task.no), cells_of(line, COLUMNS), task.light.value)


def find_node(roots: Sequence[Indicator], key: str) -> Indicator | None:
    """The indicator with this key."""
    for node in roots:
        found = node if node.key == key else find_node(node.children, key)
        if found is not None:
            return found
    return None


def indicator_text(node: Indicator, status: Callable[[TaskRow], str]) -> Content:
    """An indicator in full: its counts by light and its tasks."""
    counts = counts_words(count_lights(task.light for task in node.tasks))
    parts = [heading(node.title), Content(f"共 {len(node.tasks)} 项任务：{counts}")]
    for task in node.tasks:
        head = Content(f"  {task.named.label:>2}  ") + toned(status(task), task.light.value)
        parts.append(head + "  " + Content(task.text))
    return lines(parts)


def nodes_of(root: Indicator) -> Iterator[Indicator]:
    """A node and all below it."""
    yield root
    for child in root.children:
        yield from nodes_of(child)


def ancestors(roots: Sequence[Indicator], number: int) -> tuple[str, ...]:
    """Keys of the nodes that must be open for a task to be seen; empty when it is not in the tree."""
    for node in roots:
        if any(task.no == number for task in node.tasks):
            return (node.key, *ancestors(node.children, number))
    return ()


def parent_key(roots: Sequence[Indicator], key: str) -> str | None:
    """The node above a node or task; None for an outermost one."""
    if key.isdecimal():
        path = ancestors(roots, int(key))
        return path[-1] if path else None
    for root in roots:
        for node in nodes_of(root):
            if any(child.key == key for child in node.children):
                return node.key
    return None
