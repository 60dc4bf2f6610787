"""A plan from a file: preview, decide, accept; and taking an import back. Each act is one action."""
