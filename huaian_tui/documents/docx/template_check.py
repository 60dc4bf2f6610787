"""What may be in a 红头 template: text, looks and fields that fetch nothing; all else is refused by name.

Parts, relationships and fields are told by what is allowed, so that a way of fetching which nobody thought
of is refused too (ECMA-376 parts 1 and 2). Elements and attributes of every part are looked at by their local
names, whatever the part is called and whatever prefix or edition of the namespace stands before them.
Runs in a child process.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Never

from huaian_tui.documents.docx.template_fields import field_instructions, local_name, refused_field
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import terminal_safe

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class TemplateRefused(HuaianError):
    """A 红头 template that cannot be filled; the message says which place is wrong."""


class Found(Enum):
    """What is not allowed: what it is called, and the way out."""

    LINK = ("外部链接", "请在 Word 或 WPS 里取消超链接、断开与外部文件和附加模板的链接，另存后再选")
    IMAGE = ("图片", "请删去图片（红线用段落边框或直线形状），另存后再选")
    OBJECT = ("嵌入的对象或控件", "请删去对象和控件，只留文字和表格，另存后再选")
    MACRO = ("宏", "请另存为不带宏的 .docx 再选")
    FIELD = ("会取外部内容的域", "请在 Word 或 WPS 中删去这个域，或取消它的链接、只留文字，另存后再选")
    OTHER_FILE = ("插入的其他文档", "请把它的文字直接写在模板里，另存后再选")
    DATA = ("绑定外部数据的内容", "请删去内容控件和邮件合并的数据源，另存后再选")
    DECLARATION = ("文书不该有的声明（DOCTYPE）", "请把内容复制到新建的 .docx 中再选")
    UNKNOWN = ("本程序不认识的部分", "请把内容复制到新建的 .docx 中再选")


class _Archive(NamedTuple):
    """The template's parts by name, each with its content type."""

    archive: zipfile.ZipFile
    types: dict[str, str]


def check_parts(data: bytes, name: str) -> None:
    """Refuse (TemplateRefused) what must not be in a template; sizes were looked at before (``guard``)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Archive(archive, _types_of(archive))
            thumbnails = _check_relationships(parts)
            for part, kind in parts.types.items():
                if part not in thumbnails:
                    _check_type(part, kind)
            for part, kind in parts.types.items():
                if _is_xml(kind):
                    _check_xml(part, kind, _root(archive, part))
    except _Refusal as refusal:
        what, way_out = refusal.found.value
        place = terminal_safe(refusal.place)[:80]
        raise TemplateRefused(f"红头模板“{name}”不能用", f"其中有{what}（{place}）", way_out) from None


class _Refusal(Exception):
    def __init__(self, found: Found, place: str) -> None:
        self.found, self.place = found, place
        super().__init__(place)


def _refuse(found: Found, place: str) -> Never:
    raise _Refusal(found, place)


def _root(archive: zipfile.ZipFile, part: str) -> Element:
    """The root of an XML part in whatever encoding; nothing is fetched, no entity is replaced."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(archive.read(part), parser)
    except (etree.XMLSyntaxError, ValueError):
        _refuse(Found.UNKNOWN, part)
    if root.getroottree().docinfo.internalDTD is not None:
        _refuse(Found.DECLARATION, part)
    if any(one.target == "xml-stylesheet" for one in root.xpath("//processing-instruction()")):
        _refuse(Found.LINK, part)
    return root


# ---------------------------------------------------------------------- parts and their types

_TYPES_PART = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_ALLOWED_TYPES = re.compile(
    r"application/xml"
    r"|application/vnd\.openxmlformats-package\.(relationships|core-properties)\+xml"
    r"|application/vnd\.openxmlformats-officedocument\."
    r"(extended-properties|custom-properties|customxmlproperties|theme)\+xml"
    r"|application/vnd\.openxmlformats-officedocument\.obfuscatedfont"
    r"|application/vnd\.openxmlformats-officedocument\.wordprocessingml\."
    r"(document\.main|document\.glossary|styles|settings|websettings|fonttable|numbering|header|footer"
    r"|footnotes|endnotes|comments|commentsextended|commentsids|commentsextensible|people)\+xml"
    r"|application/vnd\.ms-word\.styleswitheffects\+xml"
)
_TELLING_TYPES = (
    ("vba", Found.MACRO),
    ("macro", Found.MACRO),
    ("keymap", Found.MACRO),
    ("image/", Found.IMAGE),
    ("ole", Found.OBJECT),
    ("activex", Found.OBJECT),
    ("control", Found.OBJECT),
    ("package", Found.OBJECT),
    ("chart", Found.OBJECT),
    ("diagram", Found.OBJECT),
    ("drawing", Found.OBJECT),
    ("webextension", Found.OBJECT),
    ("html", Found.OTHER_FILE),
    ("rtf", Found.OTHER_FILE),
)
_ODD_NAME = re.compile(r"[\\\x00-\x1f\x7f]|^/|(^|/)\.\.?(/|$)|//")


def _types_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """The content type of each part, in small letters; names that differ only in their case are refused."""
    names = [one.filename for one in archive.infolist() if not one.filename.endswith("/")]
    if len({name.lower() for name in names}) != len(names):
        _refuse(Found.UNKNOWN, "有两个部分同名")
    for name in names:
        if _ODD_NAME.search(name):
            _refuse(Found.UNKNOWN, name)
    if _TYPES_PART not in names:
        _refuse(Found.UNKNOWN, "没有内容类型")
    ends, parts = dict[str, str](), dict[str, str]()
    for one in _root(archive, _TYPES_PART):
        said = {local_name(key): value for key, value in one.items()}
        kind = str(said.get("contenttype", "")).strip().lower()
        if local_name(one.tag) == "default":
            ends[str(said.get("extension", "")).lower()] = kind
        elif local_name(one.tag) == "override":
            parts[str(said.get("partname", "")).lower()] = kind
    return {
        name: parts.get(f"/{name.lower()}") or ends.get(name.lower().rpartition(".")[2], "")
        for name in names
        if name != _TYPES_PART
    }


