"""Choosing a file: folders, places where files are looked for, and what was opened lately."""
