"""Pictures as rows of text for a terminal: no toolkit, exact widths, no glyph of doubtful width."""
