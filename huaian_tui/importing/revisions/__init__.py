"""The same plan revised: which task became which, and what changed in each."""
