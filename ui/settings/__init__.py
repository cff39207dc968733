"""Settings: the vault, the look, the models, and what this program is."""
