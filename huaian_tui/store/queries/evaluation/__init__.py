"""Reading the ledger for 督查评价: where milestones stand, whose they are, what they count as."""
