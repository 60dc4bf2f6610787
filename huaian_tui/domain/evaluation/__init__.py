"""督查评价: what a period's figures are, counted from histories of milestones. Pure; nothing is ranked."""
