"""The database: opening, migrations, the ledger of records, folds and queries."""
