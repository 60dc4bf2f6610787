"""What is shown on the screens of importing: name of the frame → the keys that lead there."""

from __future__ import annotations

IMPORTING: dict[str, tuple[str, ...]] = {
    "import-questions": (),
    "import-answered": ("1", "1", "1"),
    "import-typed-answer": ("enter",),
    "import-tasks": ("tab", "down"),
    "import-row": ("tab", "enter"),
    "import-milestones": ("tab", "tab"),
    "import-units": ("tab", "tab", "tab"),
    "import-columns": ("tab", "tab", "tab", "tab"),
    "import-facts": ("ctrl+t",),
    "import-summary": ("1", "1", "1", "1", "1", "ctrl+s"),
}
"""Of a plan with five questions."""

REVISING: dict[str, tuple[str, ...]] = {
    "revision-questions": (),
    "revision-changes": ("tab", "down"),
    "revision-summary": ("ctrl+s",),
}
"""Of a plan and its issued text."""

MINUTES: dict[str, tuple[str, ...]] = {
    "minutes": (),
    "minutes-matter": ("end", "enter"),
    "minutes-source": ("ctrl+t",),
}
"""Of the minutes of a meeting."""

FRAMES = (*IMPORTING, *REVISING, *MINUTES)
