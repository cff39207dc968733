"""Library: what has been taken in, what is under way, and what failed."""
