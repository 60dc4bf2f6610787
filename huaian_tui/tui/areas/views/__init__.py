"""视图: what a list shows under a name; opened, saved, renamed, forgotten, shown first."""
