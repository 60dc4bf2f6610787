"""How lists sort: Chinese by its sound, numbers by their value, what has no text last."""

from __future__ import annotations

from huaian_tui.domain.text.ordering import Sort, by_text, chinese_key


def test_texts_sort_by_sound_and_numbers_by_value() -> None:
    rows = ["第10项", "第2项", "淮阴区", "安监局", "2", "盱眙县", "新区", "12", "徐州"]
    assert by_text(rows, str, descending=False) == [
        "2",
        "12",
        "安监局",
        "第2项",
        "第10项",
        "淮阴区",
        "新区",
        "盱眙县",
        "徐州",
    ]


def test_digits_that_are_no_ascii_are_text() -> None:
    assert chinese_key("5G") == ((0, 5, b""), (1, 0, b"G"))
    assert chinese_key("第２项") == ((1, 0, "第２项".encode("gb18030")),)
    assert chinese_key("a\ud800") == ((1, 0, b"a?"),)


def test_only_the_beginning_counts_and_what_has_none_stays_last_either_way() -> None:
    long = "甲" * 60
    assert chinese_key(long + "乙") == chinese_key(long) != chinese_key(long[1:])
    rows = ["", "乙", "甲", "", "丙"]
    assert by_text(rows, str, descending=False) == ["丙", "甲", "乙", "", ""]
    assert by_text(rows, str, descending=True) == ["乙", "甲", "丙", "", ""]


def test_equal_ones_stay_as_they_came_either_way() -> None:
    rows = [("甲", 1), ("甲", 2), ("乙", 3)]
    assert by_text(rows, lambda row: row[0], descending=False) == [("甲", 1), ("甲", 2), ("乙", 3)]
    assert by_text(rows, lambda row: row[0], descending=True) == [("乙", 3), ("甲", 1), ("甲", 2)]


def test_the_same_column_again_turns_the_order() -> None:
    assert Sort("due").again("due") == Sort("due", descending=True)
    assert Sort("due", descending=True).again("due") == Sort("due")
    assert Sort("due", descending=True).again("unit") == Sort("unit")
