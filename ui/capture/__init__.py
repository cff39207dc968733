"""Capturing from the desktop: what was copied, what is on the screen, and where it comes from."""
