"""Text of people: cleaning, widths, line breaking, numbers, order, pinyin."""
