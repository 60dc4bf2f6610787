"""The command line: stable words, keys and exit codes for people and scripts (docs/decisions/014)."""
