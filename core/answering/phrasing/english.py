"""Ebb in English."""

from __future__ import annotations

from core.answering.phrasing.phrasing import Counting, Phrasing, SmallTalk

_NAMES = "ebb|there|again|you"

ENGLISH = Phrasing(
    code="en",
    name="English",
    nothing="Nothing in your memory says.",
    empty="There is nothing in your memory yet. Add files or a conversation, then ask again.",
    yes="Yes",
    no_such_day="There is no {day}, so nothing in your memory is of that day.",
    without_model="{reason} This answer was made without it.",
    stopped="Stopped.",
    quoted="“{words}”",
    said="{who} said: “{words}”",
    said_on="{who} said on {day}: “{words}”",
    you_said="You said: “{words}”",
    you_said_on="You said on {day}: “{words}”",
    noted="Noted: {right}",
    wrong="That’s wrong: {right}",
    ask_back="What is right instead? Write it like this: “That’s wrong: …”.",
    corrections="Corrections",
    talk=(
        SmallTalk(
            "hi|hey|hello|good (?:morning|afternoon|evening)",
            _NAMES,
            "Hello. Ask me about anything you have kept here.",
        ),
        SmallTalk("thanks?|thank you(?: (?:so|very) much)?", _NAMES, "You are welcome."),
        SmallTalk(
            "bye|goodbye|good ?night|see you",
            _NAMES,
            "Goodbye. Your memory stays here, locked with your passphrase.",
        ),
        SmallTalk(
            "who are you|what are you|what can you do|how do you work|how are you|what(?:'s| is) your name",
            _NAMES,
            "I am Ebb, the memory on this machine. Ask about anything in your files and conversations, and I answer "
            "with the source. Nothing leaves this machine.",
        ),
    ),
    counting=Counting(
        once="Once",
        twice="Twice",
        times="{n} times",
        on="{times}: {days}.",
        between="{times}, between {first} and {last}.",
        named="{n} {noun}: {names}.",
        named_one="1 {noun}: {names}.",
        total="{amount} in total.",
        total_of="{amount} in total, from {n} entries.",
        mean="{amount} on average, from {n} entries.",
        mean_of_one="{amount} on average, from 1 entry.",
        amount_on="{amount}, on {days}.",
        day="On {day}.",
        names_day="{names}, on {day}.",
        full_stop=".",
        comma=", ",
        last=" and ",
        thousands=",",
        point=".",
        money="{sign}{n}",
        metre="{n} metre",
        metres="{n} metres",
        kilometres="{n} km",
        mile="{n} mile",
        miles="{n} miles",
        joined=" ",
    ),
)
