"""The plan: how a model is run on this machine, worked out before it is loaded."""
