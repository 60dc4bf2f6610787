"""Which records of a page are amended is asked at once, and is the same as asked of each."""

from __future__ import annotations

import gzip
from contextlib import closing
from pathlib import Path

from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.amended import amending, may_be_amended

KEPT = Path(__file__).parents[2] / "ledgers" / "schema_13.db.gz"


def test_of_every_record_of_a_kept_ledger(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))
    with closing(open_reader(path)) as connection:
        ids = [identity for (identity,) in connection.execute("SELECT id FROM record")]
        amended = {one for one in ids if amending(connection, one)}
        assert may_be_amended(connection, ids) == amended
        assert may_be_amended(connection, ids[:3]) == amended.intersection(ids[:3])
        assert may_be_amended(connection, []) == set()
        direct = {one for (one,) in connection.execute("SELECT ref FROM record WHERE kind = 'retraction'")}
        assert amended - direct, "what is amended by way of another record, too"
        assert 0 < len(amended) < len(ids)
