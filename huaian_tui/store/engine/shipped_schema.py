"""Whether the tables of a ledger are those that this program made: asked before anything else is read.

A file from outside can hold a view named like a table that never ends, or triggers of its own. So its
whole schema is compared with the digest of the one shipped for its version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.connection import one_state, transaction
from huaian_tui.store.engine.migrations import file_version, shipped_in_memory

if TYPE_CHECKING:
    import hashlib

DIGESTS = {
    1: "cc099cfefefffa18ba3c07cc7a50e62d554ac8e9016fc26ffda71179aaa2e5a9",
    2: "ac89da0d4c34f2899813bf71bb246029650efdfa97de54e8e0454aa31c6e96b4",
    3: "a883ca39ac3dc33095d4421a52e7302e8468eeca5e2064066184569a54accece",
    4: "606aafc04a9d92f6afeaa5de34ff4735d8e290ae956db2a3eb28f22b34b71e21",
    5: "a4d353719f4ac6a547dcaf9955176d87d81d6dfd5ebd8d528ffdc22170b15242",
    6: "998c7d5a090901348cbacefd67ebba7626287b7f15964b06f55f55493dc83dac",
    7: "7f9be72c919e0c195ccc791cd8d565b589361f1d9b5de0f419be8b0b4b7ff5f0",
    8: "0f450f2a7453d34d38e79bf5d077ee0788e52cc531450a0531a53d33323c2c58",
    9: "0e4886c9ca74e14c6df5c53d7890c6e8f065adce22ac6f918683dee6249463b7",
    10: "952a43bbef373619a403358ed519d02e1dadf32141ac7241fe9a244505b60e0e",
    11: "67905c1fa44387e22f5b6071cc31d8fd7a67003fc2c122ec215c32cfe7a95bec",
    12: "ab031a72f7b5e1eb922682ea927278c13dcb08bd23068e3ae311a2847ad90f01",
    13: "c63ddf159ea92058b4971d33f9b46ecf7669b0fbb8f8d132786687732b4d52c5",
    14: "8018636f2b8d6e17dc050f07a8fd7449a9ca64eb7f600c04a34d83fa13005789",
    15: "3810fec4b169a01e89a1e4e8ca963863a8ff1813544767a3017d85f5222b1d39",
    16: "0dc07c35a3b879c63aed8c707cbe80bb621e9da8160db1d577327643ce14e5ff",
    17: "4db865c91e7507f09420e65d309bfd389cd9b8197b11acdb6c125a71f106e19a",
    18: "4501da96f56d54c8ee00ddb4fb1e8b9a046cb5870a573fbf7050b3a4a6a52b6a",
    19: "3a3aece2a62fca3a1ccf5fc6d5e8177f86d8b81f580f6576ecae95a4cf792d2c",
    20: "9d7c33ffe58542ec8f0c016b1157fb870303b4aa8bcb1e369f28d6aaa5f245ba",
}
"""Version → digest of its schema. Written anew by ``python -m huaian_tui.store.engine.write_digests``."""

_FORMER = {2: "9823cd2619d8e73210d9cb9addbe0062b4fedb926de3416c26b113ab3a8d19ad"}
"""A schema that the very first program made: its table of milestones lacks the column ``due_decided``."""

_STATISTICS = frozenset(
    {
        (b"table", b"sqlite_stat1", b"CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
        (b"table", b"sqlite_stat4", b"CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
    }
)
"""What SQLite keeps about a file when an administrator lets it count."""

_INDEXED = (b"search_said_", b"search_name_said_")
"""Tables that SQLite makes by itself for an index of words, in the words of its own version."""

_ROWS = "SELECT type, name, tbl_name, sql FROM main.sqlite_master"

SchemaRow = tuple[bytes, bytes, bytes, bytes]
"""Type, name, table and statement of one part of a schema."""


class AlteredSchema(StoreRefused):
    """The tables are not those that the program made; nothing else of the file was read."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            "台账的表结构被改动过",
            f"与程序不符：{'、'.join(names[:_MOST_NAMED])}{'等' if len(names) > _MOST_NAMED else ''}",
            "没有读取其中的内容；用最近的备份替换（huaian-tui restore），原文件请留存",
        )
        self.names = names


