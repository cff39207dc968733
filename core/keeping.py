"""Keeping: looking through what is remembered, and changing it by hand."""
