"""Rehearsing: asking questions whose answer is known, and tuning how memories are searched on what comes of it."""
