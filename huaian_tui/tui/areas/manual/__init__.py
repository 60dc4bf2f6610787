"""The manual, read in the program."""
