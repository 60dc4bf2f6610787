"""The tasks of the unit (F5), and what is done on those that are marked, else on the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.units.list import TASK_COLUMNS
from huaian_tui.tui.forms.open_form import with_officer
from huaian_tui.tui.frame.host import host_of
from huaian_tui.tui.list.acted_on import ActedOn, act_on
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.virtual_list import VirtualList

NO_TASKS = "方案中没有这个单位的任务"


class UnitTaskList(VirtualList):
    """Its keys are those of the list, not of the screen: on the units a letter is part of a name.

    Only those that mean nothing else on this screen; 重新督办, 报送成果 and 拟文书, whose keys are of the
    forms of units and of 催办单 here, stand in its menu.
    """

    BINDINGS = bindings_for("complete", "extend", "milestone_set", "cancel", "reading")

    def __init__(self, *, id: str) -> None:
        super().__init__(TASK_COLUMNS, empty_text=NO_TASKS, marks=Marks(), numbered=True, id=id)

    def act(self, work: Callable[[list[int], ActedOn], object]) -> None:
        """Do something with the tasks of the marked rows, else of the chosen one."""
        app = host_of(self)

        def on_tasks(acted: ActedOn) -> None:
            numbers = list(dict.fromkeys(int(key) for key in acted.keys))
            if not numbers:
                app.show_error(HuaianError("没有选中任务", "这个单位没有任务", "换一个单位再办"))
            else:
                with_officer(app, lambda: work(numbers, acted))

        act_on(self, on_tasks)

    def decide(self, verb: str) -> None:
        """Ask which milestones of the tasks are meant, and open their form (``complete``, ``extend`` …)."""
        from huaian_tui.tui.areas.tasks.deciding import decide_on_tasks

        self.act(lambda numbers, acted: decide_on_tasks(host_of(self), numbers, verb, acted))

    def action_complete(self) -> None:
        """办结"""
        self.decide("complete")

    def action_extend(self) -> None:
        """延期"""
        self.decide("extend")

    def action_cancel(self) -> None:
        """中止"""
        self.decide("cancel")

    def action_reading(self) -> None:
        """登记数值"""
        self.decide("reading")

    def action_milestone_set(self) -> None:
        """设节点"""
        from huaian_tui.tui.areas.milestones.forms import open_set

        self.act(lambda numbers, acted: open_set(host_of(self), numbers, acted))
