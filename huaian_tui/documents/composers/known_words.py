"""The words of a paper that its title and 署名 are not to be broken in: names of units, plans and 指标."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import replace

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.store.queries.paper_names import names_in


def with_its_words(
    connection: sqlite3.Connection, document: OfficialDocument, plans: Collection[str]
) -> OfficialDocument:
    """The document, with the names that stand in its title, its 署名 and the titles of its attachments.

    ``plans``: the ids of those that it is about, whose 指标 are known too.
    """
    titles = (one.title for one in document.attachments)
    texts = (document.title, document.signature, document.printing_office, *titles)
    return replace(document, words=tuple(names_in(connection, "\n".join(texts), plans)))
