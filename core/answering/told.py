"""Free text from a model that is large enough for it: evidence into the prompt, a streamed draft, the check."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.answering.check import Claim, check
from core.answering.evidence import Evidence
from core.answering.ground import Ground
from core.answering.prompt import ANSWER_TOKENS, build_prompt
from core.answering.quote import best_passage
from core.answering.running import Running
from core.answering.wording import sentences
from core.inference.going_on import GoingOn
from core.inference.writer import Writer
from core.model.answer import Answer, Citation, Means, Route
from core.model.events import AskEvent, Checking, Loading, Said, Sending


def answer_freely(
    language: Writer,
    ground: Ground,
    evidence: Sequence[Evidence],
    prompt_tokens: int,
    on_event: Callable[[AskEvent], None],
    stop: threading.Event,
) -> Answer | None:
    """Let the model answer from the evidence; what it says is kept as far as the evidence carries it.

    In the prompt it stands after what was read for earlier questions of the chat, which carries nothing by itself.

    None when nothing of the draft stands. An answer that was stopped says so, with what stood of it.

    Raises:
        ModelUnavailable: the model cannot be loaded or died on the way.
    """
    question, route = ground.question, ground.route
    if language.elsewhere:
        on_event(Sending(language.name, language.elsewhere))
    elif not language.loaded:
        on_event(Loading(language.name))
    running = Running.read(language.go_on(ground.chat))
    running.keep_standing(ground.standing(running.ids))
    messages, shown = build_prompt(
        question,
        evidence,
        context=language.context,
        count=language.count,
        most_tokens=prompt_tokens,
        running=running,
    )
    spoken = language.chat(
        messages,
        max_tokens=ANSWER_TOKENS,
        on_text=lambda text: on_event(Said(text)),
        stop=stop,
        stop_at=["\n"],
        going_on=GoingOn(ground.chat, running.write()) if ground.chat else None,
    )
    on_event(Checking())
    draft = spoken.text
    if spoken.stopped:
        # The sentence that was cut off in the middle says nothing yet.
        whole = sentences(draft)
        draft = " ".join(whole if draft.rstrip().endswith((".", "!", "?")) else whole[:-1])
    claims = check(draft, question, shown)
    if claims:
        answer = _cited(claims, question, route)
    elif spoken.stopped:
        answer = Answer(ground.phrasing.stopped, (), route, Means.MODEL, abstained=True, milliseconds=0)
    else:
        return None
    return replace(
        answer,
        model=language.name,
        tokens_per_second=spoken.tokens_per_second,
        first_token_ms=spoken.first_token_ms,
        stopped=spoken.stopped,
    )


def _cited(claims: list[Claim], question: str, route: Route) -> Answer:
    """Number the carriers in order of appearance; marks stand in the text only where there is more than one claim."""
    numbers: dict[int, int] = {}
    citations: list[Citation] = []
    parts: list[str] = []
    for claim in claims:
        for item in claim.carriers:
            if item.memory.id not in numbers:
                numbers[item.memory.id] = len(numbers) + 1
                passage = best_passage(item, f"{question} {claim.text}")
                citations.append(item.cite(numbers[item.memory.id], passage))
        marks = "".join(f"[{numbers[item.memory.id]}]" for item in claim.carriers)
        parts.append(f"{claim.text} {marks}" if len(claims) > 1 else claim.text)
    return Answer(" ".join(parts), tuple(citations), route, Means.MODEL, abstained=False, milliseconds=0)
