"""Search over everything, from any place."""
