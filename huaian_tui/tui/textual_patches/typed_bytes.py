"""What is typed is read in the encoding of the terminal, and bytes that are no text end nothing.

Textual 8.2.8 reads every terminal as UTF-8 and strictly: in a GBK locale, in which it draws in GBK, the first
Chinese character that was typed ended the program, and so did one stray byte on any terminal.
Goes when Textual reads in the encoding of the standard input and replaces what it cannot read.
"""

from __future__ import annotations

import codecs
import sys

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8"}
"""Encodings that others hold whole: terminals that are said to send the one often send the other."""


def encoding_of_terminal() -> str:
    """The encoding in which the terminal sends what is typed: that in which the program draws on it."""
    named = getattr(sys.__stdin__, "encoding", None) or "utf-8"
    try:
        name = codecs.lookup(named).name
    except LookupError:
        return "utf-8"
    return _WIDER.get(name, name)


def decoder_of_terminal(_: str) -> type[codecs.IncrementalDecoder]:
    """In the place of ``codecs.getincrementaldecoder("utf-8")``; what is no text becomes U+FFFD."""
    found = codecs.getincrementaldecoder(encoding_of_terminal())

    class Forgiving(found):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__(errors="replace")

    return Forgiving


def use_encoding_of_terminal() -> None:
    """Let the driver of this system read so; call before the application runs. Windows gives characters."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        # It is no public name there, and takes the name of an encoding.
        vars(linux_driver)["getincrementaldecoder"] = decoder_of_terminal
