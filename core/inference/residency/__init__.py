"""Weights on flash: a model larger than the memory it may take, run at the speed of the disk."""
