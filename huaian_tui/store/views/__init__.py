"""Views of the ledger for one-off questions in SQL: their definitions, and a statement run over them."""
