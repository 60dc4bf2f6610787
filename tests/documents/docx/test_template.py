"""An office's own 红头 template: filled verbatim, guarded, and refused with one clear line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from support.documents import circular, plain
from support.hostile import HOSTILE
from support.word import WordFile, everywhere

from huaian_tui.documents import standard_words as wording
from huaian_tui.documents.docx.guard import UnusableFile
from huaian_tui.documents.docx.template import TemplateRefused, render_with_template
from huaian_tui.documents.model import OfficialDocument, Paragraph
from huaian_tui.domain.errors import HuaianError

WHOLE = ("{{p 正文}}", "{{p 附件}}")

TRIPLE_LOOP = "{% for a in 段落 %}" * 3 + "{% endfor %}" * 3

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a template with these paragraphs (and a header)."""

    def write(*lines: str, header: str = "") -> Path:
        word = docx.Document()
        for line in lines:
            word.add_paragraph(line)
        word.sections[0].header.paragraphs[0].text = header
        path = tmp_path / "红头.docx"
        word.save(str(path))
        return path

    return write


@pytest.mark.usefixtures("children_started_anew")
def test_every_name_of_the_manual_is_filled(make: Make) -> None:
    path = make(
        "{{发文机关标志}}", "{{文号}}", "{{标题}}", "{{标题分行}}", "{{主送}}", "{{p 正文}}",
        "{%p for 行 in 附件说明 %}", "{{行}}", "{%p endfor %}", "{{署名}}", "{{日期}}", "{{附注}}",
        "抄送：{{抄送}}",
        "{{印发机关}}　{{印发日期}}", "{% if 签发人 %}签发人：{{签发人}}{% endif %}", "{{p 附件}}",
        "{{份号}}{{密级}}{{紧急程度}}",
        header="{{草稿}}{{署名}}",
    )  # fmt: skip
    opened = WordFile(render_with_template(circular(draft=False), path))
    texts = opened.texts()
    assert texts[:5] == [
        "淮安市人民政府办公室文件",
        "淮政办发〔2026〕3号",
        "关于2026年第三季度全市数据基础制度建设重点任务推进情况的通报",
        "关于2026年第三季度全市\n数据基础制度建设重点任务推进情况的通报",
        "各县区人民政府，市各委办局，市各直属单位：",
    ]
    for line in (
        "附件：1.2026年第三季度重点任务推进情况一览表",
        "2.逾期事项清单",
        "2026年10月9日",
        "（此件公开发布）",
        "淮安市人民政府办公室　2026年10月12日印发",
    ):
        assert line in texts
    assert opened.word.sections[0].header.paragraphs[0].text == "淮安市人民政府办公室"
    assert "{" not in "".join(texts)


def test_text_and_attachments_come_with_their_own_styles(make: Make) -> None:
    opened = WordFile(render_with_template(circular(), make(*WHOLE)))
    styles = {one.text: one.style.name for one in opened.word.paragraphs}
    assert styles["一、总体情况"] == "公文标题1"
    assert styles["附件1"] == "公文附件序号"
    assert len(opened.word.tables[0].rows) == 62
    body = next(one for one in opened.word.styles if one.name == "公文正文缩进")
    assert body.font.name == "仿宋_GB2312"


def test_a_style_that_the_template_has_is_the_offices_own(make: Make) -> None:
    path = make(*WHOLE)
    word = docx.Document(str(path))
    word.styles.add_style("公文标题1", 1).font.name = "隶书"
    word.save(str(path))
    opened = WordFile(render_with_template(circular(), path))
    heading = next(one for one in opened.word.paragraphs if one.text == "一、总体情况")
    assert heading.style.font.name == "隶书"


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_stands_verbatim(make: Make, text: str) -> None:
    path = make("题{{标题}}", "{{主送}}", "{%p for 段 in 段落 %}", "段{{段}}", "{%p endfor %}", *WHOLE)
    texts = WordFile(render_with_template(everywhere(text), path)).texts()
    clean = wording.printable(text)
    flat = clean.replace("\n", " ")
    assert "题" + clean.replace("\n", "") in texts
    assert texts.count(flat) >= 1
    assert clean in texts


