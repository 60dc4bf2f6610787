"""A pack as a file: its form, reading and writing it, the seal around it, the signatures in it."""
