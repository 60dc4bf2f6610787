"""督查记录: writing, correcting, retracting."""
