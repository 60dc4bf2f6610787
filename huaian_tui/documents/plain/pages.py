"""An official document as plain text: a preview laid out as printed, and text for a chat window.

The preview counts as the printed page does: 22 lines a page, 28 characters a line, the head of
the first page taking as many lines as it takes on paper. Widths are in full-width characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil

from huaian_tui.documents import standard_words
from huaian_tui.documents.fitting import fits_one_page
from huaian_tui.documents.model import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Picture,
    Table,
    heading_groups,
)
from huaian_tui.documents.plain.lines import centred, flat, title_of, to_right
from huaian_tui.documents.plain.page_filling import (
    CHARACTERS_A_LINE,
    LANDSCAPE_CHARACTERS,
    LANDSCAPE_LINES,
    LINES_A_PAGE,
    Page,
    Pages,
)
from huaian_tui.documents.plain.pictures.on_pages import add_picture
from huaian_tui.documents.plain.tables import chat_rows, printed_heights, table_lines
from huaian_tui.documents.titles import masthead_lines, signature_lines
from huaian_tui.domain.text.line_breaking import break_lines, text_width

FORM_LINES = 24
"""An inner sheet has smaller margins."""

_NOTICE_HEAD_LINES = 10
"""Lines that masthead, number and rule take on paper, two blank lines below the rule included."""
_LETTER_HEAD_LINES = 4
_LONGEST_KEPT_CLOSING = 14
"""附件说明, 署名 and 附注 of up to so many lines are kept with the end of the text."""
_COLOPHON_ROW = 0.83
"""Lines that a row of the 版记 takes: 14 points and the room around it."""


def render_preview(
    document: OfficialDocument, width: int = CHARACTERS_A_LINE, room: int | None = None
) -> list[Page]:
    """The pages as they will be printed, ``width`` full-width characters a line.

    ``room``: characters that can be shown on a line; where a turned page has longer ones, its lines are
    shorter and more, so that its tables stay whole. None: as printed.
    """
    printed = width * LANDSCAPE_CHARACTERS // CHARACTERS_A_LINE
    side = printed if room is None else max(width, min(room, printed))
    unbroken = document.layout == "sheet" and fits_one_page(document)
    pages = Pages((side, LANDSCAPE_LINES * printed / side), unbroken=unbroken)
    half = 2 * width
    if document.layout in standard_words.ROOMY:
        pages.turn(FORM_LINES)
    if document.turned:
        half = pages.side_half
        pages.turn(pages.side_lines)
    pages.add(_head(document, half))
    if document.layout not in standard_words.HEAD_HOLDS_TITLE:
        pages.add(centred(title_of(document, document.title, half), half))
        pages.add([""])
    pages.add(_recipients(document, half))
    last = document.attachments[-1] if document.attachments else None
    ends_in_table = last is not None and bool(last.blocks) and isinstance(last.blocks[-1], Table)
    joins_table = ends_in_table and not document.even_end
    turned = joins_table and last is not None and last.landscape
    colophon = _colophon(document, pages.side_half if turned else half)
    printed_rows = sum(not line.startswith("-") for line in colophon)
    foot_height = 1 + _COLOPHON_ROW * printed_rows if colophon else 0.0
    kept_below = not (document.attachments or document.turned or document.even_end)
    _add_text(pages, document, half, foot_height if kept_below else 0.0)
    for index, attachment in enumerate(document.attachments):
        reserve = foot_height if joins_table and attachment is last else 0.0
        _add_attachment(pages, document, index, half, reserve)
    if colophon and document.even_end:
        pages.turn_to_even(foot_height)
    if colophon:
        pages.add_at_foot(colophon, foot_height, reserved=joins_table)
    return pages.finished()


def fills_first_page(document: OfficialDocument) -> bool:
    """Whether 主送 is so long that the first page would show no text: then it stands in the 版记 (7.3.2)."""
    half = 2 * CHARACTERS_A_LINE
    lines = len(_head(document, half)) + len(_recipients(document, half))
    if document.layout != "sheet":
        lines += len(title_of(document, document.title, half)) + 1
    return bool(document.recipients) and lines >= LINES_A_PAGE - 1


def _recipients(document: OfficialDocument, half: int) -> list[str]:
    line = flat(standard_words.recipients_line(document))
    return break_lines(line, half) if line else []


def render_text(document: OfficialDocument, width: int = CHARACTERS_A_LINE) -> str:
    """The preview as one text, with a mark between the pages."""
    pages = render_preview(document, width)
    parts: list[str] = []
    mark = f"，{standard_words.WITHDRAWN_MARK}" if document.withdrawn else ""
    for number, page in enumerate(pages, start=1):
        parts.append(f"-------- 第{number}页，共{len(pages)}页{mark} --------")
        parts.extend(page)
    return "\n".join(parts) + "\n"


def render_chat(document: OfficialDocument) -> str:
    """The document without layout, for a chat window or a TXT file: one paragraph a line."""
    said = standard_words.page_mark(document)
    mark = f"【{said}】" if said else ""
    lines = [
        *filter(None, [mark, document.number, document.title.replace("\n", "")]),
        "",
        *filter(None, [_addressed(document)]),
        *_chat_blocks(document.body),
    ]
    notes = standard_words.attachment_notes(document)
    closing = [standard_words.closing_name(document), standard_words.closing_day(document)]
    lines += [""] * bool(notes) + [label + title for label, title in notes]
    lines += [""] * any(closing) + [
        line for line in (*closing, standard_words.annotation_line(document)) if line
    ]
    for index, attachment in enumerate(document.attachments):
        label = standard_words.attachment_label(document, index)
        lines += ["", label, attachment.title.replace("\n", ""), *_chat_blocks(attachment.blocks)]
    if document.copies_to:
        lines += ["", standard_words.COPIES_LABEL + standard_words.copies_text(document)]
    return standard_words.printable("\n".join(lines)).strip("\n") + "\n"


def _addressed(document: OfficialDocument) -> str:
    """主送 above the text, also where the paper has it in the 版记: a chat has no pages."""
    return standard_words.recipients_line(replace(document, recipients_below=False))


def _chat_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield block.lead + block.text
        elif isinstance(block, Picture):
            yield "：".join(filter(None, (block.caption, block.text)))
        else:
            yield from filter(None, [block.caption])
            yield from chat_rows(block)


def _head(document: OfficialDocument, half: int) -> list[str]:
    """版头: as many lines as it takes on paper, the rule drawn with hyphens."""
    marks = [
        line
        for part in masthead_lines(standard_words.printable(document.masthead))
        for line in break_lines(part, half)
    ]
    number = flat(document.number or "")
    gradings = [flat(text) for text in (document.copy_number, document.secrecy, document.urgency) if text]
    if mark := standard_words.page_mark(document):
        gradings.append(mark)
    if document.layout == "letter":
        lines = [*centred(marks, half), "=" * half, to_right(number, half, 0), *gradings]
        return lines + [""] * max(1, _LETTER_HEAD_LINES - len(lines))
    if document.layout == "bulletin":
        left, right = map(flat, standard_words.form_line(document))
        between = " " * max(2, half - text_width(left) - text_width(right))
        return [*centred([*marks, number], half), f"{left}{between}{right}", "-" * half, ""]
    if document.layout == "form":
        left, right = map(flat, standard_words.form_line(document))
        title = title_of(document, document.title, half)
        between = " " * max(2, half - text_width(left) - text_width(right))
        return [*centred(title, half), "", f"{left}{between}{right}"]
    if document.layout == "sheet":
        title = title_of(document, document.title, half)
        beside = " ".join(gradings)
        number_line = beside + to_right(number, half - text_width(beside), 0)
        return [*centred([*filter(None, marks), *title], half), number_line, "-" * half, ""]
    top = (gradings + [""] * 3)[: max(3, len(gradings))]
    if document.signer:
        signer = standard_words.SIGNER_LABEL + flat(document.signer)
        gap = max(1, half - 4 - text_width(number) - text_width(signer))
        number_line = "  " + number + " " * gap + signer
    else:
        number_line = centred([number], half)[0]
    lines = [*top, *centred(marks, half), "", number_line, "-" * half]
    return lines + [""] * max(2, _NOTICE_HEAD_LINES + len(marks) - 1 - len(lines))


def _add_blocks(
    pages: Pages,
    blocks: Sequence[Block],
    half: int,
    turned: bool = False,
    tail: Sequence[str] = (),
    reserve: float = 0.0,
) -> None:
    """Blocks one after the other; ``turned`` says that the pages already lie on their side.

    ``tail`` are lines that stay on the page of the last block's end; ``reserve`` is room kept free
    below a table that ends the blocks.
    """
    for index, block in enumerate(blocks):
        kept = list(tail) if index == len(blocks) - 1 else []
        if isinstance(block, Table):
            if block.landscape and not turned:
                pages.turn(pages.side_lines)
                _add_table(pages, block, pages.side_half, kept, reserve)
                pages.turn(LINES_A_PAGE)
            else:
                _add_table(pages, block, half, kept, reserve if block is blocks[-1] else 0.0)
        elif isinstance(block, Picture):
            if block.landscape and not turned:
                pages.turn(pages.side_lines)
                add_picture(pages, block, pages.side_half, kept)
                pages.turn(LINES_A_PAGE)
            else:
                add_picture(pages, block, half, kept)
        elif isinstance(block, Heading):
            lines = _heading_lines(block, half)
            if pages.room() < len(lines) + max(1, len(kept)):
                pages.turn()  # a heading does not stay alone at the foot of a page
            pages.add(lines + kept)
        else:
            _add_paragraph(pages, _paragraph_lines(block, half), kept)
    if tail and not blocks:
        pages.add_whole(list(tail))


def _add_paragraph(pages: Pages, lines: list[str], tail: list[str]) -> None:
    """A paragraph; with a tail its last line stands on the tail's page, and its first two stay together."""
    if not tail:
        pages.add(lines)
    elif len(lines) < 3:
        pages.add_whole(lines + tail)
    else:
        pages.add_whole(lines[:2])
        pages.add(lines[2:-1])
        pages.add_whole(lines[-1:] + tail)


