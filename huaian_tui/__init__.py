"""淮安督查台账: an offline ledger for supervision officers, in the terminal."""

__version__ = "0.1.0"

RELEASED_ON = "2026-11-22"
"""Day of this release (ISO): a computer whose clock shows an earlier day has a wrong clock."""
