"""``trust forks`` and ``trust settle`` as a person or a script runs them."""

from __future__ import annotations

from pathlib import Path

from support.cli import Program
from support.exchange import NOTE, forged, record

from huaian_tui.domain.words.forks import HOW_TO_SETTLE


def branch(path: Path, word: str) -> str:
    """A pack of one origin: a record that both branches share, then this one."""
    records = [record(1), record(2, NOTE | {"text": word}, officer="乙" if word == "乙一" else "甲")]
    return str(forged(path / f"{word}.jsonl.gz", *records))


def test_a_fork_is_shown_and_settled(program: Program, tmp_path: Path) -> None:
    assert "没有分叉" in program.text("trust", "forks")
    program.text("pack", "import", branch(tmp_path, "甲一"))
    tried = program.json("pack", "import", "--dry-run", branch(tmp_path, "乙一"))
    assert (tried["new"], tried["set_aside"], len(tried["forks"])) == (0, 1, 1)
    said = program.text("pack", "import", branch(tmp_path, "乙一"))
    assert "分叉 1 处" in said and HOW_TO_SETTLE in said and "乙" in said
    (fork,) = program.json("trust", "forks")
    assert fork["open"] and [one["first"] for one in fork["branches"] if one["counts"]] == ["甲一"]
    health = program.json("doctor")
    assert health["exchange"]["forks"] == 1
    assert any("1 处分叉待核定" in one["what"] for one in health["advice"])
    chosen = next(one["branch"] for one in fork["branches"] if not one["counts"])
    wrong = program.run("trust", "settle", fork["origin"][:8], "00000000")
    assert wrong.code == 1 and "不能确定是哪一支" in wrong.err
    said = program.text("trust", "settle", fork["origin"][:8], chosen[:8], "--reason", "以乙的为准")
    assert "换入计入的记录" in said
    assert [one["text"] for one in program.json("note", "list") if one["text"].endswith("一")] == ["乙一"]
    (fork,) = program.json("trust", "forks")
    assert not fork["open"] and fork["state"] == "已核定"
    assert program.json("doctor")["exchange"]["forks"] == 0
    assert program.run("check").code == 0


def test_what_is_no_origin_is_refused_with_those_that_forked(program: Program, tmp_path: Path) -> None:
    assert "没有分叉" in program.run("trust", "settle", "0001", "0002").err
    for word in ("甲一", "乙一"):
        program.text("pack", "import", branch(tmp_path, word))
    assert "不是来源或分支的编号" in program.run("trust", "settle", "某某", "0002").err
    assert "有分叉的来源：00010203" in program.run("trust", "settle", "ffff", "0002").err
