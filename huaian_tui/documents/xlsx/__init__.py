"""Workbooks: the 台账, feedback forms, lists as seen."""
