"""The editor of a draft: its paragraphs, beside them the page as it will be printed."""
