"""评价: the figures of a period, the things behind each of them, and what changed between two days."""
