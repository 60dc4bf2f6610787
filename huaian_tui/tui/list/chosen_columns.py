"""The columns that a person chose for each list, as they are kept among the preferences."""

from __future__ import annotations

from collections.abc import Mapping

KEY = "columns"
"""Under which name they are kept."""


def chosen_columns(preferences: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Titles in order by the name of the list; whatever else stands in the file is passed over."""
    kept = preferences.get(KEY)
    if not isinstance(kept, dict):
        return {}
    found = {str(name): one for name, one in kept.items() if isinstance(one, list)}
    return {name: tuple(title for title in one if isinstance(title, str)) for name, one in found.items()}
