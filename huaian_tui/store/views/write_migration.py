"""Write the views as a migration: ``python -m huaian_tui.store.views.write_migration schema/NNN_name.sql``.

The last migration that stores views must hold them as they are defined; a test compares. It drops those that
earlier ones stored and makes all anew, so a view may change in every way.
"""

from __future__ import annotations

import sys
from pathlib import Path

from huaian_tui.store.engine.migrations import shipped_in_memory
from huaian_tui.store.views.registry import VIEWS

HEAD = """\
-- Views for questions in SQL, in `query` and in any other program (docs/查询视图.md): plain SQL.
-- Written by `python -m huaian_tui.store.views.write_migration` from huaian_tui/store/views; never by hand.
"""


def migration_text(number: int) -> str:
    """The migration with this number: what earlier ones stored goes, all views are made."""
    with shipped_in_memory(number - 1) as before:
        stored = before.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    dropped = "".join(f"DROP VIEW {name};\n" for (name,) in stored)
    return f"{HEAD}{dropped}" + "".join(f"{view.statement()};\n" for view in VIEWS)


def main() -> int:
    """Write it into the file that is named."""
    path = Path(sys.argv[1])
    path.write_text(migration_text(int(path.name[:3])), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
