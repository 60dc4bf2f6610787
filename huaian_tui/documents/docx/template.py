"""An office's own 红头 template: looked at, checked and filled, each time in a child process.

A template is a file from outside, and an official paper is made of it: whatever could fetch something,
run something or show what is not in it is refused (``template_check``), when the template is chosen and
each time it is used.
"""

from __future__ import annotations

import json
from pathlib import Path

from huaian_tui.documents.document_json import document_to_json
from huaian_tui.documents.docx.guard import read_word_file
from huaian_tui.documents.docx.template_check import TemplateRefused
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.store.apart import ChildFailed, ChildRefused, ChildTooSlow, answer_of

SECONDS = 60
"""Wall time for one document; a long 通报 takes about one."""

_MOST_ANSWER = 64 * 1024 * 1024
_CHILD = "huaian_tui.documents.docx.template_child"
_ANOTHER = "请换一个模板，或把内容复制到新建的 .docx 中再用"


def render_with_template(document: OfficialDocument, template: Path) -> bytes:
    """The document as DOCX in the office's own template.

    Raises UnusableFile or TemplateRefused when the template is damaged or not to be used, asks for
    something unknown, or has no place for the text or the attachments.
    """
    return _answered(template, document_to_json(document, as_shown=True))


def check_template(template: Path) -> None:
    """Refuse (UnusableFile, TemplateRefused) a file that cannot be a template, with the reason."""
    _answered(template, None)


def _answered(template: Path, document: str | None) -> bytes:
    data, name = read_word_file(template), template.name
    asked = json.dumps({"name": name, "document": document}).encode("ascii")
    try:
        return answer_of(_CHILD, given=asked + b"\n" + data, seconds=SECONDS, most=_MOST_ANSWER)
    except ChildRefused as refused:
        raise TemplateRefused(refused.title, refused.message, refused.way_out) from None
    except ChildTooSlow:
        raise TemplateRefused(f"模板“{name}”填不进去", f"{SECONDS} 秒内没有读完", _ANOTHER) from None
    except ChildFailed:
        raise TemplateRefused(f"模板“{name}”填不进去", "文件太复杂或已损坏", _ANOTHER) from None
