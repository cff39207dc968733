"""Whether what was found is about the person a question asks about, or is somebody else's.

"What did Ben buy at the fair?" finds what Nora bought there, when Ben bought nothing. Nearness alone cannot tell the
two apart. So the chance that the answer is in something the person asked about says of himself is held against the
chance that it is in what others say of themselves: where the others' is not clearly the smaller, nothing is known.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from core.answering.aboutness import About, read_aboutness
from core.answering.carrying import chances
from core.model.answer import Hit


def others_lead(hits: Sequence[Hit], people: Collection[str], before: Mapping[int, str]) -> float:
    """Return how much likelier others' memories carry the answer than those of `people`: the logarithm of the ratio.

    Negative where theirs are likelier, minus infinity where no other speaks, or the question names nobody. What speaks
    of the one it is said to counts for neither side, and so does what nobody said. `before` is, by memory, what was
    said just before it.
    """
    if not people:
        return -math.inf
    likely = chances(hits, before)
    theirs = others = 0.0
    for memory in (hit.memory for hit in hits if hit.memory.id in likely):
        if not memory.speaker or read_aboutness(memory.text) is About.ADDRESSEE:
            continue
        if memory.speaker in people:
            theirs += likely[memory.id]
        else:
            others += likely[memory.id]
    if not others:
        return -math.inf
    return math.log(others / theirs) if theirs else math.inf
