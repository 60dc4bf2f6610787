"""The plan as a tree of indicators: 一级指标, 二级指标, tasks; in the order of the plan."""

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


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node: its key, its title as printed, the nodes below, and all tasks below in plan order."""

    key: str
    title: str
    depth: int
    children: list[Indicator] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)


def build_tree(tasks: Sequence[TaskRow]) -> list[Indicator]:
    """The level-1 indicators in the order in which the plan brings them (一 二 三, not code points)."""
    roots: dict[str, Indicator] = {}
    branches: dict[tuple[str, str], Indicator] = {}
    for task in tasks:
        root = roots.get(task.level1)
        if root is None:
            root = roots[task.level1] = Indicator(f"1:{task.level1}", task.level1, 0)
        branch = branches.get((task.level1, task.level2))
        if branch is None:
            branch = Indicator(f"2:{task.level1}:{task.level2}", task.level2, 1)
            branches[task.level1, task.level2] = branch
            root.children.append(branch)
        root.tasks.append(task)
        branch.tasks.append(task)
    return list(roots.values())


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
            if not node.children:
                yield from (_task_row(task, node.depth + 1, status(task)) for task in node.tasks)


def _node_row(node: Indicator, is_open: bool) -> ListRow:
    counts = count_lights(task.light for task in node.tasks)
    mark = "-" if is_open else "+"
    light = worst(counts)
    tone = light.value if light in (Light.OVERDUE, Light.BEHIND, Light.DUE_SOON) else ""
    line = TreeLine(f"{'  ' * node.depth}{mark} {node.title}", counts_words(counts), str(len(node.tasks)))
    return ListRow(node.key, cells_of(line, COLUMNS), tone)


def _task_row(task: TaskRow, depth: int, status: str) -> ListRow:
    line = TreeLine(f"{'  ' * depth}{task.no:>2} {task.text}", status)
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
        head = Content(f"  {task.no:>2}  ") + toned(status(task), task.light.value)
        parts.append(head + "  " + Content(task.text))
    return lines(parts)


def ancestors(roots: Sequence[Indicator], number: int) -> tuple[str, ...]:
    """Keys of the nodes that must be open for a task to be seen; empty when it is not in the tree."""
    for node in roots:
        if any(task.no == number for task in node.tasks):
            return (node.key, *ancestors(node.children, number))
    return ()


def parent_key(roots: Sequence[Indicator], key: str) -> str | None:
    """The node above a node or task; None for a level-1 node."""
    if key.isdecimal():
        path = ancestors(roots, int(key))
        return path[-1] if path else None
    for node in roots:
        if any(child.key == key for child in node.children):
            return node.key
    return None
