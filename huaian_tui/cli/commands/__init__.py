"""The commands, one module a subject; each is imported only when it is asked for."""
