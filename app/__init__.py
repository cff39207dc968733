"""How Ebb starts: the command line, the desktop entry, where things lie."""
