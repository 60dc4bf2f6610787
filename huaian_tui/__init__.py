"""淮安督查台账: an offline ledger for supervision officers, in the terminal."""

__version__ = "0.1.0"
