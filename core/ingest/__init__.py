"""Taking in: reading files and conversations, cutting them into segments, embedding them."""
