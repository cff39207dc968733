"""The façade in its parts: each says what can be done in one respect; `core.assistant` puts them together."""
