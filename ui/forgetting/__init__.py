"""Forgetting on request: saying what is to go, seeing it first, and the way back."""
