"""What a text says, read without a model: times, names, relations. Pure functions; nothing is stored here."""
