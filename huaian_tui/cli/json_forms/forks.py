"""A fork of a chain as JSON: its branches, and which one counts."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form
from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.domain.words.forks import state_words


def fork_form(fork: ForkRow) -> Form:
    """A fork with its branches; ``open``: somebody has to settle it."""
    return {
        "origin": fork.origin.hex(),
        "seq": fork.seq,
        "open": fork.open,
        "disputed": fork.disputed,
        "state": state_words(fork),
        "apart": fork.apart,
        "branches": [
            {
                "branch": one.first.hex(),
                "records": one.records,
                "officers": list(one.officers),
                "since": one.since,
                "until": one.until,
                "first": one.gist,
                "counts": one.counts,
                "signed": one.signed,
                "origin": one.origin.hex() or None,
            }
            for one in fork.branches
        ],
    }
