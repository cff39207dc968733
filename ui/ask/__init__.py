"""Ask: the chat with one's memory, and the evidence beside it."""
