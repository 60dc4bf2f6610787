"""Dates as people and plans write them, periods, working days."""
