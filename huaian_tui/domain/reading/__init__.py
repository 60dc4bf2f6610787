"""How plans of any office are worded.

Numbers of items, heads of columns, lists of units, deadlines, quantities.
"""
