"""Whether what was found is about the person a question asks about, or is somebody else's.

"What did Ben buy at the fair?" finds what Nora bought there, when Ben bought nothing. Nearness alone cannot tell the
two apart. So the chance that the answer is in something the person asked about says of himself is held against the
chance that it is in what another says of herself: where the other's is not clearly the smaller, nothing is known.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from core.answering.aboutness import About, read_aboutness
from core.answering.carrying import chances
from core.answering.relevance import names_one_of
from core.model.answer import Hit


def others_lead(hits: Sequence[Hit], people: Collection[str], before: Mapping[int, str]) -> float:
    """Return how much likelier another's memories carry the answer than those of `people`: the logarithm of the ratio.

    Of several others, the one whose memories are the likeliest counts. Negative where theirs are likelier, minus
    infinity where no other speaks, or the question names nobody. What nobody said, as in a file, is theirs where it
    names them, and counts for neither side where it does not; nor does what speaks of the one it is said to. `before`
    is, by memory, what was said just before it.

    Others do not count together: in a vault of many conversations there are always more of them than of anybody.
    """
    if not people:
        return -math.inf
    likely = chances(hits, before)
    of: defaultdict[str, float] = defaultdict(float)
    theirs = 0.0
    for memory in (hit.memory for hit in hits if hit.memory.id in likely):
        if not memory.speaker:
            theirs += likely[memory.id] if names_one_of(memory.text, people) else 0.0
        elif read_aboutness(memory.text) is not About.ADDRESSEE:
            of[memory.speaker] += likely[memory.id]
    theirs += sum(chance for speaker, chance in of.items() if speaker in people)
    anothers = max((chance for speaker, chance in of.items() if speaker not in people), default=0.0)
    if not anothers:
        return -math.inf
    return math.log(anothers / theirs) if theirs else math.inf