def _check_type(part: str, kind: str) -> None:
    if part.lower().endswith(".rels") != kind.endswith("relationships+xml"):
        _refuse(Found.UNKNOWN, part)
    if _ALLOWED_TYPES.fullmatch(kind) is None:
        _refuse(next((found for word, found in _TELLING_TYPES if word in kind), Found.UNKNOWN), part)


def _is_xml(kind: str) -> bool:
    return kind.endswith(("+xml", "/xml"))


# ---------------------------------------------------------------------- relationships

_ALLOWED_RELATIONS = frozenset(
    "officedocument styles settings websettings fonttable theme numbering header footer footnotes endnotes "
    "core-properties extended-properties custom-properties customxml customxmlprops comments "
    "commentsextended commentsids commentsextensible people styleswitheffects font glossarydocument".split()
)
_TELLING_RELATIONS = {
    "image": Found.IMAGE,
    "hyperlink": Found.LINK,
    "attachedtemplate": Found.LINK,
    "frame": Found.LINK,
    "subdocument": Found.OTHER_FILE,
    "afchunk": Found.OTHER_FILE,
    "vbaproject": Found.MACRO,
    "wordvbadata": Found.MACRO,
    "keymapcustomizations": Found.MACRO,
    "attachedtoolbars": Found.MACRO,
    "mailmergesource": Found.DATA,
    "mailmergeheadersource": Found.DATA,
    "mailmergerecipientdata": Found.DATA,
}
_LEADS_OUT = re.compile(r"\s*([a-z][a-z0-9+.\-]*:|\\\\|//)", re.IGNORECASE)


def _check_relationships(parts: _Archive) -> set[str]:
    """Refuse what leads out of the file or to what is not allowed; the preview pictures that Word keeps."""
    thumbnails = set[str]()
    for part, kind in parts.types.items():
        if not (part.lower().endswith(".rels") or kind.endswith("relationships+xml")):
            continue
        for one in _root(parts.archive, part).iter():
            said = {local_name(key): str(value) for key, value in one.items()}
            if not said or local_name(one.tag) != "relationship":
                continue
            target = said.get("target", "")
            relation = said.get("type", "").rstrip("/").rpartition("/")[2].lower()
            if said.get("targetmode", "internal").strip().lower() != "internal" or _LEADS_OUT.match(target):
                _refuse(_TELLING_RELATIONS.get(relation, Found.LINK), target or part)
            if relation == "thumbnail" and part == "_rels/.rels":
                thumbnails.add(target.lstrip("/"))
            elif relation not in _ALLOWED_RELATIONS:
                _refuse(_TELLING_RELATIONS.get(relation, Found.OBJECT), f"{part}：{relation}")
    return {name for name in thumbnails if parts.types.get(name, "").startswith("image/")}


# ---------------------------------------------------------------------- what stands in the parts

_REFUSED_ELEMENTS = {
    name: found
    for found, names in {
        Found.IMAGE: "blip svgblip imagedata numpicbullet pic",
        Found.OBJECT: "object oleobject control embed ocx webextension chart relids contentpart",
        Found.MACRO: "entrymacro exitmacro mcd mcds acd macro vbasuppdata scriptanchor script",
        Found.OTHER_FILE: "altchunk subdoc",
        Found.DATA: "databinding mailmerge datasource externaldata customxsn xsnlocation query",
        Found.LINK: "attachedtemplate attachedschema savethroughxslt hlinkclick hlinkhover frameset frame "
        "framesetsplitbar movie sound wavaudiofile videofile audiofile quicktimefile sourcefilename",
    }.items()
    for name in names.split()
}
_LINKING_ATTRIBUTES = frozenset("href src althref url linksource location xsllocation".split())
_NAMING_ATTRIBUTES = frozenset("uri namespaceuri schemalocation".split())
"""Attributes that hold the name of a namespace, which nobody fetches."""

_URL = re.compile(r"://|^\s*\\\\|^\s*(mailto|file|javascript|data):", re.IGNORECASE)


def _check_xml(part: str, kind: str, root: Element) -> None:
    if kind.endswith("relationships+xml"):
        return
    for one in root.iter():
        name = local_name(one.tag)
        if found := _REFUSED_ELEMENTS.get(name):
            _refuse(found, f"{part}：{name}")
        for key, value in one.items():
            _check_attribute(part, local_name(key), str(value))
        if name in ("hyperlinkbase", "xsdlocation") and (one.text or "").strip():
            _refuse(Found.LINK, f"{part}：{name}")
        if kind == "application/xml" and _URL.search(one.text or ""):
            _refuse(Found.DATA, f"{part}：{name}")
    for instruction in field_instructions(root):
        _check_field(part, instruction)


def _check_attribute(part: str, key: str, value: str) -> None:
    leads = key in _LINKING_ATTRIBUTES and value.strip() and not value.strip().startswith("#")
    if leads or (key not in _NAMING_ATTRIBUTES and _URL.search(value)):
        _refuse(Found.LINK, f"{part}：{key}")


def _check_field(part: str, instruction: str) -> None:
    refused = refused_field(instruction)
    if refused is not None:
        _refuse(Found.LINK if refused == "HYPERLINK" else Found.FIELD, f"{part}：{refused}")
