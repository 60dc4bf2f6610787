"""``help 手册``: the headings of the manual, and the sections that have a word."""

from __future__ import annotations

from support.cli import Program


def test_the_headings_and_what_has_a_word(shared: Program) -> None:
    text = shared.text("help", "手册")
    assert "第一次打开" in text and "F5 单位" in text and "help 手册 延期" in text
    found = shared.text("help", "manual", "失泄密")
    assert "【U盘丢了】" in found and "第一次打开" not in found
    assert shared.text("help", "手册", "u 盘丢了").count("【") == 1
    assert "【U盘丢了】" in shared.text("help", "手册", "upan")
    assert "【口令忘了】" in shared.text("help", "手册", "kl")
    assert "没有“飞机”" in shared.refused("help", "手册", "飞机")


def test_help_names_its_topics(shared: Program) -> None:
    text = shared.text("help")
    assert "评价：" in text and "手册：" in text
    assert "有：评价、手册" in shared.refused("help", "别的")
