"""What holds typed text that is not saved: the application keeps it when it ends, knowing no forms."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class HoldsDraft(Protocol):
    """A screen with typed text. ``form_id`` names its draft; empty when none is kept."""

    form_id: str

    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        ...

    def raw_values(self) -> dict[str, str]:
        """The texts as typed, by field key."""
        ...
