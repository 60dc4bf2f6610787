"""The manual in the terminal: sections, what is pressed and what stands out, and searching."""

from __future__ import annotations

from huaian_tui.domain.text.manual_pages import Piece, search_words, sections_of

MANUAL = """开头不属于任何一节
# 使用手册

![总览](总览.svg)
<!-- 图 -->

## 一天

- 按 `F2` 看**总览**。见[督查评价](督查评价.md)。
  * 第二条

> 提示

### 键
| 键 | 做什么 | 在哪 |
|---|:-:|---|
| `n` | 写一条 | 任务\\|节点 |

| 另 | 表 |
|---|---|
| 甲 | 乙 |

```sh
huaian-tui note
# 不是标题
```
#### 更深的不是一节
"""


def told(number: int) -> list[str]:
    return ["".join(piece.text for piece in line) for line in sections_of(MANUAL)[number].lines]


def test_headings_down_to_the_third_begin_sections() -> None:
    sections = sections_of(MANUAL)
    assert [(one.title, one.level) for one in sections] == [("使用手册", 1), ("一天", 2), ("键", 3)]
    assert sections[0].lines == ()
    assert sections[1].text == "一天\n· 按 F2 看总览。见督查评价。\n  · 第二条\n\n提示"


def test_keys_and_what_stands_out_are_marked() -> None:
    first = sections_of(MANUAL)[1].lines[0]
    assert first == (
        Piece("· 按 "),
        Piece("F2", key=True),
        Piece(" 看"),
        Piece("总览", strong=True),
        Piece("。见"),
        Piece("督查评价"),
        Piece("。"),
    )


def test_a_row_of_a_table_is_a_sentence_and_heads_are_left_out() -> None:
    assert told(2) == [
        "· n  写一条：任务|节点",
        "",
        "· 甲  乙",
        "",
        "    huaian-tui note",
        "    # 不是标题",
        "#### 更深的不是一节",
    ]
    row, *_ = sections_of(MANUAL)[2].lines
    assert (row[1].text, row[1].strong) == ("n", True)
    fenced = sections_of(MANUAL)[2].lines[4]
    assert [(piece.text, piece.key) for piece in fenced] == [("    ", False), ("huaian-tui note", True)]


def test_every_word_is_looked_for_without_blanks_and_case() -> None:
    day = sections_of(MANUAL)[1]
    assert search_words(" ｆ２ 总览 ") == ["f2", "总览"]
    assert day.has(search_words("按F2 提示"))
    assert not day.has(search_words("按F2 台账"))
    assert day.first_line(search_words("第二条")) == "  · 第二条"
    assert day.first_line(search_words("没有")) == "· 按 F2 看总览。见督查评价。"
    assert sections_of("## 空")[0].first_line(["甲"]) == ""
