"""Reading what was said with a language model, where one is there and was tried."""
