"""Downloading a model: only when the user starts it, in a process of its own, the one that may use the network."""
