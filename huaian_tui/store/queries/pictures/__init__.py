"""The figures of the pictures of an evaluation, read from the ledger."""
