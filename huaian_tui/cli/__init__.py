"""The command line: stable words, keys and exit codes for people and scripts (DESIGN section 6)."""