def _heading_lines(heading: Heading, half: int) -> list[str]:
    return break_lines(flat(heading.text), half, 4)


def _paragraph_lines(paragraph: Paragraph, half: int) -> list[str]:
    text = flat(paragraph.lead) + standard_words.printable(paragraph.text)
    indent = 4 if paragraph.indent else 0
    return [line for part in text.split("\n") for line in break_lines(part, half, indent)]


def _add_text(pages: Pages, document: OfficialDocument, half: int, foot: float) -> None:
    """The text and what closes it; 署名 (7.3.5.5) and 版记 stand on a page with a line of the text.

    ``foot``: lines that the 版记 takes below it.
    """
    closing = [*_attachment_notes(document, half), *_closing(document, half)]
    if annotation := standard_words.annotation_line(document):
        closing += break_lines(flat(annotation), half, 4)
    room = [""] * ceil(foot)
    kept = closing + room if len(closing + room) <= _LONGEST_KEPT_CLOSING else []
    _add_blocks(pages, document.body, half, turned=document.turned, tail=kept)
    if not kept:
        pages.add(closing)
    elif room and pages.pages[-1][-len(room) :] == room:
        del pages.pages[-1][-len(room) :]
        pages.used -= len(room)


def _add_table(pages: Pages, table: Table, half: int, tail: list[str], reserve: float) -> None:
    """The table, its head again on every page; a row stays whole where a page can hold it.

    The last row stays on the page of ``tail``, the lines that follow, and of the reserved room.
    Tables are printed smaller than they can be shown, so that their lines count as less than one.
    """
    if table.caption:
        pages.add(centred(break_lines(flat(table.caption), half), half))
    head, rows, foot = table_lines(table, half)

    def height(lines: list[str]) -> float:
        return sum(printed_heights(lines, table.font_size))

    def add(lines: list[str]) -> None:
        for line, one in zip(lines, printed_heights(lines, table.font_size), strict=True):
            pages.add([line], one)

    groups = dict(heading_groups(table)) if len(rows) == len(table.rows) else {}

    def with_next(index: int) -> float:
        """The height of a row, of a heading that of the rows below it that stay with it too."""
        return sum(height(one) for one in rows[index : index + groups.get(index, 1)])

    if pages.room() < height(head) + (with_next(0) if rows else 0):
        pages.turn()
    add(head)
    for index, row in enumerate(rows):
        ends = index + groups.get(index, 1) == len(rows)
        needed = with_next(index) + (len(tail) + reserve if ends else 0)
        if pages.room() < needed and height(head) + needed <= pages.capacity:
            pages.pages[-1] += foot
            pages.turn()
            add(head)
        add(row)
    pages.pages[-1] += foot
    pages.add(tail)
    pages.reserve(reserve)


