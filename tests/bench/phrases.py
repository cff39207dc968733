"""The words an invented world is made of. Written for this bench; nobody in it exists."""

from __future__ import annotations

PEOPLE = (
    "Nora", "Mira", "Tomas", "Ines", "Jonas", "Priya", "Felix", "Amara", "Lena", "Diego", "Yuki", "Samir",
    "Greta", "Owen", "Farah", "Pavel", "Rosa", "Emil", "Chidi", "Hanna",
)  # fmt: skip

PLACES = (
    "the harbour", "the market hall", "the library", "the station", "my sister's flat", "the allotment",
    "the swimming baths", "the office", "the climbing hall", "the corner café", "the cinema", "the lake",
    "the school", "the town hall", "the bakery", "the mountain hut", "the clinic", "the community kitchen",
)  # fmt: skip

THINGS = (
    "the bicycle", "a raincoat", "the printer", "two boxes of books", "the spare keys", "a borrowed drill", "the tent",
    "an umbrella", "the camera", "a sack of compost", "the washing machine", "a new lamp", "the guitar case",
    "the curtains", "a stack of letters", "the ladder", "the heater", "a jigsaw puzzle", "the picnic blanket",
)  # fmt: skip

ACTIVITIES = (
    "paint the fence", "repair the roof", "go for a run", "practise the chorus", "sort old photographs",
    "clean the gutters", "cook for the neighbours", "learn the new timetable", "write the minutes", "bake for the fair",
    "watch the rehearsal", "pack for the trip", "mend the puncture", "read to the children", "test the boat engine",
    "carry the shopping up", "fill in the form", "swim before breakfast", "move the shelves",
)  # fmt: skip

FOODS = (
    "lentil soup", "plum cake", "dumplings", "a huge salad", "rice with beans", "roast potatoes", "pancakes",
    "tomato bread", "mushroom stew", "cold noodles", "apple strudel", "pea curry", "grilled peppers",
)  # fmt: skip

TIMES = (
    "yesterday", "last week", "this morning", "on Saturday", "after work", "the other day", "in the evening",
    "before lunch", "over the holidays", "on the first of the month", "late last night", "next Thursday", "in spring",
)  # fmt: skip

SUBJECTS = (
    "the weather", "the new bus line", "the rent", "that documentary", "the roadworks", "the choir", "the neighbours",
    "the heating", "the elections", "the football results", "the noise upstairs", "the garden fair", "the power cut",
)  # fmt: skip

OPENERS = (
    "Ha, yes.", "Good question.", "Oh no, really?", "I was just about to write to you.", "Honestly?", "True.",
    "That sounds lovely.", "Wait, what?", "Same here.", "No idea, to be fair.", "You are right.", "Thanks for asking.",
)  # fmt: skip

SENTENCES = (
    "{person} wanted to {activity} {time}, but then nobody had the time.",
    "I saw {person} at {place} {time} and we talked about {subject} for an hour.",
    "we had {food} again, and there was far too much of it.",
    "could you bring {thing} when you come to {place}?",
    "{time} I tried to {activity} and gave up halfway.",
    "{place} was closed {time}, so we went home and made {food}.",
    "everyone keeps talking about {subject}, and I am tired of it.",
    "{person} still has {thing} and says it will come back soon.",
    "do you think we should {activity} or simply leave it?",
    "I forgot {thing} at {place}, which means another trip across town.",
    "the plan is to {activity} first and then meet {person} at {place}.",
    "my back hurts since I had to {activity} {time}.",
    "{person} laughed so hard about {subject} that the tea went cold.",
    "nothing much happened here, only {subject} and a lot of rain.",
    "they finally repaired {thing}, and it took {person} three attempts.",
    "would {person} like {food}, or is that too heavy {time}?",
    "if the sun stays out we will {activity} near {place}.",
    "somebody left {thing} in front of {place} and nobody claims it.",
    "it turns out that {person} used to {activity} every single day.",
    "I read half a page about {subject} and fell asleep on the sofa.",
)

HEADINGS = (
    "Overview", "What was agreed", "Costs", "Who does what", "Open points", "How to get there", "Materials",
    "Lessons from last year", "Timetable", "Contacts and keys", "Cleaning", "Safety", "Next steps", "Background",
)  # fmt: skip

TITLES = (
    "Minutes of the house meeting", "Notes on the garden", "Packing list", "Plan for the summer fair", "Repair diary",
    "Letter to the landlord", "Workshop handbook", "Travel notes", "Choir newsletter", "Kitchen rota",
)  # fmt: skip

