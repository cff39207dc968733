"""The step KEEP of the night: what was forgotten goes, a backup is made and read back, the indexes are looked after."""
