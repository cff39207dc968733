"""Memories: what is kept, as a list and along time, and each memory with all that is known of it."""
