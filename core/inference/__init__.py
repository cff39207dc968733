"""Child processes that hold models, and the way to talk to them."""
