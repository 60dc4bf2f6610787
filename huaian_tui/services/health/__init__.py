"""How the program runs here: what is found, what should be done about it, and doing it (``doctor``)."""
