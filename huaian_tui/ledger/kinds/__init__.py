"""Kinds of records, one module a family: all that is particular to a kind stands in its module.

``kind`` is the shape of a kind, ``registry`` the list of them; everything that differs by kind
elsewhere in the program is looked up there.
"""
