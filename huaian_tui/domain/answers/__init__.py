"""What the store answers: frozen rows, ready for screens, the command line and documents."""
