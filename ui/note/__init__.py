"""The quick note: a small window above everything, for what is not to be forgotten."""
