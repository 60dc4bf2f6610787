"""The one registry of actions: what can be done, by which keys, and where."""
