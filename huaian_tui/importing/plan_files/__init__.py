"""Plans of any office from Word, Excel or text.

Raw readers, one neutral model, and the draft that is read from it.
"""
