"""Things as text, where several commands show them or one command has much to say."""
