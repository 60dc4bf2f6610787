"""记录 (F7): one field over everything."""
