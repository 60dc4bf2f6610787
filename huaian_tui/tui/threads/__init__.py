"""Work off the UI thread: reading, writing, upkeep, progress."""
