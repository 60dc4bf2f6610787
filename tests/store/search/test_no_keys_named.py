"""Keys can be rebound: a sentence of what lies below the screens names the place, never a key."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import huaian_tui

_KEY = re.compile(r"(?i:ctrl\s?\+)|\bF[0-9]{1,2}\b")


def sentences(source: Path) -> list[str]:
    """The Chinese texts in a module's code."""
    nodes = ast.walk(ast.parse(source.read_text(encoding="utf-8")))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if re.search("[\u4e00-\u9fff]", text)]


@pytest.mark.parametrize("package", ["domain", "store", "exchange", "importing", "documents"])
def test_sentences_below_the_screens_name_no_keys(package: str) -> None:
    found = [
        text for one in (Path(huaian_tui.__file__).parent / package).rglob("*.py") for text in sentences(one)
    ]
    assert found
    assert [text for text in found if _KEY.search(text)] == []


def test_sentences_shared_with_the_screens_name_no_command_that_sets() -> None:
    documents = Path(huaian_tui.__file__).parent / "documents"
    texts = [text for one in documents.rglob("*.py") for text in sentences(one)]
    assert [text for text in texts if "huaian-tui setting" in text] == []
