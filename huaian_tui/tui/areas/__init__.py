"""The areas of the program, each with its screen, list, detail, dialogs and styles."""
