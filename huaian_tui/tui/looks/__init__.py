"""Themes, lights and bars."""
