"""What a key is bound to is looked up by this key alone.

Textual 8.2.8 copies, twice for each key, the bindings of every node from the widget that has the focus up to
the application, and asks each of them for each of some hundred keys whether it would rather type it.
Goes when ``App`` asks the nodes about the key that was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.dom import DOMNode
from textual.keys import key_to_character

# A mixin: a second App would bring its bindings.
if TYPE_CHECKING:
    _Mixin = App[int]
else:
    _Mixin = object


class BindingsByKey(_Mixin):
    """Mixin of the application: the same bindings in the same order as Textual's, found in less time."""

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Do what the key is bound to: whether anything was done.

        Bindings with ``priority`` from the application down, others from the focus up to the dialog.
        """
        if self._keymap:  # keys that are other ones for each node
            return await super()._check_bindings(key, priority)
        bound = self._nodes_bound_to(key, to_dialog=not priority)
        for node in reversed(bound) if priority else bound:
            for binding in node._bindings.key_to_bindings[key]:
                if binding.priority == priority and await self.run_action(binding.action, node):
                    return True
        return False

    def _nodes_bound_to(self, key: str, *, to_dialog: bool) -> list[DOMNode]:
        """From the focus up, without those below which a field types the key."""
        focused = self.screen.focused
        plain = focused is None or focused.loading
        way = [self.screen, self] if focused is None or plain else focused.ancestors_with_self
        character = key_to_character(key)
        bound = list[DOMNode]()
        for node in way:
            if key in node._bindings.key_to_bindings:
                bound.append(node)
            if (to_dialog and node.is_modal) or node.check_consume_key(key, character):
                break
        return bound
