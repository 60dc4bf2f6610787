"""Sample documents, shared by the tests of documents; ``PdfRuler`` measures them as they are printed."""

from __future__ import annotations

from datetime import date

from huaian_tui.documents.fonts import Shelf, font_shelf
from huaian_tui.documents.model import (
    Attachment,
    Block,
    Cell,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    TableColumn,
    text_cells,
)

BASIS = (
    "根据《淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案》，领导小组办公室对第三季度"
    "60项重点任务、48个时间节点的推进情况进行了督查。现将有关情况通报如下："
)
FACTS = (
    "截至2026年9月30日，60项重点任务共设节点48个，其中已办结31个，占64.6%；正常推进4个，占8.3%；"
    "临期0个，占0.0%；逾期13个，占27.1%。从督查情况看，多数单位能够按照“一数一源一标准”的要求推进工作，"
    "但仍有部分单位重视不够、进度滞后，个别事项逾期已超过300天（最长的为第26项），需要引起高度重视。"
)


def vendored() -> Shelf:
    """The fonts that come with the program, so that tests measure the same on every machine."""
    return font_shelf(include_system=False)


def long_table(rows: int = 60) -> Table:
    """A landscape table with two head rows and a spanned head."""
    head = (
        (
            Cell("序号", rowspan=2),
            Cell("主要任务", rowspan=2),
            Cell("全年目标", rowspan=2),
            Cell("责任分工", colspan=2),
            Cell("进展情况", colspan=2),
            Cell("是否达序时", rowspan=2),
        ),
        text_cells("牵头单位", "责任单位", "上期进展", "本期进展"),
    )
    body = tuple(
        text_cells(
            str(number),
            f"第{number}项：制定《淮安市数据资产登记管理办法》，明确产权登记的机构、内容、流程",
            "2025年6月底前出台",
            "市数据局",
            "市财政局、市司法局",
            "已形成征求意见稿",
            "已印发",
            "是",
        )
        for number in range(1, rows + 1)
    )
    widths = (1.2, 7, 3.2, 2.4, 3.6, 3.2, 3.2, 2)
    return Table(tuple(TableColumn(width) for width in widths), head, body, landscape=True, font_size=10.5)


def circular(draft: bool = False) -> OfficialDocument:
    """A 通报 with every part the standard knows and the table of 60 rows."""
    body: list[Block] = [Paragraph(BASIS), Heading(1, "一、总体情况"), Paragraph(FACTS, ("r-1", "r-2"))]
    body += [Heading(1, "二、督查中发现的问题"), Heading(2, "（一）部分事项逾期时间较长"), Paragraph(FACTS)]
    body += [Paragraph(FACTS, lead="（二）市财政局。"), Heading(3, "1. 登记平台"), Heading(4, "（1）验收")]
    body += [Paragraph(FACTS), Heading(1, "三、下一步工作要求"), Paragraph(FACTS), Paragraph(FACTS)]
    return OfficialDocument(
        masthead="淮安市人民政府办公室文件",
        number=None if draft else "淮政办发〔2026〕3号",
        title="关于2026年第三季度全市数据基础制度建设重点任务推进情况的通报",
        recipients=("各县区人民政府", "市各委办局", "市各直属单位"),
        body=tuple(body),
        attachments=(
            Attachment("2026年第三季度重点任务推进情况一览表", (long_table(),)),
            Attachment("逾期事项清单", (Paragraph(FACTS),)),
        ),
        signature="淮安市人民政府办公室",
        date=date(2026, 10, 9),
        annotation="此件公开发布",
        copies_to=("市委办公室", "市人大常委会办公室", "市政协办公室", "市纪委监委"),
        printing_office="淮安市人民政府办公室",
        printed_on=date(2026, 10, 12),
        draft=draft,
    )


def letter() -> OfficialDocument:
    """A 函 of one page."""
    return OfficialDocument(
        layout="letter",
        masthead="淮安市人民政府办公室",
        number="淮政办函〔2026〕12号",
        title="关于商请提供重点任务进展情况的函",
        recipients=("淮安市财政局",),
        body=(Paragraph(FACTS), Paragraph("专此函达，请予支持。")),
        signature="淮安市人民政府办公室",
        date=date(2026, 11, 2),
        copies_to=("市审计局",),
    )


def plain(*blocks: Block) -> OfficialDocument:
    """A document with only these blocks in its text."""
    return OfficialDocument(masthead="淮安市人民政府文件", title="通报", body=blocks)
