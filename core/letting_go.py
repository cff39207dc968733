"""Letting go: forgetting on request, as the façade offers it."""
