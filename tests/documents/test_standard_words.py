"""The fixed words that the standard asks for, as every renderer writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from support.documents import circular, letter

from huaian_tui.documents import standard_words as wording
from huaian_tui.domain.words.days import chinese_day


def test_date_has_no_leading_zeros() -> None:
    assert chinese_day(date(2026, 7, 1)) == "2026年7月1日"


def test_fixed_words_of_the_standard() -> None:
    document = circular()
    assert wording.recipients_line(document) == "各县区人民政府，市各委办局，市各直属单位："
    assert wording.annotation_line(document) == "（此件公开发布）"
    assert wording.annotation_line(replace(document, annotation="（已加）")) == "（已加）"
    printed = replace(document, fingerprint="3f2a 91c0 55d1 0b7e")
    assert wording.annotation_line(printed) == "（此件公开发布；台账指纹：3f2a 91c0 55d1 0b7e）"
    assert wording.copies_text(document).endswith("市纪委监委。")
    assert wording.printed_on_text(document) == "2026年10月12日印发"
    assert wording.attachment_label(document, 1) == "附件2"
    assert [label for label, _ in wording.attachment_notes(document)] == ["附件：1.", "2."]
    one = replace(document, attachments=document.attachments[:1])
    assert wording.attachment_notes(one) == (("附件：", "2026年第三季度重点任务推进情况一览表"),)
    assert wording.attachment_label(one, 0) == "附件"
    assert wording.recipients_line(replace(letter(), recipients=())) == ""
