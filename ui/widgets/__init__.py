"""Small controls that several places share."""
