"""Consolidation: what happens to memories while the machine sleeps."""