_MOST_NAMED = 3


def trusted_version(connection: sqlite3.Connection) -> int:
    """The file's version, once its tables are known for those of that version: what is read first.

    Both of one state of the file: another program may be upgrading it.
    """
    with one_state(connection):
        version = file_version(connection)
        refuse_altered(connection, version)
    return version


_accepted = dict[int, list[tuple[object, ...]]]()
"""What was read of each version's schema when it was last accepted: the very same is accepted again."""


def refuse_altered(connection: sqlite3.Connection, version: int) -> None:
    """``AlteredSchema`` when the schema is not the one shipped for this version."""
    read = _read(connection)
    if read == _accepted.get(version) or not (version or read):
        return  # accepted before, or a new file: it has no tables
    rows = sorted(_shipped_part(read))
    if _digest(rows) not in (DIGESTS.get(version), _FORMER.get(version)):
        # An altered file, or a version still in the making.
        differing = _shipped_rows(version) ^ set(rows)
        if differing:
            names = sorted({name.decode("utf-8", "replace") for _, name, *_ in differing})
            raise AlteredSchema([_shown(name) for name in names])
    _accepted[version] = read


@cache
def _shipped_rows(version: int) -> frozenset[SchemaRow]:
    """The schema as this program makes it, made once: an altered file is opened several times a command."""
    with shipped_in_memory(version) as shipped:
        return frozenset(_shipped_part(_read(shipped)))


def mend_former(connection: sqlite3.Connection, version: int) -> None:
    """Give a ledger of the very first program its table of milestones as shipped, empty, to be migrated.

    Its rows follow from the records: they are folded anew after the migration.
    """
    if version not in _FORMER or schema_digest(connection) != _FORMER[version]:
        return
    with shipped_in_memory(version) as shipped:
        rows = shipped.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'milestone' AND sql IS NOT NULL ORDER BY rowid"
        ).fetchall()
    with transaction(connection):
        if schema_digest(connection) == _FORMER[version]:  # another program may have been faster
            connection.execute("DROP TABLE milestone")
            for (statement,) in rows:
                connection.execute(statement)


def _shown(name: str) -> str:
    return "".join(one for one in name if one.isprintable())[:60]


def schema_digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over all that makes up the schema of the file."""
    return _digest(sorted(_shipped_part(_read(connection))))


def _digest(rows: list[SchemaRow]) -> str:
    parts = [part for row in rows for part in row]
    return _sha256(b"".join([b"%d:%b" % (len(part), part) for part in parts])).hexdigest()


def _sha256(content: bytes) -> hashlib._Hash:
    """As ``hashlib`` has it, whose loading an ordinary reader would wait for."""
    try:
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]
    except ImportError:  # later versions of Python
        from hashlib import sha256
    made: hashlib._Hash = sha256(content)
    return made


def _read(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """The whole schema as it stands, texts as bytes: a damaged one may be no UTF-8."""
    factory, connection.text_factory = connection.text_factory, bytes
    try:
        return connection.execute(_ROWS).fetchall()
    finally:
        connection.text_factory = factory


def _shipped_part(read: list[tuple[object, ...]]) -> Iterator[SchemaRow]:
    """What of it the program made: all but what SQLite adds by itself, in the words of its version."""
    for row in read:
        kind, name, table, sql = [one if isinstance(one, bytes) else _bytes(one) for one in row]
        if name.startswith(b"sqlite_") and _is_of_sqlite(kind, name, sql):
            continue
        if name.startswith(_INDEXED) and kind == b"table" and sql.upper().startswith(b"CREATE TABLE"):
            sql = b""
        yield kind, name, table, sql.replace(b"\r\n", b"\n")


def _bytes(value: object) -> bytes:
    return b"" if value is None else str(value).encode()


def _is_of_sqlite(kind: bytes, name: bytes, sql: bytes) -> bool:
    """Whether SQLite made a part by itself: its statistics, the index of a key."""
    if kind == b"index":
        return not sql and name.startswith(b"sqlite_autoindex_")
    return (kind, name, sql) in _STATISTICS
