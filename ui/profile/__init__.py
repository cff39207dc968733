"""The profile: what is known of the user and of people, corrected line by line."""
