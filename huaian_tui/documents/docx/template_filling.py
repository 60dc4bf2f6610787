"""An office's own 红头 template in Word, filled with a document's parts.

It runs in a child process (``template_child``), on a template that was measured and checked. Of the
template language it may use only names, conditions and loops over what it is given. Text is data: it is
escaped, and braces in it are written so that nothing can read them as a place to fill in.
The names that a template can use are described for officers in ``docs/红头模板.md``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from huaian_tui.documents import standard_words
from huaian_tui.documents.docx.document import saved, write_properties
from huaian_tui.documents.docx.marks import loud_mark
from huaian_tui.documents.docx.parts import attachment_of, blocks_of
from huaian_tui.documents.docx.pictures import PictureParts
from huaian_tui.documents.docx.styles import TITLE_WIDTH, borrow_styles
from huaian_tui.documents.docx.template_check import TemplateRefused
from huaian_tui.documents.docx.xml import LINE, element, flat, sort_children
from huaian_tui.documents.model import Heading, OfficialDocument, Paragraph
from huaian_tui.documents.titles import title_lines
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.days import chinese_day

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docxtpl import DocxTemplate
    from jinja2 import Environment, nodes

WHOLE_PARTS = ("正文", "附件")
"""Names that stand for whole paragraphs and tables; written ``{{p 正文}}`` on a line of their own."""

_SEVERAL_LINES = ("发文机关标志", "标题分行")
"""Names whose text keeps its line ends; all others stand on one line."""
_EMU_A_TWIP = 635
_DEEPEST_LOOP = 2
_IN_TEXT = re.compile(rf"<w:t(?: [^>]*)?>[^<]*\{{\{{\s*({'|'.join(WHOLE_PARTS)})\s*\}}\}}")
_PLACE = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}|\{%(?:(?!\{%|%\}).)*%\}|\{#(?:(?!\{#|#\}).)*#\}")
_OWN_NAMESPACES = re.compile(r' xmlns:\w+="[^"]*"')


def _title(document: OfficialDocument) -> tuple[str, ...]:
    return title_lines(standard_words.printable(document.title), TITLE_WIDTH, document.words)


def fill_template(document: OfficialDocument, data: bytes, name: str) -> bytes:
    """The document as DOCX in the office's own template, whose bytes were checked (``template_check``).

    Raises TemplateRefused when the template is damaged, asks for something unknown, or has no place for
    the text or the attachments.
    """
    try:
        return _filled(document, data, name)
    except HuaianError:
        raise
    except Exception as error:  # parsers of broken files raise nine kinds of errors; all mean the same
        raise TemplateRefused(
            f"模板“{name}”填不进去",
            _reason(error),
            "请对照《红头模板》说明修改模板，或在设置中取消模板，用标准格式导出",
        ) from error


def _filled(document: OfficialDocument, data: bytes, name: str) -> bytes:
    from docxtpl import DocxTemplate

    filler = DocxTemplate(io.BytesIO(data))
    word: Document = filler.get_docx()
    _check_places(word, name)
    environment, used = _environment(name)
    filler.render(_context(document, filler), environment, autoescape=True)
    _check_complete(document, used, name)
    if document.withdrawn:
        _mark_pages(word)
    write_properties(word, document)
    return saved(word)


def _mark_pages(word: Document) -> None:
    """已撤回 in the header of every page: the template does not know that word, and must not hide it."""
    section = word.sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        if header.is_linked_to_previous:  # the first one has none yet, and the others follow it
            header.is_linked_to_previous = False
    for relation in word.part.rels.values():  # the filler has put others in the place of those it filled
        if relation.reltype.endswith("/header"):
            root: Any = relation.target_part
            root.element.insert(0, loud_mark(standard_words.WITHDRAWN_MARK))


def _check_places(word: Document, name: str) -> None:
    """Every place opens and closes within its paragraph: else the filler would swallow what lies between."""
    from docx.oxml.ns import qn

    for part in word.part.package.iter_parts():
        root = getattr(part, "element", None)
        for line in root.iter(qn("w:p")) if root is not None else ():
            text = "".join(node.text or "" for node in line.iter(qn("w:t")))
            if any(mark in _PLACE.sub("", text) for mark in ("{{", "}}", "{%", "%}", "{#", "#}")):
                raise TemplateRefused(
                    f"模板“{name}”写法有误",
                    f"“{text.strip()[:40]}”里的括号没有成对",
                    "占位名称要写成 {{名称}}，前后两个半角括号在同一行，改好后再试",
                )


def _check_complete(document: OfficialDocument, used: set[str], name: str) -> None:
    """The text must have its place: a notice without it would go out empty."""
    if not used & {"正文", "段落"}:
        raise TemplateRefused(
            f"模板“{name}”缺少正文的位置",
            "模板中没有 {{p 正文}}",
            "请在模板里另起一行写上 {{p 正文}}，保存后再试",
        )
    if document.attachments and "附件" not in used:
        raise TemplateRefused(
            f"模板“{name}”缺少附件的位置",
            f"这份文书有{len(document.attachments)}个附件，模板中没有 {{{{p 附件}}}}",
            "请在模板末尾另起一行写上 {{p 附件}}，保存后再试",
        )


def _context(document: OfficialDocument, filler: DocxTemplate) -> dict[str, Any]:
    """What a template can name; see ``docs/红头模板.md``."""
    texts = {
        "发文机关标志": document.masthead,
        "份号": document.copy_number,
        "密级": document.secrecy,
        "紧急程度": document.urgency,
        "文号": document.number or "",
        "签发人": document.signer,
        "标题": standard_words.printable(document.title).replace("\n", ""),
        "标题分行": "\n".join(_title(document)),
        "主送": standard_words.recipients_line(document),
        "署名": document.signature,
        "日期": chinese_day(document.date) if document.date else "",
        "附注": standard_words.annotation_line(document),
        "版记主送": standard_words.recipients_text(document),
        "抄送": standard_words.copies_text(document),
        "印发机关": document.printing_office,
        "印发日期": standard_words.printed_on_text(document),
        "草稿": standard_words.page_mark(document),
    }
    lists = {
        "主送单位": document.recipients,
        "抄送单位": document.copies_to,
        "段落": tuple(_body_lines(document)),
        "附件说明": tuple(label + title for label, title in standard_words.attachment_notes(document)),
    }
    context: dict[str, Any] = {
        key: _literal(text if key in _SEVERAL_LINES else flat(text)) for key, text in texts.items()
    }
    context |= {key: [_literal(flat(text)) for text in entries] for key, entries in lists.items()}
    return context | _whole_parts(document, filler)


def _body_lines(document: OfficialDocument) -> Iterator[str]:
    """The text without tables, one heading or paragraph each."""
    for block in document.body:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield from standard_words.printable(block.lead + block.text).split("\n")


def _whole_parts(document: OfficialDocument, filler: DocxTemplate) -> dict[str, Any]:
    """正文 and 附件 as finished paragraphs and tables, in styles that the template gets if it lacks them."""
    from markupsafe import Markup

    word: Document = filler.docx
    names = borrow_styles(word)
    section = word.sections[-1]
    edges = [section.page_width, section.left_margin, section.right_margin]
    page, left, right = ((edge or 0) // _EMU_A_TWIP for edge in edges)
    width = page - left - right if page - left - right > 2 * LINE else 8844
    pictures = PictureParts(word)
    body = blocks_of(document.body, width, pictures)
    attachments = [
        part
        for index in range(len(document.attachments))
        for part in attachment_of(document, index, width, new_page=True, pictures=pictures)
    ]
    return {
        "正文": Markup(_as_xml(body, names, filler)),  # noqa: S704 - made here, escaped
        "附件": Markup(_as_xml(attachments, names, filler)),  # noqa: S704 - made here, escaped
    }


def _as_xml(parts: list[Element], names: dict[str, str], filler: DocxTemplate) -> str:
    """The parts as XML for the template's body, their styles called by the template's ids."""
    from docx.oxml.ns import qn

    root = element("w:body", *parts)
    sort_children(root)
    for tag in ("w:pStyle", "w:rStyle", "w:tblStyle"):
        for node in root.iter(qn(tag)):
            node.set(qn("w:val"), names[node.get(qn("w:val"))])
    texts = (str(filler.xml_to_string(part)) for part in root)
    return "".join(_without_braces(_without_namespaces(text)) for text in texts)


def _without_namespaces(xml: str) -> str:
    """A part without the declarations that the template makes itself; a drawing needs more than those."""
    return xml if "<w:drawing" in xml else _OWN_NAMESPACES.sub("", xml)


def _literal(text: str) -> Any:
    """The text escaped for XML; a line end stays and becomes a line break in Word."""
    from markupsafe import Markup, escape

    return Markup(_without_braces(str(escape(standard_words.printable(text)))))  # noqa: S704 - escaped just here


def _without_braces(xml: str) -> str:
    """Braces as character references: the filler gives ``{_{`` in finished XML a meaning of its own."""
    return xml.replace("{", "&#123;").replace("}", "&#125;")


def _environment(name: str) -> tuple[Environment, set[str]]:
    """The template language cut down to names, conditions and loops; and the names that were used."""
    from jinja2 import StrictUndefined, Template, meta
    from jinja2.sandbox import SandboxedEnvironment

    used: set[str] = set()

    class _Cautious(SandboxedEnvironment):
        """Looks at every part of the template before it is run."""

        def from_string(self, source: Any, *args: Any, **options: Any) -> Template:
            tree = self.parse(source)
            _check_tree(tree, name)
            if isinstance(source, str) and (found := _IN_TEXT.search(source)):
                raise TemplateRefused(
                    f"模板“{name}”写法有误",
                    f"{found[1]}是整段内容，不能写作 {{{{{found[1]}}}}}",
                    f"请另起一行写作 {{{{p {found[1]}}}}}，保存后再试",
                )
            used.update(meta.find_undeclared_variables(tree))
            return super().from_string(source, *args, **options)

    return _Cautious(autoescape=True, undefined=StrictUndefined), used


def _check_tree(tree: nodes.Template, name: str) -> None:
    """Refuse what could count, call or nest without end."""
    from jinja2 import nodes

    allowed = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.For, nodes.If,
        nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
    )  # fmt: skip
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += isinstance(node, nodes.For)
        of_loop = (
            isinstance(node, nodes.Getattr)
            and isinstance(node.node, nodes.Name)
            and node.node.name == "loop"
            and not node.attr.startswith("_")
        )
        if not (of_loop or isinstance(node, allowed)) or depth > _DEEPEST_LOOP:
            raise TemplateRefused(
                f"模板“{name}”用了不支持的写法",
                f"模板中只能写名称、条件（if）和循环（for，最多{_DEEPEST_LOOP}层）",
                "请对照《红头模板》说明修改模板",
            )
        waiting += [(child, depth) for child in node.iter_child_nodes()]


def _reason(error: Exception) -> str:
    """Which place of the template is wrong, as far as the error says it."""
    from jinja2 import TemplateSyntaxError, UndefinedError

    if isinstance(error, UndefinedError):
        found = re.search(r"'([^']+)'", str(error))
        return f"没有叫“{found[1]}”的内容" if found else "用了没有的内容"
    if isinstance(error, TemplateSyntaxError):
        return f"写法有误（{' '.join(str(error.message or '').split())[:80]}）"
    return f"模板文件有误（{type(error).__name__}）"
