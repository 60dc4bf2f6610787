"""The child process that parses one workbook: ``python -m`` this module, the file on stdin, JSON on stdout.

It has little memory and time, so that a file made to harm harms only this process.
"""

from __future__ import annotations

import json
import sys

from huaian_tui.importing.form_cells import sheet_json
from huaian_tui.importing.form_sheets import read_form_sheets
from huaian_tui.store.apart_child import answered, bounded, given

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20


def _parsed() -> bytes:
    # ASCII only: no locale can spoil it.
    return json.dumps([sheet_json(one) for one in read_form_sheets(given())]).encode("ascii")


if __name__ == "__main__":
    bounded(MEMORY_BYTES, CPU_SECONDS)
    sys.exit(answered(_parsed))
