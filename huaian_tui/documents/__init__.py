"""Documents: composed from the store into one model, rendered as text and PDF."""
