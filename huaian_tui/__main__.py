"""``python -m huaian_tui`` and the command ``huaian-tui``."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the program: files readable by their owner only, output that no encoding can break."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A character that a GBK pipe lacks is written as \uXXXX instead of ending the program.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    from huaian_tui.cli.quick import done_quickly

    if not done_quickly(sys.argv[1:]):
        from huaian_tui.cli.root import cli

        cli()


if __name__ == "__main__":
    main()
