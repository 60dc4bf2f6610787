"""方案: the list of plans, and what is done with one."""
