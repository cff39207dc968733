"""Everything in, everything out: archives, Markdown, and what other programs exported."""
