"""What other programs exported, one file for each product. None knows the vault: they read, and tell what was said.

Formats change without notice and are described by those who met them, not by those who make them: what does not look as
described is left out and said, and the conversations around it are read.
"""
