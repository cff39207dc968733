"""One fact, told in fifty ways: by words that statements are taken from, and by others that only mean the same."""

TOLD = tuple(
    line.strip()
    for line in """
    I live in Lyon.
    I live in Lyon now.
    I am living in Lyon.
    I'm living in Lyon these days.
    I currently live in Lyon.
    I still live in Lyon.
    I live in Lyon, as always.
    I moved to Lyon.
    I just moved to Lyon.
    I recently moved to Lyon.
    I've moved to Lyon.
    I have moved to Lyon.
    We live in Lyon.
    I am based in Lyon.
    I'm based in Lyon.
    I am now based in Lyon.
    I relocated to Lyon.
    I have relocated to Lyon.
    I finally moved to Lyon.
    I actually live in Lyon.
    I live in Lyon with my cat.
    I live in Lyon and I like the trams.
    By the way, I live in Lyon.
    As you know, I live in Lyon.
    Well, I live in Lyon.
    Oh, I live in Lyon!
    Yes, I live in Lyon.
    I officially live in Lyon.
    I've been living in Lyon.
    I have been living in Lyon.
    My home is in Lyon.
    My home city is Lyon.
    My home is Lyon.
    My city is Lyon.
    My town is Lyon.
    I do live in Lyon.
    I already live in Lyon.
    I also live in Lyon.
    I really do live in Lyon.
    I'm now living in Lyon.
    Lyon is my home.
    Lyon is where I live.
    Lyon is the city I live in.
    Lyon is the place where I live.
    My home is here in Lyon.
    I call Lyon my home.
    I reside in Lyon.
    The city I live in is Lyon.
    My residence is in Lyon.
    I make my home in Lyon.
    """.strip().splitlines()
)
