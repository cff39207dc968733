"""The folder index: which files of a watched folder are taken in, and what becomes of them as they change."""
