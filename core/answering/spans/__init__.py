"""Spans of the evidence as candidate answers: cut out of sentences, described by features, ranked by a few weights."""
