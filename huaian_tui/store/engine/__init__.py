"""The ledger file: opening, appending, folding, as of a past day, integrity."""