FACTS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("We named the puppy at last: she is {value}.", "Our little dog answers to {value} now."),
        ("What is {name}'s dog called?", "What name did {name} give the puppy?"),
        ("Biscuit", "Luna", "Pepper", "Waffle", "Moss", "Tinker", "Olive", "Juno"),
    ),
    (
        ("I start at the {value} on the first of next month.", "The {value} offered me the job and I took it."),
        ("Where does {name} work now?", "Which employer hired {name}?"),
        ("planetarium", "shipyard", "tax office", "print shop", "observatory", "glassworks", "zoo", "post office"),
    ),
    (
        ("The doctor says I am allergic to {value}.", "Turns out {value} makes my throat swell, so never again."),
        ("What is {name} allergic to?", "Which food must {name} avoid because of an allergy?"),
        ("walnuts", "shellfish", "celery", "mustard", "peaches", "sesame", "lupins", "kiwi"),
    ),
    (
        ("I have taken up the {value}, one lesson a week.", "My {value} teacher is strict, and I love the lessons."),
        ("Which instrument is {name} learning?", "What instrument does {name} take lessons in?"),
        ("cello", "accordion", "clarinet", "harp", "trombone", "viola", "banjo", "oboe"),
    ),
    (
        ("We have the keys: from May we live in {value}.", "The van comes in May, we are moving to {value}."),
        ("Which street did {name} move to?", "Where does {name} live since May?"),
        ("Heron Lane", "Copper Street", "Quarry Road", "Linden Row", "Salt Alley", "Mill Rise", "Dock Hill"),
    ),
    (
        ("My blood test is on {value}, with an empty stomach.", "They can draw my blood only on {value}."),
        ("When is {name}'s blood test?", "On which day does {name} have to go for the blood test?"),
        ("3 March", "17 April", "9 May", "22 June", "30 August", "11 September", "5 October", "28 November"),
    ),
    (
        ("For the anniversary we booked the {value}, two nights.", "We will stay at the {value} for our anniversary."),
        ("Which hotel did {name} book for the anniversary?", "Where will {name} stay for the anniversary?"),
        ("Hotel Aster", "Hotel Belvedere", "Hotel Corvus", "Hotel Delphin", "Hotel Erika", "Hotel Fontana"),
    ),
    (
        ("I painted the kitchen {value} and I do not regret it.", "The kitchen walls are {value} since Sunday."),
        ("What colour is {name}'s kitchen?", "In which colour did {name} paint the kitchen?"),
        ("turquoise", "saffron", "burgundy", "lavender", "ochre", "emerald", "coral", "indigo"),
    ),
    (
        ("The book club wants me to present a novel about {value}.", "My book club novel is about {value}."),
        ("What is the novel about that {name} presents to the book club?", "Which topic has {name}'s book club novel?"),
        ("lighthouses", "beekeeping", "glaciers", "cartography", "falconry", "submarines", "clockmaking", "orchids"),
    ),
    (
        ("My locker number at the baths is {value}, please remind me.", "They gave me locker {value} at the baths."),
        ("What is {name}'s locker number?", "Which locker does {name} have at the baths?"),
        ("114", "238", "307", "452", "519", "673", "781", "896"),
    ),
    (
        ("I lent {value} euros to my cousin, and I hope to see them again.", "My cousin owes me {value} euros."),
        ("How much money did {name} lend to the cousin?", "How many euros does the cousin owe {name}?"),
        ("60", "85", "140", "220", "350", "475", "510", "640"),
    ),
    (
        ("My grandmother was born in {value}, she told me stories.", "Grandmother grew up in {value}, by the way."),
        ("Where does {name}'s grandmother come from?", "In which town was {name}'s grandmother born?"),
        ("Trieste", "Bergen", "Cadiz", "Odessa", "Galway", "Tartu", "Brno", "Porto"),
    ),
    (
        ("I finally passed the {value} exam, at the second attempt.", "They let me pass the {value} exam, imagine."),
        ("Which exam did {name} pass?", "What did {name} pass an exam in?"),
        ("sailing", "forklift", "radio", "hunting", "welding", "first aid", "diving", "glider"),
    ),
    (
        ("The surprise for my father is {value}, not a word.", "I am giving my father {value} for his birthday."),
        ("What does {name}'s father get for his birthday?", "Which present is {name} giving to the father?"),
        ("a telescope", "a wheelbarrow", "a hammock", "a barometer", "a record player", "a fishing rod", "a globe"),
    ),
)  # fmt: skip
"""What can be true of somebody: ways to say it, ways to ask for it, and what it may be."""
