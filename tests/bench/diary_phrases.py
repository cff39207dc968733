"""How a diary says things: a pool of phrases, and the names, titles and goods that are put into all pools.

In a pool, of each kind of thing: what happened, what happened yesterday, what is mentioned again the day after, and
what must not be counted: others' doings, what was not done, plans, wishes, conditions, questions, habits.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """Phrases about one kind of thing. `late` tells it the day after; `again` mentions what was told the day before."""

    happened: tuple[str, ...]
    late: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """One way of writing a diary."""

    tellings: dict[str, Telling]
    chatter: tuple[str, ...]


FIRST = Pool(
    {
        "swim": Telling(
            (
                "Went swimming at {pool} before work.",
                "I swam forty lengths at {pool} and felt human again.",
                "Quick swim in the lake, then straight to the office.",
                "Got up at six and went for a swim, the water was freezing.",
                "After lunch I went swimming with Ben.",
                "We went swimming at {pool} and had chips afterwards.",
                "Swimming at {pool} this evening. Hardly anyone there.",
                "Had a long swim in the sea while the others slept.",
                "Finally managed to go swimming again, my shoulders are sore now.",
            ),
            ("Yesterday I went swimming after all, forgot to write it down.", "Swam at {pool} last night."),
            ("Yesterday's swim was great, I slept like a stone.", "My arms still hurt from swimming yesterday."),
            (
                "Anna went swimming without me.",
                "I wanted to go swimming but the pool was closed.",
                "Didn't go swimming, too tired.",
                "Tomorrow I'll go for a swim, I promise.",
                "Should I go swimming more often?",
                "If it is warm at the weekend we will go swimming in the lake.",
                "Ben said he swam two kilometres.",
                "I used to swim every week at school.",
                "My swimming trunks have a hole.",
                "Thought about swimming, stayed on the sofa.",
                "The swimming pool will be closed for repairs until autumn.",
                "I never swim when it rains.",
                "My brother loves swimming.",
            ),
        ),
        "run": Telling(
            (
                "Ran {km} along the river.",
                "Went for a run, {km}, legs like lead.",
                "Morning run: {km} in the drizzle.",
                "I ran {km} before breakfast and then slept on the sofa.",
                "A slow {km} run through the park after work.",
                "Managed to run {km} today without stopping.",
                "Jogged {km} with the neighbour's dog.",
            ),
            ("Yesterday I ran {km}, too tired to write about it.",),
            ("My legs are still heavy from yesterday's run.",),
            (
                "Tomas ran 42 km in Hamburg, what a man.",
                "I want to run 10 km next week.",
                "No run today, my knee hurts.",
                "Walked 4 km to the station because of the strike.",
                "Cycled 25 km to the quarry and back.",
                "Would have run 8 km but the storm came.",
                "My goal is to run 15 km by summer.",
                "The dog ran off and came back muddy.",
                "We ran out of milk.",
            ),
        ),
        "dentist": Telling(
            (
                "Dentist at nine, no cavities.",
                "Went to the dentist, one filling, my lip is still numb.",
                "Saw the dentist about the broken tooth.",
                "Had to go to the dentist because of that molar.",
                "Had an appointment at the dentist's this morning, all fine.",
            ),
            ("I was at the dentist yesterday and could not eat all evening.",),
            (),
            (
                "I should really see the dentist soon.",
                "Dentist tomorrow, I dread it.",
                "The dentist called to move my appointment to next month.",
                "Ben was at the dentist and cannot chew.",
                "I cancelled the dentist.",
                "Made an appointment with the dentist for next Thursday.",
            ),
        ),
        "anna": Telling(
            (
                "Anna came by with cake.",
                "Anna visited in the afternoon, we sat on the balcony.",
                "My sister Anna dropped by on her way home.",
                "A surprise: Anna came to see us.",
                "Anna came over and we watched the rain.",
                "Anna stopped by for tea.",
                "Had a visit from Anna, three hours of gossip.",
            ),
            ("Anna was here yesterday, she visited on a whim.",),
            (),
            (
                "Anna wanted to visit but missed the train.",
                "Anna will come by on Sunday.",
                "Anna called and we talked for an hour.",
                "I carried boxes up to Anna's new flat.",
                "Maybe Anna visits next week.",
                "Anna could not come over, her son is ill.",
                "Ben came by to borrow the drill.",
                "Is Anna going to visit this year?",
            ),
        ),
        "book": Telling(
            (
                "Finished “{title}” by {author}. What an ending.",
                "Read “{title}” in one go, could not put it down.",
                "Finished reading {title} tonight, a bit long in the middle.",
                "I read {title} by {author} on the train.",
                "Just finished the book {title}; I will miss these people.",
            ),
            ("Last night I finished “{title}”, at two in the morning.",),
            ("Still thinking about the ending of “{title}”.",),
            (
                "Started reading “{title}” but I am only on page ten.",
                "Ben recommended “{title}” to me.",
                "I want to read “{title}” next.",
                "Anna is reading “{title}” for her book club.",
                "Mum asked for “{title}” for her birthday.",
                "Could not finish “{title}”, so dull.",
                "Anna read “{title}” and hated it.",
                "Has anyone ever read “{title}” to the end?",
                "Read the newspaper and drank too much coffee.",
            ),
        ),
        "film": Telling(
            (
                "Watched “{title}” with Ben.",
                "We saw “{title}” at the cinema.",
                "Film night: we watched {title} and ate too much popcorn.",
                "In the evening I watched the film {title}.",
                "Went to the cinema and saw {title}, not my thing.",
            ),
            ("We watched “{title}” last night, so I slept badly.",),
            ("“{title}” is still on my mind.",),
            (
                "Everyone at work talks about “{title}”, I have not seen it.",
                "I'd like to see “{title}” at the cinema.",
                "Anna saw “{title}” and cried.",
                "We were going to watch “{title}” but the internet was down.",
                "The trailer of “{title}” looks promising.",
            ),
        ),
        "trip": Telling(
            (
                "Flew to {city} for a long weekend.",
                "Took the train to {city}, three hours with a window seat.",
                "Arrived in {city} in the pouring rain.",
                "We drove to {city} and found a tiny hotel by the river.",
                "Travelled to {city} for the conference.",
                "A weekend in {city}, finally.",
                "We went to {city} for a few days.",
            ),
            (),
            ("My feet hurt from all the walking in {city}.",),
            (
                "Ben flew to {city} for work.",
                "I dream of travelling to {city} one day.",
                "Booked a train to {city} for the autumn.",
                "We might go to {city} next year.",
                "Our trip to {city} was cancelled because of the strike.",
                "A postcard from {city} came today.",
                "Anna moved to {city} years ago.",
            ),
        ),
        "meet": Telling(
            (
                "Met {people} for coffee at the station.",
                "Had lunch with {people}.",
                "Ran into {people} at the market.",
                "I met up with {people} after work.",
                "Met {people} in the park, we talked until dark.",
            ),
            ("Yesterday I met {people} for a drink.",),
            (),
            (
                "Wanted to meet {people} but nobody had time.",
                "{people} will meet me on Friday, hopefully.",
                "Wrote a long letter to {people}.",
                "I have not met {people} for ages.",
                "Dreamt that I met {people} on a ship.",
            ),
        ),
        "groceries": Telling(
            (
                "Spent {amount} on groceries.",
                "Groceries: {amount}, everything gets dearer.",
                "Groceries for the week came to {amount}.",
                "I paid {amount} for groceries at the market.",
                "Did the grocery shopping, {amount} in total.",
                "The groceries cost me {amount} today.",
            ),
            ("Yesterday I spent {amount} on groceries.",),
            (),
            (
                "Spent {amount} on petrol.",
                "Paid {amount} for parking.",
                "Ben spent {amount} on groceries for the party.",
                "My budget for groceries is {amount} a week.",
                "I nearly spent {amount} on a coat.",
                "The groceries would have cost {amount} at the other shop.",
                "The plumber charged {amount}.",
            ),
        ),
        "buy": Telling(
            (
                "Bought {items} at the market.",
                "On the way home I bought {items}.",
                "I picked up {items} in town and got soaked.",
                "Bought {items}, then met nobody.",
            ),
            ("Yesterday I bought {items}.",),
            (),
            (
                "Need to buy {items} tomorrow.",
                "Anna bought {items}.",
                "Forgot to buy {items}.",
                "I wanted to buy {items}, but the shop had closed.",
                "Did not buy {items} after all.",
            ),
        ),
        "piano": Telling(
            (
                "Practised the piano for {time}.",
                "I played the piano for {time}, the left hand is still stiff.",
                "{Time} of piano practice.",
                "Piano: {time}, mostly scales.",
            ),
            ("Practised piano for {time} yesterday.",),
            (),
            (
                "Did not practise the piano, no energy.",
                "I should practise the piano for an hour a day.",
                "The piano tuner took two hours.",
                "Ben practised the guitar for three hours.",
                "Tomorrow I will practise the piano for two hours.",
            ),
        ),
        "mum": Telling(
            (
                "Called Mum.",
                "I called Mum and she told me all about the garden.",
                "Rang Mum in the evening.",
                "Phoned Mum, she is fine.",
                "Had a long phone call with Mum.",
            ),
            ("Yesterday I called Mum, forgot to note it.",),
            (),
            (
                "Must call Mum tomorrow.",
                "Mum called while I was in the shower.",
                "Forgot to call Mum again.",
                "Tried to call Mum, no answer.",
                "Did Anna call Mum?",
                "Anna called Mum.",
            ),
        ),
        "concert": Telling(
            (
                "Went to a concert in the old church.",
                "Saw a concert at the town hall, the cellist was superb.",
                "We were at a concert tonight, my ears are ringing.",
                "Concert in the park with Ben, we got soaked.",
            ),
            (),
            ("Yesterday's concert was still in my head all day.",),
            (
                "The concert was cancelled.",
                "Anna gave a concert at school.",
                "Tickets for the concert in May are sold out.",
                "Next week there is a concert I would like to go to.",
                "I missed the concert because of the train.",
            ),
        ),
        "headache": Telling(
            (
                "Had a headache all day.",
                "Headache again, lay down at eight.",
                "Woke up with a headache.",
                "I had a terrible headache after the meeting.",
            ),
            (),
            (),
            (
                "No headache today, thank goodness.",
                "Ben has a headache.",
                "If I get a headache now I will go home.",
                "The tax form gives me a headache every year.",
                "Anna had a headache and went home.",
            ),
        ),
        "cook": Telling(
            (
                "Cooked {dish} for everyone.",
                "I made {dish} for dinner.",
                "Tonight I cooked {dish} and it was almost good.",
                "Cooked {dish} from the new book.",
            ),
            ("Yesterday I cooked {dish}.",),
            ("Leftover {dish} for lunch.",),
            (
                "Ben cooked {dish}.",
                "Wanted to cook {dish} but had no onions.",
                "Next time I will cook {dish}.",
                "Ate {dish} at the canteen.",
            ),
        ),
    },
    (
        "Rain all day, the gutter is leaking again.",
        "Long meeting about nothing.",
        "The neighbours are painting their door green.",
        "Slept badly because of the wind.",
        "The cat brought in a mouse and looked very proud.",
        "Sunny and almost warm.",
        "Worked late, ate bread and cheese.",
        "Mended the bicycle, my hands are black.",
        "A quiet day with tea and the radio.",
        "The heating is broken since Tuesday.",
        "Sorted old photographs until midnight.",
        "Why do printers hate me?",
        "The first crocuses are out.",
        "Lots of emails, little progress.",
        "Anna's birthday is coming up and I have no present.",
    ),
)

POOLS = ("the pool", "the lido", "the old baths", "the indoor pool")
AUTHORS = ("Ida Holm", "Peter Marsh", "R. K. Anand", "Lucia Ferro", "Jan Weber")
BOOKS = (
    "The Salt Road", "Winter Ferry", "A House of Clocks", "The Glass Orchard", "Seven Quiet Rooms", "Harbour Lights",
    "The Beekeeper's Map", "Northern Lines", "The Paper Garden", "Stone Fruit", "The Last Tram", "An Honest Thief",
    "The Color of Rain", "Low Tide", "Letters from Elba", "The Cartographer", "Blue Hours", "Under the Linden Trees",
    "The Night Gardener", "Small Mercies", "The Tin Whistle", "Birds of Passage", "The Long Corridor", "Marrow Lane",
)  # fmt: skip
FILMS = (
    "Paper Moons", "The Lighthouse Keeper's Son", "Tango in Winter", "The Second Floor", "Iron Valley", "Kites",
    "A Train to Nowhere", "The Fifth Season", "Coral", "The Clockmaker", "Midnight Harvest", "Two Brothers and a Goat",
    "The Quiet Sea", "Roses for Marta", "Silver Street", "The Understudy", "Last Bus Home", "Wild Rye",
)  # fmt: skip
CITIES = (
    "Lisbon", "Ghent", "Porto", "Bergen", "Krakow", "Turin", "Graz", "Malmö", "Seville", "Utrecht", "Lyon", "Riga",
    "Dresden", "Bologna", "Antwerp", "Aarhus", "Granada", "Basel", "York", "Tallinn",
)  # fmt: skip
FRIENDS = (
    "Clara", "Jonas", "Priya", "Felix", "Amara", "Lena", "Diego", "Yuki", "Samir", "Greta", "Owen", "Farah", "Pavel",
    "Rosa", "Emil", "Chidi",
)  # fmt: skip
GOODS = (
    "a lamp", "bread", "milk", "eggs", "a raincoat", "candles", "two notebooks", "apples", "a teapot", "olive oil",
    "coffee", "three lemons", "a blue scarf", "batteries", "cheese", "a frying pan", "tulips", "honey",
    "a bicycle bell", "rice", "stamps", "a map", "walking boots", "soap",
)  # fmt: skip
DISHES = (
    "lentil soup", "mushroom risotto", "plum dumplings", "potato gratin", "chickpea curry", "vegetable lasagne",
    "fish pie", "pumpkin soup", "ratatouille", "beef stew", "spinach quiche", "shakshuka", "leek tart", "goulash",
)  # fmt: skip
