"""The last line: what can be done here, by key and by click. From the active bindings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from huaian_tui.tui.actions.registry import ACTIONS, Action
from huaian_tui.tui.frame.host import past_day
from huaian_tui.tui.looks.themes import CURSOR_STYLE
from huaian_tui.tui.textual_patches.private_names import key_name

MOST_HINTS = 8
"""More hints are not read, and 80 columns do not hold them."""

PAST_HINTS = ("back", "as_of")
"""What is shown first while a past day is shown: the way back to today, and to another day."""

FOOTER_ORDER = (
    "save",
    "note",
    "complete",
    "extend",
    "milestone_set",
    "notice_new",
    "notice_edit",
    "notice_check",
    "notice_issue",
    "remind",
    "report_confirm",
    "report_keep_open",
    "report_reject",
    "filter",
    "leader",
    "help",
    "palette",
    "export",
    "export_list",
    "export_forms",
)
"""What is shown first; the other actions follow in the order of the registry."""


def shown_actions(
    active_ids: set[str], width: int, first: Sequence[str] = (), words: Mapping[str, str] | None = None
) -> list[Action]:
    """The actions that the line holds at ``width`` cells, among those that can be done now.

    ``first`` are those that matter most on this screen, also such as no other screen shows; ``words``
    are what this screen calls some of them (保存 is 导出 in a form whose button says so).
    """
    order = dict.fromkeys((*first, *FOOTER_ORDER))
    rank = {action_id: position for position, action_id in enumerate(order)}
    shows = [item for item in ACTIONS if item.show_in_footer or item.id in first]
    called = words or {}
    wanted = [replace(item, title=called.get(item.id, item.title)) for item in shows if item.id in active_ids]
    wanted.sort(key=lambda item: rank.get(item.id, len(rank)))
    shown: list[Action] = []
    used = 0
    for item in wanted:
        used += cell_len(hint_text(item))
        if len(shown) == MOST_HINTS or used > width:
            break
        shown.append(item)
    return shown


def hint_text(item: Action) -> str:
    """A hint with the blanks around it: `` F8 写记录 ``."""
    return f" {item.key_label} {item.title} "


class HintBar(Widget, inherit_bindings=False):
    """The line of hints; a click does what the key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    HintBar { dock: bottom; height: 1; background: $panel; color: $foreground; }
    """

    def on_mount(self) -> None:
        """Follow what can be done."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.refresh()

    @property
    def _past(self) -> str:
        """On a dialog, whose title does not say so: the past day that is shown."""
        day = past_day(self) if isinstance(self.screen, ModalScreen) else None
        return "" if day is None else f" 截至 {day} "

    def render(self) -> Content:
        """The hints that fit."""
        parts = [Content.styled(self._past, CURSOR_STYLE)]
        for item in self._shown():
            parts += [Content.styled(f" {item.key_label}", "bold $accent"), Content(f" {item.title} ")]
        return Content("").join(parts)

    def _shown(self) -> list[Action]:
        bindings = self.screen.active_bindings
        # By the key that the hint names: a field may have taken it, and left only a letter to the action.
        active = ((item.id, bindings.get(key_name(item.keys[0]))) for item in ACTIONS if item.keys)
        ids = {name for name, found in active if found and found.enabled and found.binding.id == name}
        hints = getattr(self.screen, "hints_first", None)
        ids -= set(getattr(self.screen, "withheld_hints", ()))
        words = getattr(self.screen, "hint_words", {})
        first = (*(PAST_HINTS if past_day(self) is not None else ()), *(hints() if hints else ()))
        return shown_actions(ids, self.size.width - cell_len(self._past), first, words)

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint under the pointer says."""
        event.stop()
        start = cell_len(self._past)
        for item in self._shown():
            end = start + cell_len(hint_text(item))
            if start <= event.x < end:
                for active in self.screen.active_bindings.values():
                    if active.binding.id == item.id:
                        await self.app.run_action(active.binding.action, active.node)
                        return
            start = end
