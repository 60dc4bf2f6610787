"""The shipped plan in the header of a pack: there, anchored, no obstacle to programs that do not know it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from support.exchange import Laptop

from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.store.engine.shipped_plan import COUNT, HEAD, ORIGIN


def rewritten(pack: Path, target: Path, **changes: object) -> Path:
    """The pack with these keys of its header, None leaves one out; not signed, as those of older programs."""
    header, body = gzip.decompress(pack.read_bytes()).split(b"\n", 1)
    values = {
        key: value
        for key, value in (json.loads(header) | changes | {"sender": None}).items()
        if value is not None
    }
    text = json.dumps(values, ensure_ascii=False).encode("utf-8") + b"\n"
    target.write_bytes(gzip.compress(text) + gzip.compress(body))
    return target


def test_the_plan_is_in_the_header_as_a_chain_whose_head_the_program_knows(ours: Laptop) -> None:
    pack = ours.export()
    said = json.loads(gzip.decompress(pack.read_bytes()).split(b"\n", 1)[0])["shipped"]
    assert (said["origin"], said["head"], len(said["records"])) == (ORIGIN.hex(), HEAD.hex(), COUNT)
    shipped = open_pack(pack).header.shipped
    assert shipped is not None and (shipped.head, shipped.lines) == (HEAD, ())
    assert open_pack(ours.export(with_plan=False)).header.shipped is None


def test_another_plan_is_told_a_pack_of_an_older_program_is_taken(
    ours: Laptop, seeded_file: Path, tmp_path: Path
) -> None:
    theirs = Laptop(seeded_file, tmp_path, "乙")
    pack = ours.export()
    older = rewritten(pack, tmp_path / "旧.gz", shipped=None, unknown={"a": 1})
    looked = theirs.look(older)
    assert (looked.new, looked.other_reference) == (1, False)
    other = rewritten(pack, tmp_path / "别.gz", shipped={"origin": ORIGIN.hex(), "head": "ab" * 32})
    assert theirs.look(other).other_reference
    assert theirs.take(pack).other_reference is False
