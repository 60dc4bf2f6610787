"""淮安督查台账: an offline ledger for supervision officers, in the terminal."""

__version__ = "0.3.0"

RELEASED_ON = "2026-11-22"
"""A day by which this program existed (ISO): a clock that shows an earlier one is wrong."""
