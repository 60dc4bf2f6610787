"""A migration that was shipped is never edited, not even its comments: ledgers out there were made by it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from support.source_tree import ROOT

from huaian_tui import __version__
from huaian_tui.store.engine.migrations import newest_version
from huaian_tui.store.engine.shipped_schema import DIGESTS
from huaian_tui.store.engine.write_digests import digest_table

SHIPPED = {
    "001_ledger.sql": "0b450b77f28944a671ea4d4fbdcf0ead76d3610b6cbfcb8783060aabd73acd1c",
    "002_self_reports.sql": "a8d0ae1bd09385e990261e510f3cd1b19bd45ffaadd9a12bfccf7d71b995079c",
    "003_reference_digest.sql": "978f536f10a7878e318ce7b93a0678543ef2a0455dc1ad822fcd693c0810481c",
    "004_search.sql": "819ddecf490cef24cc535224fa43a7a5b7316e3486cae47a5683b0ecfba6d43b",
    "005_waiting.sql": "13c04b4dfa74f5e77fe9c09f085e079541a1a104ebfa0ad5e97f3be4f9a26408",
    "006_promised_visits.sql": "3251c4e1c1d3acf401fb08248c23e34513979a1fcbcf30abe890c2e619d0c471",
    "007_past.sql": "cfab37d5f14ffdb7425de9adc10a05ab9df6894d4ef67f5133125bab9dbc1a24",
    "008_from_outside.sql": "4e77b72ae168b9cab37cc4130e856340351c6c430bd1a28334889f0deb94c40c",
    "009_facts.sql": "770572cf302f3ad9d6b1df1a7bbc89f14ccf1fb01493154ecf5e6d3650b6c0c2",
    "010_conflicts.sql": "661d65c83a97beead94e5c63848f45895dd5caf1702538cfd7b828990e197a4e",
    "011_arrivals.sql": "7368ac18ce30a1159a3c6274fddd239f8cf0b54692bfa069a9658306fa843bc9",
    "012_journal_mark.sql": "8213f13c90f9eb4f431e8b280a917698701907aea5f34a71c4232b71c89eb1dd",
    "013_behind.sql": "e55fa79b34e27dda9927b3ec2c13c4af9b644a076d81a41d3db801ae0bdc6f46",
    "014_plans.sql": "7bbdf8883ddd5dba73fd680dede391e430b434b9408ba475e9f20cfbf23ba911",
    "015_imports.sql": "90e545f20783eb76c7931e2ddcf72429c0de4de2f0d678aa02de9b8a6cd6dd56",
    "016_views.sql": "13b97f65656ea3c2d3e450a3414a763113419df33ea7ede253d827a070e33302",
    "017_targets.sql": "9df666bfff83cefba9987264144a8e674dc610c3b7e1c43199df92773f2938a2",
    "018_views.sql": "698464681832773057a547659fae39049d9d5c62dc363076e90805c3d60fc60e",
    "019_forecasts_rechecks.sql": "c7da72bbd36e1aea2d75c2deb5615a6580587b2ab014e661559ca9be464e8477",
    "020_trust.sql": "6b7f0215d7e278cbe060b08e204042d197899fccaea411de7901a7f3fbcad71d",
}
"""SHA-256 of each, line ends as LF. A new one is added here in the commit that brings it."""


def digests(folder: Path) -> dict[str, str]:
    """What stands in a folder of migrations."""
    return {
        path.name: hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for path in sorted(folder.glob("*.sql"))
    }


def test_migrations_are_those_that_were_shipped() -> None:
    assert digests(ROOT / "schema") == SHIPPED


def test_every_opening_compares_with_the_schemas_that_the_migrations_make() -> None:
    table = eval(digest_table().partition(" = ")[2])  # noqa: S307 - our own text
    assert table == DIGESTS, "run: python -m huaian_tui.store.engine.write_digests (and commit the table)"


def test_an_edited_comment_is_seen(tmp_path: Path) -> None:
    (tmp_path / "001_ledger.sql").write_bytes((ROOT / "schema" / "001_ledger.sql").read_bytes() + b"--\n")
    assert digests(tmp_path)["001_ledger.sql"] != SHIPPED["001_ledger.sql"]


def test_the_changelog_begins_with_this_version_and_its_schema() -> None:
    heads = [
        line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if "## " in line
    ]
    assert heads[0].startswith(f"## {__version__} (schema {newest_version()}")
