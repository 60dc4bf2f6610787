"""The dialogs: messages, questions, forms, help and the command palette."""
