"""``--plain``: the work of the day by numbered menus, line by line, for screen readers and bare terminals."""
