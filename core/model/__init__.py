"""Plain frozen records. They know nothing of where they are stored or shown."""
