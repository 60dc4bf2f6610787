"""What an action on a list acts on is answered in one place: the marked rows, else the chosen one.

A new action that asks a list for the row under its cursor would pass over the marks.
"""

from __future__ import annotations

import ast

from support.source_tree import Module, modules, nodes

PLACE = "huaian_tui.tui.list"
"""Where it is answered (``acted_on``), and what it rests on."""

ASKING = frozenset({"with_chosen", "with_marked", "cursor_key", "wanted_key", "marked"})
"""What of a list says which row is meant."""

ALLOWED = {
    "areas.evaluation.screen": (1, "the row whose figure is opened"),
    "areas.exports.list_dialog": (3, "says how many are marked, and writes these"),
    "areas.milestones.screen": (1, "Enter in the detail: to the task of the row"),
    "areas.notices.listed": (3, "hints and the preview follow the cursor"),
    "areas.notices.sources": (1, "where the cursor was left"),
    "areas.plan_import.screen": (2, "a digit answers the question under the cursor"),
    "areas.plans.closing": (1, "Enter in a dialog: the marked milestones, else the row"),
    "areas.plans.screen": (1, "Enter in the detail: to the tasks of the plan"),
    "areas.search.list": (3, "the words that a cell shows: no row"),
    "areas.tasks.indicator_tree": (3, "opens and closes what the cursor stands on"),
    "areas.tasks.screen": (2, "the same task in list and tree"),
    "files.chooser": (4, "into a folder"),
    "frame.ledger_screen": (1, "copying changes nothing"),
}
"""Modules that ask a list themselves: how often, and what for."""


def asked(module: Module) -> list[int]:
    """The lines in which a module asks a list which row is meant."""
    return [node.lineno for node in nodes(module) if isinstance(node, ast.Attribute) and node.attr in ASKING]


def test_actions_on_rows_go_through_one_place() -> None:
    found = {
        name.removeprefix("huaian_tui.tui."): len(lines)
        for name, module in modules().items()
        if name.startswith("huaian_tui.tui.") and not name.startswith(PLACE) and (lines := asked(module))
    }
    allowed = {name: count for name, (count, _) in ALLOWED.items()}
    assert found == allowed, "use act_on or act_on_one (huaian_tui.tui.list.acted_on)"


def test_what_asks_a_list_is_seen() -> None:
    tree = ast.parse("def action_x(self):\n    self.records.with_chosen(f)\n    use(self.records.cursor_key)")
    module = next(iter(modules().values()))
    assert asked(Module("x", module.path, tree, 3)) == [2, 3]
