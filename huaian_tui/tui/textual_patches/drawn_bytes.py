"""A character that the terminal's encoding lacks is drawn as question marks of its width.

Textual 8.2.8 writes through the error stream of the program, which turns such a character into an escape of
six or ten cells: in a GBK locale one rare name moved all that stood behind it, and the line ran on.
Goes when Textual encodes what it draws itself, cell by cell.
"""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper

from rich.cells import cell_len

_NAME = "question marks of its width"


def keep_widths() -> None:
    """Let the driver draw so from now on; call before the application runs."""
    codecs.register_error(_NAME, _question_marks)
    for stream in (sys.__stdout__, sys.__stderr__):  # the one on Windows, the other elsewhere
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def _question_marks(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "?" * cell_len(error.object[error.start : error.end]), error.end
