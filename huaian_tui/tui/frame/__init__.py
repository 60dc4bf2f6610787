"""What every screen is made of: title, hints, filter, detail."""
