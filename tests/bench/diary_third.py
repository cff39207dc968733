"""A third way of writing a diary, written when the reading of the first two was finished."""

from __future__ import annotations

from tests.bench.diary_phrases import Pool, Telling

THIRD = Pool(
    {
        "swim": Telling(
            (
                "Splashed about at {pool}; I swam ten slow lengths.",
                "Before dinner we all swam in the reservoir.",
                "Dragged myself out of bed and swam at {pool}.",
                "I had a swim in the lake while the soup was cooking.",
                "A cold swim at sunrise, toes like ice.",
                "We walked to {pool} to swim.",
            ),
            ("I swam in the river yesterday.",),
            ("Still smelling of chlorine after yesterday's swim.",),
            (
                "Oskar swims like a fish.",
                "Would swim more if {pool} opened earlier.",
                "The swim club wrote about the new fees.",
                "Oskar and his friends went swimming.",
                "Forgot my towel, so no swim.",
                "I cannot swim with this ear.",
                "We talked about swimming in Greece.",
            ),
        ),
        "run": Telling(
            (
                "{Km} in the rain; I ran like a snail.",
                "I went out and ran {km}.",
                "Got {km} done on my run along the canal.",
                "Ran home from work, {km}.",
                "A nice run of {km} before the heat.",
            ),
            ("Did a run of {km} yesterday.",),
            ("Blisters from yesterday's run.",),
            (
                "Oskar did a 30 km run, the show-off.",
                "My knee says no to any run longer than 3 km.",
                "We drove 80 km for a sofa.",
                "The bath ran over.",
                "I might run 10 km on Sunday.",
            ),
        ),
        "dentist": Telling(
            (
                "Sat at the dentist for an hour, one tooth repaired.",
                "Had to see the dentist, the crown came off.",
                "Off to the dentist at eight and back by nine.",
                "The dentist looked at my gums and was pleased.",
            ),
            ("Saw the dentist yesterday.",),
            (),
            (
                "The dentist is on holiday.",
                "Oskar has to go to the dentist.",
                "Ought to ring the dentist.",
                "My dentist sent a calendar.",
                "I would rather iron shirts than go to the dentist.",
            ),
        ),
        "anna": Telling(
            (
                "Anna came round, we ate all the biscuits.",
                "Anna looked in on her way to the station.",
                "Anna and Oskar came over for cards.",
                "At noon Anna came by to return the ladder.",
                "Anna visited me, the flat was a mess.",
            ),
            ("Anna came by yesterday.",),
            (),
            (
                "Anna cannot come over this month.",
                "Anna's mother came by.",
                "Anna texted that she might visit.",
                "When is Anna going to visit?",
                "Anna visited her brother in hospital.",
            ),
        ),
        "book": Telling(
            (
                "Finished “{title}” in the hammock.",
                "I spent the whole day in bed and read “{title}”.",
                "Finally finished {author}'s novel “{title}”.",
                "Just read the final chapter of “{title}”.",
            ),
            ("Finished “{title}” last night.",),
            ("Told Oskar the whole plot of “{title}”.",),
            (
                "Page 50 of “{title}” and still no plot.",
                "Put “{title}” back on the shelf.",
                "Oskar lent me “{title}”.",
                "I will read “{title}” on holiday.",
                "Never got round to reading “{title}”.",
            ),
        ),
        "film": Telling(
            (
                "Cinema with Oskar: we saw “{title}”.",
                "Watched “{title}”, then straight to bed.",
                "We finally watched “{title}” on television.",
                "Saw the film “{title}” with my parents.",
            ),
            ("We saw “{title}” at the cinema yesterday.",),
            ("Dreamt of the monster in “{title}”.",),
            (
                "Oskar says I must see “{title}”.",
                "“{title}” comes out in May.",
                "Missed “{title}” at the film festival.",
                "Might watch “{title}” tomorrow.",
            ),
        ),
        "trip": Telling(
            (
                "Off to {city} by train, what a view.",
                "Flew to {city} with Oskar.",
                "We spent three days in {city}.",
                "Drove all the way to {city} and back.",
                "I took the bus to {city} because of the fair.",
            ),
            ("Went to {city} by car yesterday.",),
            ("Unpacked the souvenirs from {city}.",),
            (
                "Oskar travelled to {city} for an interview.",
                "Thinking about a weekend in {city}.",
                "The train to {city} is too expensive.",
                "My cousin lives in {city}.",
                "Read an article about {city}.",
            ),
        ),
        "meet": Telling(
            (
                "Had a beer with {people}.",
                "Met {people} by chance at the post office.",
                "Lunch with {people} in the canteen.",
                "I met {people} at the playground.",
                "Bumped into {people} outside the chemist's.",
            ),
            ("Had dinner with {people} yesterday.",),
            (),
            (
                "Oskar met {people} at the conference.",
                "Should meet {people} before Christmas.",
                "Rang {people} to sort out the tent.",
                "Hoped to meet {people} at the fair.",
            ),
        ),
        "groceries": Telling(
            (
                "The grocery bill was {amount} this time.",
                "I spent {amount} on groceries, mostly fruit.",
                "Got the groceries for {amount}.",
                "Groceries at the market, {amount}.",
                "We paid {amount} for groceries.",
            ),
            ("Paid {amount} for groceries yesterday.",),
            (),
            (
                "Oskar's groceries cost {amount}.",
                "Paid {amount} for the train.",
                "Next week I want to spend less than {amount} on groceries.",
                "The vet cost {amount}.",
                "Lost {amount} at cards.",
            ),
        ),
        "buy": Telling(
            (
                "I bought {items} on sale.",
                "Bought {items} for the weekend.",
                "Stopped at the shop and bought {items}.",
                "Treated myself and bought {items}.",
            ),
            ("I bought {items} yesterday.",),
            (),
            (
                "Oskar bought {items}.",
                "Was about to buy {items}, then saw the price.",
                "Would buy {items} if I had room.",
                "Never buy {items} there again.",
            ),
        ),
        "piano": Telling(
            (
                "Practised the piano for {time} before breakfast.",
                "Played the piano, {time}, with the window open.",
                "{Time} of piano today.",
                "Managed to practise the piano for {time}.",
            ),
            ("Played the piano for {time} yesterday.",),
            (),
            (
                "Oskar practised the piano for an hour and drove us mad.",
                "The piano needs tuning.",
                "Meant to practise the piano for two hours.",
                "Listened to a piano concerto for an hour.",
            ),
        ),
        "mum": Telling(
            (
                "Called Mum during lunch.",
                "Mum sounded tired when I called her, so I phoned Mum again.",
                "I rang Mum for her birthday.",
                "Spoke to Mum on the phone.",
            ),
            ("Phoned Mum yesterday.",),
            (),
            (
                "Mum phoned, she had lost her glasses.",
                "Promised to call Mum more often.",
                "Oskar called Mum about the car.",
                "Could not reach Mum on the phone.",
            ),
        ),
        "concert": Telling(
            (
                "Took the tram to a concert at the museum.",
                "Went to hear a concert by the youth orchestra.",
                "I was at a jazz concert until midnight.",
                "Sat in the front row at a concert with Oskar.",
            ),
            (),
            ("Humming tunes from last night's concert.",),
            (
                "Oskar was at a concert.",
                "The concert hall is being rebuilt.",
                "Too tired for the concert, stayed home.",
                "Saw a poster for a concert.",
            ),
        ),
        "headache": Telling(
            (
                "Slept with the window shut and woke with a headache.",
                "Had a slight headache in the evening.",
                "Terrible headache, could not look at a screen.",
                "Came home from work with a headache.",
            ),
            (),
            (),
            (
                "Oskar complained of a headache.",
                "Took tablets along in case of a headache.",
                "This project is a headache.",
                "I rarely have a headache.",
            ),
        ),
        "cook": Telling(
            (
                "I cooked {dish} and burnt my thumb.",
                "We made {dish} for supper.",
                "Cooked {dish} with Oskar.",
                "Spent the afternoon in the kitchen and cooked {dish}.",
            ),
            ("I made {dish} for dinner yesterday.",),
            ("Ate the leftover {dish} cold.",),
            (
                "Oskar made {dish} for lunch.",
                "Should cook {dish} again.",
                "Could not cook {dish}, the stove is broken.",
                "Found a recipe for {dish}.",
            ),
        ),
    },
    (
        "Hail in the morning, sun in the evening.",
        "The printer at work has died.",
        "Someone plays the trumpet next door.",
        "Repotted the ferns.",
        "The post is late again.",
        "Wrote three letters and posted none.",
        "Oskar has a new haircut.",
        "Market day, far too crowded.",
        "Who keeps parking in front of our gate?",
        "Lazy day.",
        "Built a shelf, it is almost straight.",
    ),
)
