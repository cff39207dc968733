"""Whether what was found is about the person a question asks about, or is somebody else's.

"What did Ben buy at the fair?" finds what Nora bought there, when Ben bought nothing. Nearness alone cannot tell the
two apart. So the best memory in which the person asked about speaks of himself is held against the best in which
another speaks of herself, both without what the name gave them: where the other's fits better, nothing is known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.answering.aboutness import About, read_aboutness
from core.model.answer import Hit

NOT_COUNTED = ("speaker", "clue", "links")
"""The channels left out: whether the speaker is the one named, and what the hits so found proposed in turn."""


def others_lead(hits: Sequence[Hit], people: Collection[str]) -> float:
    """Return by how much the best memory of another fits better than the best of `people`, in units of the score.

    Negative where theirs fits better, and minus infinity where no other speaks, or the question names nobody. What
    speaks of the one it is said to counts for neither side, and so does what nobody said.
    """
    if not people:
        return float("-inf")
    best = {True: float("-inf"), False: float("-inf")}
    for hit in hits:
        memory = hit.memory
        if not memory.speaker or read_aboutness(memory.text) is About.ADDRESSEE:
            continue
        theirs = memory.speaker in people
        best[theirs] = max(best[theirs], hit.score - sum(hit.channels.get(name, 0.0) for name in NOT_COUNTED))
    if best[False] == float("-inf"):
        return float("-inf")
    return best[False] - best[True]
