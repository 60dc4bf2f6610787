"""docs/数据包格式.md against the program: its worked records, the codes and measures that it names."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from pathlib import Path

import pytest
from support.verifier import FIGURES, VERIFIER, loaded

from huaian_tui.documents.composers.picture_figures import CARRIED, PICTURED
from huaian_tui.ledger.signed_head import head_message
from huaian_tui.store.engine.shipped_plan import HEAD, ORIGIN, shipped_records
from huaian_tui.store.keep.signatures import public_of, sign

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "数据包格式.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)\n```$", TEXT, re.MULTILINE | re.DOTALL)


def test_worked_records_are_recomputed_from_the_text_of_the_document() -> None:
    body, first, first_hash, second, second_hash = BLOCKS[BLOCKS.index(_body()) :][:5]
    assert json.loads(first)[10] == body
    previous = hashlib.sha256(first.encode("utf-8")).digest()
    assert previous.hex() == first_hash
    assert hashlib.sha256(previous + second.encode("utf-8")).hexdigest() == second_hash
    assert [first_hash, second_hash] == [one.hash.hex() for one in shipped_records()[:2]]


def _body() -> str:
    return shipped_records()[0].body


def test_the_worked_signature_is_right_and_words_come_from_the_same_key() -> None:
    place = next(at for at, one in enumerate(BLOCKS) if one.startswith('"huaian-tui head'))
    key, message, signature = (bytes.fromhex(one) for one in BLOCKS[place + 1 : place + 4])
    origin, head = bytes(range(16)), shipped_records()[1].hash
    assert message == head_message(origin, 2, head)
    assert key == public_of(bytes(range(32))) and signature == sign(bytes(range(32)), message)
    assert loaded()._signed_by(key, message, signature)
    assert not loaded()._signed_by(key, head_message(origin, 3, head), signature)


def test_the_plan_that_it_names_is_the_one_that_is_shipped() -> None:
    assert f'"{ORIGIN.hex()}": "{HEAD.hex()}"' in BLOCKS
    assert loaded().ROOTS == {ORIGIN.hex(): HEAD.hex()}


def test_it_names_every_code_and_every_measure_of_the_verifier() -> None:
    source = "".join(one.read_text(encoding="utf-8") for one in (VERIFIER, FIGURES))
    codes = set(re.findall(r'differ\("([a-z]+)"', source)) | {"hash", "number"}
    assert {"content", "signature", "passport", "figure", "thing", "paper"} <= codes
    assert codes <= set(re.findall(r"`([a-z]+)`", TEXT))
    module = loaded(FIGURES)
    counted = set(module._counts(module._planned(1, {"id": "1-1"}), "", module.NEVER, module.NEVER))
    extended = {"extended", "extended_after_due"}
    measures = {"measure", "tasks"} | counted - {"in_period"} | extended | set(PICTURED) - {CARRIED}
    assert measures | {CARRIED} == set(re.findall(r"^\| `([a-z_.]+)` \|", TEXT, re.MULTILINE))


@pytest.mark.parametrize("file", [VERIFIER, FIGURES], ids=lambda one: one.name)
def test_each_file_is_short_and_needs_nothing_but_an_old_python(file: Path) -> None:
    """Whole files: whoever is to trust them reads them (issue 15)."""
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines()
    assert len(lines) <= 250 and max(map(len, lines)) <= 110
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    assert imported and imported <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
