"""Templates that could fetch, run or hide something: each is refused with its reason, and no other is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from support.documents import plain

from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.docx.template import check_template, render_with_template
from huaian_tui.documents.docx.template_check import TemplateRefused, check_parts
from huaian_tui.documents.docx.template_fields import refused_field
from huaian_tui.domain.errors import HuaianError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
VML = "urn:schemas-microsoft-com:vml"
MAIN = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
PNG = b"\x89PNG\r\n\x1a\n"

Change = Callable[[bytes], bytes]


@cache
def template() -> bytes:
    """A usable template, as Word makes it."""
    word = docx.Document()
    for line in ("{{发文机关标志}}", "{{标题}}", "{{p 正文}}", "{{p 附件}}"):
        word.add_paragraph(line)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


@cache
def parts() -> dict[str, bytes]:
    """The parts of the template by name, in their order, without any styles.

    Word's styles are a megabyte, which would be packed and read again for each change of something else.
    """
    none = f'<w:styles xmlns:w="{W}"/>'.encode()
    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        return {name: none if "/styles" in name else archive.read(name) for name in archive.namelist()}


def altered(changes: dict[str, bytes | Change | None], renamed: dict[str, str] | None = None) -> bytes:
    """The template with parts changed, added, left out (None) or renamed."""
    stream, left = io.BytesIO(), dict(changes)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, data in parts().items():
            change = left.pop(name, data)
            if change is not None:
                new.writestr((renamed or {}).get(name, name), change(data) if callable(change) else change)
        for name, change in left.items():
            assert isinstance(change, bytes)
            new.writestr(name, change)
    return stream.getvalue()


def in_body(xml: str) -> bytes:
    """The template with this in the body; prefixes w, r, v, o are known."""
    known = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="{VML}" xmlns:o="urn:schemas-microsoft-com:office:office"'
    return altered(
        {MAIN: lambda data: data.replace(b"<w:body>", f"<w:body><w:p {known}>{xml}</w:p>".encode(), 1)}
    )


def related(kind: str, target: str, mode: str = "", part: str = RELATIONS) -> bytes:
    """The template with one more relationship."""
    line = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}" {mode}/></Relationships>'
    return altered({part: lambda data: data.replace(b"</Relationships>", line.encode())})


def typed(extension: str, kind: str, name: str, data: bytes = b"x") -> bytes:
    """The template with one more part of this content type."""
    line = f'<Default Extension="{extension}" ContentType="{kind}"/></Types>'
    return altered({TYPES: lambda old: old.replace(b"</Types>", line.encode()), name: data})


def refused(data: bytes, *reasons: str) -> None:
    with pytest.raises(TemplateRefused) as caught:
        check_parts(data, "红头.docx")
    for reason in reasons:
        assert reason in caught.value.message, caught.value.one_line()
    assert caught.value.way_out and "红头.docx" in caught.value.title
    assert caught.value.one_line().isprintable()


def complex_field(*runs: str) -> str:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    shown = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return begin + "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in runs) + shown + end


def test_what_offices_use_is_taken() -> None:
    check_parts(template(), "红头.docx")
    check_parts(render_docx(plain()), "红头.docx")
    line = (
        '<w:r><w:pict><v:line from="0,0" to="442pt,0" strokecolor="red" strokeweight="1.5pt"/></w:pict></w:r>'
    )
    check_parts(in_body(line), "红头.docx")
    for field in (
        " PAGE ",
        "NUMPAGES  \\* MERGEFORMAT",
        'HYPERLINK \\l "_Toc1"',
        'TOC \\o "1-3"',
        "=1+1",
        'IF 1=1 "a" "b"',
    ):
        check_parts(in_body(complex_field(field)), "红头.docx")
        check_parts(in_body(f"<w:fldSimple w:instr='{field}'/>"), "红头.docx")


@pytest.mark.parametrize(
    "mode", ['TargetMode="External"', 'TargetMode="external"', 'TargetMode=" EXTERNAL "', ""]
)
@pytest.mark.parametrize(
    "kind", ["hyperlink", "image", "attachedTemplate", "oleObject", "styles", "subDocument", "frame"]
)
@pytest.mark.parametrize(
    "target", ["http://example.org/x", "file:///etc/passwd", "\\\\server\\share\\x", "mailto:a@b.c"]
)
def test_every_relationship_that_leads_out_is_refused(kind: str, target: str, mode: str) -> None:
    for base in (R, "http://purl.oclc.org/ooxml/officeDocument/relationships"):
        refused(related(f"{base}/{kind}", target, mode))
    if mode:
        refused(related(f"{R}/{kind}", "media/a.xml", mode))


@pytest.mark.parametrize(
    "part", ["_rels/.rels", RELATIONS, "word/_rels/settings.xml.rels", "WORD/_RELS/header9.xml.RELS"]
)
def test_relationships_of_every_part_are_looked_at(part: str) -> None:
    line = f'<Relationship Id="r1" Type="{R}/hyperlink" Target="http://example.org" TargetMode="External"/>'
    whole = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{line}</Relationships>'
    refused(altered({part: whole.encode()}), "外部链接")
    refused(altered({part: whole.encode("utf-16")}), "外部链接")


RELATED = [
    ("image", "图片"),
    ("oleObject", "对象"),
    ("package", "对象"),
    ("control", "对象"),
    ("chart", "对象"),
    ("diagramData", "对象"),
    ("aFChunk", "其他文档"),
    ("subDocument", "其他文档"),
    ("attachedTemplate", "外部链接"),
    ("vbaProject", "宏"),
    ("keyMapCustomizations", "宏"),
    ("attachedToolbars", "宏"),
    ("mailMergeSource", "数据"),
    ("webextensiontaskpanes", "对象"),
    ("neverHeardOf", "对象"),
    ("video", "对象"),
]


@pytest.mark.parametrize(("kind", "reason"), RELATED)
def test_relationships_within_the_file_are_those_that_are_known(kind: str, reason: str) -> None:
    refused(related(f"{R}/{kind}", "a.xml"), reason)
    refused(related(f"{R}/{kind.upper()}/", "a.xml"), reason)


TYPED = [
    ("image/png", "图片"),
    ("image/x-emf", "图片"),
    ("application/vnd.ms-office.vbaProject", "宏"),
    ("application/vnd.ms-word.document.macroEnabled.main+xml", "宏"),
    ("application/vnd.ms-office.activeX+xml", "对象"),
    ("application/vnd.openxmlformats-officedocument.oleObject", "对象"),
    ("text/html", "其他文档"),
    ("message/rfc822", ""),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""),
    ("application/octet-stream", ""),
]


@pytest.mark.parametrize(("kind", "reason"), TYPED)
@pytest.mark.parametrize("name", ["word/media/a.zzz", "word/styles2.zzz", "customXml/vbaProject.ZZZ"])
def test_parts_are_told_by_their_type_whatever_they_are_called(kind: str, reason: str, name: str) -> None:
    refused(typed("zzz", kind, name), reason)
    refused(typed("ZZZ", kind.upper(), name), reason)


def test_a_macro_file_that_was_renamed_is_refused() -> None:
    def enabled(data: bytes) -> bytes:
        return data.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )

    refused(altered({TYPES: enabled}), "宏")


def test_pictures_are_refused_and_the_preview_picture_of_word_is_not() -> None:
    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        assert "docProps/thumbnail.jpeg" in archive.namelist()
    refused(typed("png", "image/png", "word/media/image1.png", PNG), "图片")
    refused(in_body('<w:r><w:pict><v:shape><v:imagedata r:id="rId1"/></v:shape></w:pict></w:r>'), "图片")
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
    refused(related(kind, "../docProps/thumbnail.jpeg"), "对象")


ELEMENTS = [
    ("<w:object/>", "对象"),
    ('<w:control r:id="x"/>', "对象"),
    ('<o:OLEObject Type="Link"/>', "对象"),
    ('<w:altChunk r:id="x"/>', "其他文档"),
    ('<w:subDoc r:id="x"/>', "其他文档"),
    ('<w:dataBinding w:xpath="/a"/>', "数据"),
    ('<w:attachedTemplate r:id="x"/>', "外部链接"),
    ("<w:mailMerge/>", "数据"),
    ('<w:entryMacro w:val="m"/>', "宏"),
    ('<x:blip xmlns:x="urn:any" r:link="x"/>', "图片"),
    ('<X:OBJECT xmlns:X="urn:x"/>', "对象"),
    ('<v:shape href="http://example.org"/>', "外部链接"),
    ('<v:fill src="a.png"/>', "外部链接"),
    ('<v:rect o:href="\\\\server\\x"/>', "外部链接"),
    ('<w:saveThroughXslt w:val="a"/>', "外部链接"),
    ('<w:smartTagType w:url="a.exe"/>', "外部链接"),
    ('<w:any w:any="file://x"/>', "外部链接"),
    ("<w:frameset/>", "外部链接"),
]


@pytest.mark.parametrize(("xml", "reason"), ELEMENTS)
def test_elements_and_attributes_that_fetch_are_refused_in_every_part(xml: str, reason: str) -> None:
    refused(in_body(f"<w:r>{xml}</w:r>"), reason)
    known = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="{VML}" xmlns:o="urn:schemas-microsoft-com:office:office"'
    for place in ("word/settings.xml", "word/numbering.xml", "customXml/item1.xml", "docProps/app.xml"):
        whole = f'<?xml version="1.0" encoding="UTF-16"?><any {known}>{xml}</any>'.encode("utf-16")
        refused(altered({place: whole}), reason)


FIELDS = [
    "INCLUDEPICTURE",
    "INCLUDETEXT",
    "INCLUDE",
    "IMPORT",
    "LINK",
    "DDE",
    "DDEAUTO",
    "EMBED",
    "DATABASE",
    "RD",
    "HYPERLINK",
    "MACROBUTTON",
    "AUTOTEXT",
    "GOTOBUTTON",
    "MERGEFIELD",
    "NEXT",
    "ASK",
    "FILLIN",
    "ADDIN",
    "USERADDRESS",
    "BIBLIOGRAPHY",
    "includepicture",
    "IncludeText",
    "{{标题}}",
    "",
    "没听说过",
]


@pytest.mark.parametrize("name", FIELDS)
def test_fields_that_are_not_known_to_stay_within_the_file_are_refused(name: str) -> None:
    said = f' {name} "http://example.org/a.png" \\d '
    refused(in_body(f"<w:fldSimple w:instr='{said}'/>"))
    refused(in_body(complex_field(said)))
    refused(in_body(complex_field(*said)), "")  # each character in a run of its own
    refused(in_body(f"<w:r><w:delInstrText>{said}</w:delInstrText></w:r>"))
    unended = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{said}</w:instrText></w:r>'
    refused(in_body(unended))


def test_a_field_that_is_put_together_by_another_one_is_refused() -> None:
    inner = complex_field(' QUOTE "PICTURE" ')
    begin, end = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    for outer in ("INCLUDE{}", "{}", "{} x"):
        before, _, after = outer.partition("{}")
        text = "<w:r><w:instrText>{}</w:instrText></w:r>"
        refused(in_body(begin + text.format(before) + inner + text.format(after) + end), "域")
    nested = complex_field(' INCLUDETEXT "a" ')
    refused(in_body(begin + "<w:r><w:instrText> IF 1=1 </w:instrText></w:r>" + nested + end), "INCLUDETEXT")


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ('HYPERLINK \\l "a" \\h', True),
        ('HYPERLINK "http://x" \\l "a"', False),
        ('HYPERLINK \\l "a" "http://x"', False),
        ('hyperlink "http://x"', False),
        ('page"x"', True),
        ("PAGEX", False),
    ],
)
def test_only_links_within_the_file_are_links(said: str, allowed: bool) -> None:
    assert (refused_field(said) is None) is allowed


# ------------------------------------------------------------------ the file itself

BOMB = (
    "<!DOCTYPE a [<!ENTITY b 'ha'>"
    + "".join(f"<!ENTITY b{n} '{f'&b{n - 1 if n else str()};' * 20}'>" for n in range(9))
    + "]>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("name", ["word/styles.xml", "word/styles.bin", "customXml/item1.xml", TYPES])
def test_declarations_are_refused_in_every_part_and_encoding(encoding: str, name: str) -> None:
    mark = "" if encoding in ("utf-8", "utf-16") else "\ufeff"
    whole = f"{mark}{BOMB}<a>&b8;</a>".encode(encoding)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
    line = f'<Default Extension="bin" ContentType="{kind}"/></Types>'.encode()
    changes: dict[str, bytes | Change | None] = {TYPES: lambda old: old.replace(b"</Types>", line)}
    refused(altered(changes | {name: whole}))
    harmless = f"{mark}<!DOCTYPE a><a/>".encode(encoding)
    refused(altered(changes | {name: harmless}), "DOCTYPE")


def test_an_entity_of_a_file_is_refused() -> None:
    whole = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    refused(altered({"docProps/core.xml": whole}), "DOCTYPE")
    refused(altered({"word/styles.xml": b'<?xml-stylesheet href="http://x"?><a/>'}), "外部链接")


@pytest.mark.parametrize(
    "name",
    ["WORD/DOCUMENT.XML", "Word/Styles.xml", "[content_types].xml", "word\\a.xml", "../a.xml", "/word/a.xml"],
)
def test_names_that_programs_read_differently_are_refused(name: str) -> None:
    refused(altered({name: b"<a/>"}), "不认识")


def test_a_part_that_is_no_xml_or_of_no_type_is_refused() -> None:
    refused(altered({"word/styles.xml": b"\x00\x01"}), "不认识")
    refused(altered({"word/odd.zzz": b"x"}), "不认识")
    refused(altered({}, {"word/styles.xml": "word/styles"}))
    refused(altered({TYPES: None}))


# ------------------------------------------------------------------ through the child, where it is used


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "红头.docx"
        path.write_bytes(data)
        return path

    return write


def test_it_is_refused_when_chosen_and_again_when_used(kept: Callable[[bytes], Path]) -> None:
    path = kept(template())
    check_template(path)
    assert render_with_template(plain(), path).startswith(b"PK")
    path = kept(related(f"{R}/attachedTemplate", "http://example.org/a.dotm", 'TargetMode="External"'))
    for use in (lambda: check_template(path), lambda: render_with_template(plain(), path)):
        with pytest.raises(TemplateRefused, match="外部链接") as caught:
            use()
        assert "断开" in caught.value.way_out


def test_a_part_that_takes_all_memory_harms_only_the_child(kept: Callable[[bytes], Path]) -> None:
    deep = b"<a>" * 3_000_000
    wide = b"<a>" + b"<b/>" * 20_000_000 + b"</a>"
    for harm in (deep, wide):
        with pytest.raises(HuaianError) as caught:
            check_template(kept(altered({"word/styles.xml": harm})))
        assert caught.value.way_out
