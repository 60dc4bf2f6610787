"""The child process that checks a 红头 template and fills it: ``python -m`` this module, all on stdin.

The first line is JSON: the template's name, and the document as JSON text or null (check only); the
template's bytes follow. The answer is the filled file, or nothing. Little memory and time: a template made to
harm harms only this process.
"""

from __future__ import annotations

import json
import sys

from huaian_tui.store.apart_child import answered, bounded, given

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 40


def _made() -> bytes:
    from huaian_tui.documents.docx.template_check import check_parts

    line, _, data = given().partition(b"\n")
    asked = json.loads(line)
    check_parts(data, asked["name"])
    if asked["document"] is None:
        return b""
    from huaian_tui.documents.document_json import document_from_json
    from huaian_tui.documents.docx.template_filling import fill_template

    return fill_template(document_from_json(asked["document"]), data, asked["name"])


if __name__ == "__main__":
    bounded(MEMORY_BYTES, CPU_SECONDS)
    sys.exit(answered(_made))
