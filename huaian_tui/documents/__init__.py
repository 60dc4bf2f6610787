"""Documents: a composer for each kind reads the store and makes one model; renderers make files of it.

``composers/`` hold the wording, ``model`` is what they make, ``proofreading/`` (核对) looks at it before it
goes out; ``pdf/``, ``docx/`` and ``plain/`` render it. ``xlsx/`` writes workbooks straight from the store.
"""
