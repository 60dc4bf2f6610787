"""Reads plain text (.txt, .md, pasted) into blocks.

Paragraphs, and tables however they were typed or copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.column_heads import LABEL
from huaian_tui.domain.reading.item_labels import CHAPTER, FIRST, SECTION, read_label
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.importing.plan_files.blocks import Block, FileBlocks, Paragraph, Told
from huaian_tui.importing.plan_files.text_tables import typed_tables
from huaian_tui.importing.plan_files.typed_cells import Line

MOST_CHARACTERS = 8_000_000
MOST_LINES = 200_000
LONGEST_LINE = 200_000

_PAGE_NUMBER = re.compile(
    r"\s*(?:[—–\-－~]+\s*[0-9]{1,4}\s*[—–\-－~]+|第\s*[0-9]{1,4}\s*页(?:\s*[/共，,]*\s*共?\s*[0-9]{1,4}\s*页)?|[0-9]{1,4}\s*/\s*[0-9]{1,4}|\f)\s*"
)
_MARKDOWN_HEAD = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_MARKDOWN_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_MARKDOWN_ITEM = re.compile(r"^\s{0,6}[-*+•●◆■]\s+(?=\S)")
_FURNITURE = re.compile(
    r"\s*(?:索\s*引\s*号|字体[:：]?\s*[大小\[【]|【?字体|扫一扫|责任编辑|责编|打印本页|关闭窗口|分享到|浏览次数|发布日期[:：]|信息来源[:：]|来源[:：]|发布机构[:：]|主题分类[:：]|上一篇|下一篇|首页\s*[>＞]|当前位置|版权所有|ICP备)"
)
_SHORT_LABEL = re.compile("[\\u4e00-\\u9fff]{2,5}[：:]\\s*\\S")
"""A line like 目标：… begins something of its own."""

_ENDS = "。；！？：…）)〕】”"
_WIDTH_SHARE = 0.72


def read_text(data: bytes) -> FileBlocks:
    """The blocks of a text file in UTF-8, UTF-16 with its mark, or GB18030."""
    return read_typed(decoded(data))


def decoded(data: bytes) -> str:
    """The text of a file; ``InputRefused`` when it is none."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, (encoding,))
    if b"\0" in data[:4096]:
        raise InputRefused("不能读取", "它不是文字文件", "请另存为 .docx、.xlsx 或 UTF-8 文本再导入")
    return _decoded(data, ("utf-8", "gb18030"))


def _decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputRefused(
        "不能读取", "文字的编码不是 UTF-8 或 GB18030", "请用记事本打开，另存为 UTF-8 文本再导入"
    )


def read_typed(text: str) -> FileBlocks:
    """The blocks of text that was decoded or pasted."""
    plain = clean_text(text.removeprefix("\ufeff").replace("\f", "\n"), limit=MOST_CHARACTERS)
    lines = [Line(number, one) for number, one in enumerate(plain.split("\n"), start=1)]
    _refuse_large(lines)
    told = list[Told]()
    blocks = list[Block]()
    for piece in typed_tables(lines, told):
        if isinstance(piece, list):
            blocks += _paragraphs(piece)
        else:
            blocks.append(piece)
    return FileBlocks(tuple(blocks), tuple(told))


def _refuse_large(lines: list[Line]) -> None:
    """Refuse a text that no plan is: what is read of a line may grow with its length squared."""
    if len(lines) > MOST_LINES:
        raise InputRefused("不能读取", f"文字超过{MOST_LINES}行", "请只复制任务部分再导入")
    for one in lines:
        if len(one.text) > LONGEST_LINE:
            words = f"第{one.number}行有{len(one.text)}个字符，一行最多{LONGEST_LINE}个"
            raise InputRefused("不能读取", words, "请按任务分行，或只复制任务部分再导入")


# ---------------------------------------------------------------------- paragraphs


def _paragraphs(lines: list[Line]) -> Iterator[Paragraph]:
    """The paragraphs of running text: lines that a PDF or a narrow window broke are put together."""
    kept = [one for one in lines if not _PAGE_NUMBER.fullmatch(one.text) and not _FURNITURE.match(one.text)]
    widest = _usual_width(kept)
    waiting: tuple[int, str] | None = None
    blank = False
    for line in kept:
        text = line.text.strip(" \t\u3000")
        if not text:
            blank = True
            continue
        if waiting is not None and _goes_on(waiting[1], text, widest, blank):
            glue = (
                " "
                if waiting[1][-1].isascii()
                and waiting[1][-1].isalpha()
                and text[0].isascii()
                and text[0].isalpha()
                else ""
            )
            waiting = (waiting[0], waiting[1] + glue + text)
        else:
            if waiting is not None:
                yield _paragraph(*waiting)
            waiting = (line.number, text)
        blank = False
    if waiting is not None:
        yield _paragraph(*waiting)


def _usual_width(lines: list[Line]) -> int:
    """The length that broken lines have: 0 where the lines are no broken ones."""
    lengths = sorted(len(one.text.strip()) for one in lines if one.text.strip())
    if len(lengths) < 4:
        return 0
    longest = lengths[-1]
    full = [one for one in lengths if one >= longest * 0.85]
    return longest if longest <= 60 and len(full) >= max(3, len(lengths) * 0.2) else 0


def _goes_on(before: str, text: str, widest: int, blank: bool) -> bool:
    """Whether a line continues the one before it."""
    if _depth(before) > 0 and len(before) < 2000:
        return True
    if before[-1] in "、，," and not (blank and before[-1] == ","):
        return not LABEL.match(text)
    if blank or LABEL.match(text) or _SHORT_LABEL.match(text) or _begins_item(text) or _is_title_like(before):
        return False
    last_line = before[-widest:] if widest else ""
    return widest > 0 and before[-1] not in _ENDS and len(last_line) >= 1 and _is_full(before, widest)


def _is_full(before: str, widest: int) -> bool:
    """Whether the last of the lines put together so far was a full one; those before it were."""
    rest = len(before) % widest if len(before) > widest else len(before)
    return rest == 0 or rest >= widest * _WIDTH_SHARE or len(before) > widest


def _depth(text: str) -> int:
    tail = text[-400:]
    return sum(tail.count(one) for one in "（(〔【《“") - sum(tail.count(one) for one in "）)〕】》”")


def _begins_item(text: str) -> bool:
    label = read_label(text)
    return (
        label is not None
        and (label.kind != FIRST or text[1:2] in "是要")
        or text.startswith(("附件", "附：", "备注", "注："))
    )


def _is_title_like(text: str) -> bool:
    if len(text) > 20 or text[-1] in "，、":
        return False
    label = read_label(text)
    return label is not None and label.kind in (CHAPTER, SECTION)


def _paragraph(number: int, text: str) -> Paragraph:
    heading, bold = 0, 0
    if found := _MARKDOWN_HEAD.fullmatch(text):
        heading, text = len(found[1]), found[2]
    text = _MARKDOWN_ITEM.sub("", text, count=1)
    if found := _MARKDOWN_BOLD.match(text):
        bold = len(found[2])
    text = _MARKDOWN_BOLD.sub(r"\2", text)
    return Paragraph(text.strip(), f"第{number}行", bold if bold < len(text) else 0, heading)
