"""Searching: the query, the indexes, what is found."""
