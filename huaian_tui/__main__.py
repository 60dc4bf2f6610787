"""``python -m huaian_tui`` and the command ``huaian-tui``."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def run() -> None:
    """``main`` in a process of its own, which ends with an answer that is written.

    The interpreter would take itself apart for a tenth of the time of the whole; nothing waits for that.
    """
    if main():
        os._exit(0)


def main() -> bool:
    """Run the program: files readable by their owner only, output that no encoding can break.

    Whether the quick answer was given, which leaves nothing open and nothing unwritten.
    """
    os.umask(0o077)
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A character that a GBK pipe lacks is written as \uXXXX instead of ending the program.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    gc.disable()  # what a start loads stays: looking through it again and again is a tenth of a quick answer
    from huaian_tui.cli.quick import done_quickly

    try:
        if done_quickly(sys.argv[1:]):
            return True
        gc.enable()
        from huaian_tui.cli.root import cli

        cli()
        return False
    finally:
        gc.freeze()  # what is left goes with the process: the interpreter would look through all of it first


def _fill_closed_streams() -> None:
    """Streams that the caller has closed (``>&-``) read nothing and take everything.

    Their numbers are taken first: else the next file to be opened would have one, the ledger itself.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST_STREAM:
        pass
    os.close(descriptor)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace"))


_LAST_STREAM = 2

if __name__ == "__main__":
    run()
