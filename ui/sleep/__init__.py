"""Sleep: what the last nights did, with the way back, and when the next one comes."""
