"""Write the digests of the shipped schemas anew: ``python -m huaian_tui.store.engine.write_digests``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from huaian_tui.store.engine import shipped_schema
from huaian_tui.store.engine.migrations import migrations, shipped_in_memory


def digest_table() -> str:
    """The table as it stands in ``shipped_schema``, from the migrations that are there."""
    lines = []
    for version, _ in migrations():
        with shipped_in_memory(version) as shipped:
            lines.append(f'    {version}: "{shipped_schema.schema_digest(shipped)}",\n')
    return f"DIGESTS = {{\n{''.join(lines)}}}\n"


def main() -> int:
    """Write the table into the module."""
    path = Path(shipped_schema.__file__)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"DIGESTS = \{\n[^}]*\}\n", digest_table(), text), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
