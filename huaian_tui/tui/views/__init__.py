"""What is shown, without how it is read: pure functions from rows to text for lists, details and forms."""
