"""What a cell of Excel shows: the number that is stored, as its number format writes it."""
