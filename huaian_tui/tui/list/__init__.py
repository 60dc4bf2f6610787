"""The one virtual list."""
