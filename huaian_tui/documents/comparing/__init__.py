"""A draft beside what it was composed from and what would be composed now: changes, edits, both together."""
