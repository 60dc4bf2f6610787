"""The one virtual list: as quick with 100,000 rows as with 60.

Classes, each made of the one before: ``line_view`` (how it looks) → ``cursor_view`` (cursor, reading) →
``virtual_list`` (order, marks, typed numbers: what screens use) → ``growing_list`` (what a search finds).
Rows come from a ``source``, by the page in threads (``paging``) or all at once (``sorted_rows``), and are put
on the screen by ``column_widths`` and ``line_drawing``; what a column is stands in ``domain.columns``.
What is kept: ``pending_selection`` (the row that is meant while rows are read), ``marked_rows``,
``cursor_news`` (when it is told where the cursor is). ``messages`` go to the screen.
"""
