"""Reading plans in tests: a draft from Word, Excel or text, and its tasks in short."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from huaian_tui.importing.plan_files.assemble import read_draft
from huaian_tui.importing.plan_files.draft import Draft, DraftTask
from huaian_tui.importing.plan_files.excel_reader import read_excel
from huaian_tui.importing.plan_files.text_reader import read_text
from huaian_tui.importing.plan_files.unit_matching import KnownUnits
from huaian_tui.importing.plan_files.word_reader import read_word

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def from_text(text: str, encoding: str = "utf-8") -> Draft:
    """The draft of a text file."""
    return read_draft(read_text(text.encode(encoding)), KnownUnits({}))


def from_word(data: bytes) -> Draft:
    """The draft of a document."""
    return read_draft(read_word(data), KnownUnits({}))


def from_excel(data: bytes) -> Draft:
    """The draft of a workbook."""
    return read_draft(read_excel(data), KnownUnits({}))


def word(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A document whose body is this WordprocessingML (prefix ``w``); ``parts`` are further ones by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            f'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>',
        )
        for name, text in (parts or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


def para(text: str, bold: str = "", properties: str = "") -> str:
    """A paragraph; ``bold`` is a beginning in bold letters."""
    lead = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r>" if bold else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{lead}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    """A cell of one or more paragraphs (lines)."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(para(one) for one in text.split(chr(10)))}</w:tc>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of texts; ``^`` continues the cell above, ``<`` the cell to the left."""
    lines = []
    for at, row in enumerate(rows):
        cells = []
        for place, text in enumerate(row):
            if text == "<":
                continue
            span = 1
            while place + span < len(row) and row[place + span] == "<":
                span += 1
            below = at + 1 < len(rows) and place < len(rows[at + 1]) and rows[at + 1][place] == "^"
            merge = "<w:vMerge/>" if text == "^" else '<w:vMerge w:val="restart"/>' if below else ""
            grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            cells.append(cell("" if text == "^" else text, grid + merge))
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def word_table(rows: Sequence[Sequence[str]], *before: str) -> bytes:
    """A document of some lines and a table."""
    return word("".join(para(one) for one in before) + table(rows))


def short(task: DraftTask) -> tuple[Any, ...]:
    """(no, level1, level2, text, lead, support) of a task."""
    return (task.no, task.level1, task.level2, task.text, lead(task), support(task))


def lead(task: DraftTask) -> str:
    """Its leads, joined by blanks."""
    return " ".join(one.name for one in task.lead)


def support(task: DraftTask) -> str:
    """Its other units, joined by blanks."""
    return " ".join(one.name for one in task.support)


def dates(task: DraftTask) -> list[str]:
    """The days of its milestones."""
    return sorted({one.due.isoformat() for one in task.milestones if one.due})


def targets(task: DraftTask) -> list[str]:
    """The targets of its milestones."""
    return [one.target for one in task.milestones if one.target]


def asked(draft: Draft) -> set[str]:
    """The kinds of its questions."""
    return {one.kind for one in draft.questions}
