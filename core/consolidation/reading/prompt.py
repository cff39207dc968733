"""What a language model is asked about one message, and the grammar that its answer cannot leave."""

from __future__ import annotations

import json
from dataclasses import dataclass

from core.inference.spoken import Message

MOST_TOKENS = 220
_MOST_FACTS = 3

GRAMMAR = rf"""
root ::= "[]" | "[" fact ("," fact){{0,{_MOST_FACTS - 1}}} "]"
fact ::= "{{\"fact\":\"" text "\",\"kind\":\"" kind "\",\"matters\":" [1-3] "}}"
kind ::= "state" | "preference" | "event" | "plan" | "decision" | "how-to"
text ::= [^"\\\x00-\x1F]{{8,200}}
"""
"""GBNF: a list of up to three facts, as JSON."""

_TASK = (
    "You note down what a message says that will still be worth knowing next year: what somebody is, has, likes, did, "
    "decided, plans, or how something is done. Each fact is one sentence that stands alone, with the speaker's name, "
    "in the words of the message. Add nothing. Keep words for times as they are. matters: 1 a little, 2 some, 3 much. "
    "Greetings, thanks, compliments, questions and feelings of the moment are no facts: then the list is empty."
)
_SHOWN: tuple[tuple[str, list[dict[str, str | int]]], ...] = (
    ("Mara: Guess what, we finally got the keys to the flat in Leeds! So tired though.",
     [{"fact": "Mara got the keys to the flat in Leeds.", "kind": "event", "matters": 3}]),
    ("Tom: Haha, that's so kind of you. How was your weekend?", []),
    ("Ines: The oven only starts if you hold the left knob in. And I can't have nuts, by the way.",
     [{"fact": "The oven only starts if you hold the left knob in.", "kind": "how-to", "matters": 2},
      {"fact": "Ines can't have nuts.", "kind": "state", "matters": 3}]),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noted:
    """One fact as a model worded it. `matters` is 1 to 3."""

    text: str
    kind: str
    matters: int


def ask_about(speaker: str, text: str) -> list[Message]:
    """Return the prompt for one message; what all prompts have in common comes first."""
    messages: list[Message] = [{"role": "system", "content": _TASK}]
    for said, facts in _SHOWN:
        messages.append({"role": "user", "content": said})
        messages.append({"role": "assistant", "content": json.dumps(facts, separators=(",", ":"))})
    messages.append({"role": "user", "content": f"{speaker}: {' '.join(text.split())}"})
    return messages


def read_noted(answer: str) -> list[Noted]:
    """Return the facts of an answer; none where it was cut short or is not of the grammar."""
    try:
        listed = json.loads(answer)
        return [Noted(str(one["fact"]), str(one["kind"]), int(one["matters"])) for one in listed]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
