"""Sleeping: the night as the façade offers it."""