@pytest.mark.parametrize("text", ["{{x}}", "{% if %}", "{_{ a }_} {_% b %_}", "{{ 正文 }}", "</w:t>&lt;"])
def test_text_that_looks_like_template_language_is_text(make: Make, text: str) -> None:
    document = OfficialDocument(masthead=text, title=text, body=(Paragraph(text),))
    texts = WordFile(
        render_with_template(document, make("{{发文机关标志}}", "{{标题}}", "{{p 正文}}"))
    ).texts()
    assert texts.count(text) == 3


def test_same_template_and_document_give_the_same_bytes(make: Make) -> None:
    path = make("{{标题}}", *WHOLE)
    data = render_with_template(circular(), path)
    assert data == render_with_template(circular(), path)
    assert WordFile(data).word.core_properties.author == "淮安市人民政府办公室"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{题目}}", "题目"),
        ("{{标题", "没有成对"),
        ("标题}}", "没有成对"),
        ("{{ 标题| }}", "写法有误"),
        ("{% if 签发人 %}", "写法有误"),
        ("{{ 标题.__class__ }}{{ 标题.__class__.__mro__ }}", "不支持"),
        ("{{ 标题 * 1000000000 }}", "不支持"),
        ("{{ range(10) }}", "不支持"),
        (TRIPLE_LOOP, "2层"),
        ("{% include 'x' %}", "不支持"),
        ("{{ 正文 }}", "{{p 正文}}"),
    ],
)
def test_wrong_places_are_named_in_one_line(make: Make, line: str, said: str) -> None:
    with pytest.raises(HuaianError) as refused:
        render_with_template(circular(), make(line, *WHOLE))
    assert said in refused.value.one_line()
    assert refused.value.way_out


def test_template_without_a_place_for_the_text_is_refused(make: Make) -> None:
    with pytest.raises(TemplateRefused, match="正文的位置"):
        render_with_template(plain(Paragraph("督查")), make("{{标题}}"))
    with pytest.raises(TemplateRefused, match="附件的位置"):
        render_with_template(circular(), make("{{p 正文}}"))


def test_missing_folder_and_foreign_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="不存在"):
        render_with_template(circular(), tmp_path / "没有.docx")
    with pytest.raises(UnusableFile):
        render_with_template(circular(), tmp_path)
    for number, data in enumerate((b"", b"\xd0\xcf\x11\xe0 old doc", b"PK\x03\x04 broken")):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(data)
        with pytest.raises(UnusableFile, match="另存为"):
            render_with_template(circular(), path)


def rewritten(path: Path, changes: dict[str, bytes]) -> Path:
    """The same archive with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_archives_that_grow_beyond_measure_are_refused(make: Make) -> None:
    bomb = rewritten(make(*WHOLE), {"word/media/x.bin": b"\0" * (30 * 1024 * 1024)})
    with pytest.raises(UnusableFile, match="不像一份公文"):
        render_with_template(circular(), bomb)
    many = rewritten(make(*WHOLE), {f"x/{number}": b"" for number in range(2_001)})
    with pytest.raises(UnusableFile, match="不像一份公文"):
        render_with_template(circular(), many)


def test_too_large_a_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as stream:
        stream.truncate(21 * 1024 * 1024)
    with pytest.raises(UnusableFile, match="20MB"):
        render_with_template(circular(), path)


def test_entities_and_broken_parts_are_refused(make: Make) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(UnusableFile, match="DOCTYPE"):
        render_with_template(circular(), rewritten(make(*WHOLE), {"word/document.xml": entity}))
    for broken in (b"", b"<x/>", b"<w:document"):
        with pytest.raises(HuaianError) as refused:
            render_with_template(circular(), rewritten(make(*WHOLE), {"word/document.xml": broken}))
        assert refused.value.way_out


def test_a_withdrawn_paper_says_so_in_every_header_of_the_offices_template(make: Make) -> None:
    below = "{% if 版记主送 %}主送：{{版记主送}}{% endif %}"
    path = make("{{标题}}", "{{p 正文}}", "{{p 附件}}", below, header="单位")
    withdrawn = replace(circular(), withdrawn=True, recipients_below=True)
    opened = WordFile(render_with_template(withdrawn, path))
    for section in opened.word.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            assert header.paragraphs[0].text == "已撤回"
    assert "主送：各县区人民政府，市各委办局，市各直属单位。" in opened.texts()
    assert "已撤回" not in "".join(WordFile(render_with_template(circular(), path)).texts())
