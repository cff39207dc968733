"""Turning text into vectors, outside this process."""
