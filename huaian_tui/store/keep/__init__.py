"""What is kept beside the ledger: backups, drafts, private files, the log of bugs, places."""