def _attachment_notes(document: OfficialDocument, half: int) -> list[str]:
    """附件说明, one blank line below the text; names aligned under each other."""
    notes = standard_words.attachment_notes(document)
    if not notes:
        return []
    edge = 4 + text_width(notes[0][0])
    lines = [""]
    for label, title in notes:
        lines += break_lines(flat(label + title), half, edge - text_width(label), edge)
    return lines


def _closing(document: OfficialDocument, half: int) -> list[str]:
    """署名 and 成文日期 with their distance from the right edge (7.3.5)."""
    name = flat(standard_words.closing_name(document))
    day = standard_words.closing_day(document)
    if not name and not day:
        return []
    names = signature_lines(name, document.words)
    name_width, day_width = max(map(text_width, names)), text_width(day)
    if document.sealed:
        day_blank = max(8, 4 + (name_width - day_width) // 2)
        name_blank = day_blank - (name_width - day_width) // 2
    else:
        day_blank = max(4, name_width - day_width) if name else 4
        name_blank = day_blank + day_width + 4 - name_width
    lines = ["", ""] if document.sealed and document.layout != "sheet" else [""]
    for one in names if name else ():
        lines.append(to_right(one, half, max(0, name_blank + (name_width - text_width(one)) // 2)))
    lines += [to_right(day, half, day_blank)] if day else []
    return lines


def _add_attachment(pages: Pages, document: OfficialDocument, index: int, half: int, reserve: float) -> None:
    attachment, label = document.attachments[index], standard_words.attachment_label(document, index)
    pages.turn(pages.side_lines if attachment.landscape else LINES_A_PAGE)
    side = pages.side_half if attachment.landscape else half
    pages.add([label, ""])
    pages.add(centred(title_of(document, attachment.title, side), side))
    if not (document.close_set and attachment.landscape):
        pages.add([""])
    _add_blocks(pages, attachment.blocks, side, turned=attachment.landscape, reserve=reserve)


def _colophon(document: OfficialDocument, half: int) -> list[str]:
    """版记: 抄送, then 印发机关 and 印发日期, ruled in a notice."""
    ruled = document.layout != "letter"
    lines: list[str] = []
    for label, names in standard_words.colophon_names(document):
        lines += break_lines(flat(label + names), half - 2, 2, 2 + text_width(label))
    if ruled and (document.printing_office or document.printed_on):
        office, day = "  " + flat(document.printing_office), standard_words.printed_on_text(document)
        lines += ["-" * half] if lines else []
        gap = half - text_width(office) - text_width(day) - 2
        lines += [office + " " * gap + day] if gap > 0 else [office, to_right(day, half, 2)]
    return ["-" * half, *lines, "-" * half] if lines and ruled else lines
