"""What changes in the overwrites bench, and in which words: written as people write, before any rule was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """Something that changes: who speaks of it, in which words, how it is asked for, what it may be."""

    speaker: str
    statements: tuple[str, ...]
    questions: tuple[str, ...]
    values: tuple[str, ...]


KEYS: tuple[Key, ...] = (
    Key(
        "Robin",
        (
            "The gate code is {value} now.",
            "they changed the code for the gate again, it's {value}",
            "New gate code: {value}",
            "heads up, the gate code has been switched to {value}",
            "if you come tonight: gate code is {value}, the old one doesn't work any more",
            "By the way, the code at the gate is {value} from today.",
        ),
        ("What's the gate code?", "What is the current gate code?", "Which code opens the gate?"),
        ("4417", "9052", "3381", "7746", "1290", "6638"),
    ),
    Key(
        "Robin",
        (
            "My new phone number is {value}, please save it.",
            "I've got a new phone number: {value}",
            "changed my phone number, it's {value} now",
            "Lost my SIM card. My number is {value} from now on.",
            "please note that my phone number has changed to {value}",
        ),
        ("What is Robin's phone number?", "What's Robin's number now?", "Which phone number does Robin have?"),
        ("0171 555 2043", "0160 555 8816", "0151 555 3370", "0176 555 9924", "0157 555 4408"),
    ),
    Key(
        "Robin",
        (
            "I've moved to {value}!",
            "Big news, we live in {value} now.",
            "I'm living in {value} these days, the flat is tiny but bright.",
            "moved again, this time to {value}",
            "We finally moved to {value} and the boxes are everywhere.",
        ),
        ("Where does Robin live now?", "Where does Robin live?", "In which town does Robin live at the moment?"),
        ("Bergen", "Porto", "Tartu", "Galway", "Brno", "Trieste"),
    ),
    Key(
        "Kim",
        (
            "I started working at {value} today!",
            "I work for {value} now, still can't believe it.",
            "got a new job at {value}!!",
            "so, my new employer is {value}",
            "I've just joined {value} and everybody is nice so far.",
        ),
        ("Where does Kim work?", "Who does Kim work for now?", "What is Kim's current employer?"),
        ("Marlin Glass", "Ostrava Books", "Tidewater Labs", "Linden Print", "Halcyon Foods", "Norra Tools"),
    ),
    Key(
        "Kim",
        (
            "My favourite colour is {value} now, who would have thought.",
            "these days my favorite color is {value}",
            "I think {value} has become my favourite colour",
            "{value} is my favourite colour at the moment.",
        ),
        ("What is Kim's favourite colour?", "What's Kim's favorite color now?"),
        ("turquoise", "saffron", "burgundy", "lavender", "ochre", "emerald"),
    ),
    Key(
        "Robin",
        (
            "I drive a {value} now.",
            "My car is a {value} now and it even has heated seats.",
            "guess what, my new car is a {value}",
            "Sold the old one, I'm driving a {value} now.",
        ),
        ("What car does Robin drive?", "Which car does Robin have now?", "What is Robin's car?"),
        ("Volvo V60", "Fiat Panda", "Skoda Fabia", "Toyota Yaris", "Renault Zoe"),
    ),
    Key(
        "Kim",
        (
            "My email address is {value} now.",
            "please use my new email: {value}",
            "I changed my email to {value}, the old one is full of spam",
            "write to me at {value} from now on, the old mail address is dead",
        ),
        ("What is Kim's email address?", "What's Kim's email?"),
        ("kim@heron.example", "k.berg@mail.example", "kimberg@post.example", "hello@kim.example", "kim77@box.example"),
    ),
    Key(
        "Robin",
        (
            "The wifi password is {value} if you need it.",
            "I've reset the password for the wifi to {value}",
            "wifi password changed to {value}, don't tell the neighbours",
            "New wifi password: {value}",
        ),
        ("What's the wifi password?", "What is the password for the wifi?"),
        ("otter-lamp-42", "GreenKettle9", "plum7tree", "sail-on-88", "mossy-rock-5"),
    ),
    Key(
        "Robin",
        (
            "My dentist is {value} now.",
            "I've switched to a new dentist, {value}, and she is lovely",
            "my new dentist is called {value}",
            "Changed dentists: my dentist is now {value}.",
        ),
        ("Who is Robin's dentist?", "What's the name of Robin's dentist?"),
        ("Dr Okafor", "Dr Lindqvist", "Dr Moreau", "Dr Tanaka", "Dr Weiss"),
    ),
    Key(
        "Kim",
        (
            "My sister Anna lives in {value} now.",
            "Anna has moved to {value}, can you imagine",
            "Anna's living in {value} these days.",
            "did I tell you? Anna moved to {value} and loves it",
        ),
        ("Where does Anna live?", "Where does Anna live now?", "Where is Anna living these days?"),
        ("Odessa", "Cadiz", "Leeds", "Utrecht", "Verona", "Malmo"),
    ),
    Key(
        "Kim",
        (
            "My boss is {value} now.",
            "my new boss is called {value}",
            "{value} is my boss now, we get along",
            "Reorganisation again. My new boss is {value}.",
        ),
        ("Who is Kim's boss?", "What's the name of Kim's boss now?"),
        ("Priya Nair", "Tomas Brandt", "Ines Duarte", "Samir Haddad", "Greta Lund"),
    ),
    Key(
        "Robin",
        (
            "Choir rehearsal is on {value} now.",
            "they moved choir rehearsal to {value}",
            "choir rehearsal has been moved to {value}, hope you can still make it",
            "From now on choir rehearsal is on {value}.",
        ),
        ("When is choir rehearsal?", "On which day is choir rehearsal?"),
        ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays"),
    ),
    Key(
        "Robin",
        (
            "My gym is {value} now.",
            "I've switched my gym to {value}",
            "I go to {value} now, it's my new gym",
            "My new gym is {value}, much cleaner.",
        ),
        ("Which gym does Robin go to?", "What is Robin's gym?"),
        ("Ironworks", "Pulse Club", "Northside Gym", "The Shed", "Kraftwerk"),
    ),
    Key(
        "Kim",
        (
            "My locker number is {value} now, please remind me.",
            "they gave me a new locker, my locker number is {value}",
            "Locker number: {value}",
            "my locker is number {value} now",
        ),
        ("What is Kim's locker number?", "Which locker number does Kim have?"),
        ("114", "238", "307", "452", "519", "673"),
    ),
    Key(
        "Kim",
        (
            "My favourite drink is {value} now.",
            "these days {value} is my favourite drink",
            "I've changed my mind, my favourite drink is {value}",
            "Lately my favorite drink is {value}, I could have it all day.",
        ),
        ("What is Kim's favourite drink?", "What's Kim's favorite drink these days?"),
        ("mint tea", "ginger beer", "oat latte", "elderflower cordial", "iced cocoa"),
    ),
    Key(
        "Robin",
        (
            "Our rent is {value} now.",
            "they put the rent up to {value}",
            "the rent has gone up to {value}, ridiculous",
            "The rent is {value} from this month on.",
        ),
        ("How much is the rent?", "What is the rent now?"),
        ("840 euros", "910 euros", "965 euros", "1020 euros", "1085 euros"),
    ),
)


OTHERWISE: tuple[tuple[str, ...], ...] = (
    (
        "Gate's on a new code since this morning, {value}.",
        "in case you're locked out, {value} is the gate code",
        "fyi the gate code got changed to {value} yesterday",
        "Our gate code's {value} now",
    ),
    (
        "New number, who dis? It's {value}",
        "here's my new phone number: {value}",
        "You can call me on {value} from now on",
        "switched providers, so my number is now {value}",
    ),
    (
        "I relocated to {value} recently",
        "As of today I officially live in {value}",
        "I've been living in {value} since May",
        "We just bought a house in {value} and moved in",
        "I've settled down in {value}",
    ),
    (
        "I'm working at {value} now",
        "{value} hired me!",
        "My first day at {value} was great",
        "I quit Norra Tools, now I'm at {value}",
        "I switched jobs and work for {value} now",
    ),
    (
        "My new favourite colour is {value}",
        "I've decided that my favourite colour is {value}",
        "Favourite colour these days: {value}",
        "my favorite colour changed to {value}",
    ),
    (
        "I bought a {value}",
        "Got a new car, a {value}",
        "My car's a {value}",
        "I traded my car for a {value}",
    ),
    (
        "My e-mail is now {value}",
        "{value} is my new email",
        "my email has changed, it's {value} now",
        "You can reach me at {value}",
    ),
    (
        "The new password for the wi-fi is {value}",
        "WiFi password: {value}",
        "I set the wifi password to {value}",
        "our wifi password has been changed to {value}",
    ),
    (
        "I have a new dentist now, {value}",
        "{value} is my new dentist",
        "I'm going to {value} now, she's my new dentist",
        "My dentist these days is {value}",
    ),
    (
        "Anna relocated to {value}",
        "my sister Anna moved to {value}, finally",
        "Anna is based in {value} now",
        "Anna lives in {value} these days",
    ),
    (
        "I've got a new boss, {value}",
        "{value} became my boss",
        "My manager is now {value}",
        "my boss's name is {value}",
    ),
    (
        "rehearsal of the choir is on {value} now",
        "choir rehearsal got moved to {value}",
        "We've moved choir rehearsal to {value}",
        "choir rehearsal is now on {value}",
    ),
    (
        "I joined a new gym: {value}",
        "switched gyms, my gym is {value} now",
        "my gym is called {value}",
    ),
    (
        "my new locker number is {value}",
        "they moved me to a new locker, number {value}",
        "My locker number changed to {value}",
    ),
    (
        "my favourite drink at the moment is {value}",
        "{value} is my new favourite drink",
        "My favorite drink has changed to {value}",
    ),
    (
        "rent is {value} now",
        "They raised the rent to {value}",
        "the rent went up to {value}",
        "we pay {value} rent now",
    ),
)
"""For each key, ways to say it that the rules were not written for; some are beyond them."""

TEMPTATIONS = (
    (0, "What was the gate code again, was it {value}?"),
    (0, "if the gate code were {value} I could remember it"),
    (0, "I keep typing {value} at the gate, no idea why"),
    (1, "Anna's phone number is {value}, just so you have it."),
    (2, "I wish we lived in {value}, the pictures look great."),
    (2, "We might move to {value} one day."),
    (2, "{other} said he is moving to {value}"),
    (3, "Would you work for {value} if they asked?"),
    (4, "My mother thinks {value} is an awful colour."),
    (5, "Maybe my next car will be a {value}."),
    (6, "the spam came from {value}, never answer it"),
    (7, "is the wifi password still {value}?"),
    (8, "I don't think I would go to {value}."),
    (9, "Anna would love to live in {value}"),
    (10, "{value} is not my boss, luckily."),
    (13, "Somebody left a bag in front of locker {value}."),
    (14, "do you like {value}?"),
    (15, "Imagine if the rent was {value}!"),
)
"""By the number of the key, what sounds like it and changes nothing."""
