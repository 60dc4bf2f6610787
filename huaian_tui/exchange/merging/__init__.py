"""Packs become records of this ledger: each verified, then merged, all or each for itself."""
