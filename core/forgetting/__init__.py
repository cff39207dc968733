"""Forgetting: how firmly memories stand, how use strengthens them, and how the unused fade."""
