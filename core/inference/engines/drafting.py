"""Drafts: what is likely said next, looked up in what was said before, and how much of it is worth computing. Pure.

An answer that rests on evidence repeats its words. What followed the last words where they stood before is computed
together with the next word, as rows of one pass; what the model would not have said is thrown away. Nothing is said
that would not have been said without. Where a pass costs the same for many rows, as from flash, drafts are worth most.
"""

from __future__ import annotations

from collections.abc import Sequence

MOST = 32
"""The longest draft, in tokens: each takes a row of logits."""
_LONGEST_MATCH = 8
_LOOKED_AT = 64
"""At how many of the last places of a token it is looked."""
_MEMORY = 0.9
"""How much what was seen before counts against a new pass."""
_STEADY = 6.0
"""How many times longer than thought a pass may take and be learned from: more tells of the machine."""
_PRIOR = (0.25, 0.45, 0.6, 0.7, 0.8, 0.8, 0.85, 0.85)
"""How often a token looked up is right, by the length of the match, before anything was seen."""
_PRIOR_WEIGHT = 4.0
_PRIOR_ROW = 0.4
"""What a row more costs against a pass of one, before anything was seen."""
_TRIED_AGAIN, _TRIAL = 200, 4
"""How often a draft that does not pay is tried all the same, and how long it is: what the machine does changes."""


class Lookup:
    """All tokens so far, prompt and answer, and where each stands."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._places: dict[int, list[int]] = {}
        self.extend(tokens)

    def extend(self, tokens: Sequence[int]) -> None:
        """Add what was said."""
        for token in tokens:
            self._places.setdefault(token, []).append(len(self._tokens))
            self._tokens.append(token)

    def find(self) -> tuple[int, int]:
        """Where what followed the longest match with the end stands, and how long the match is; (0, 0): none.

        Of several equally long the newest counts.
        """
        tokens, end = self._tokens, len(self._tokens)
        best, longest = 0, 0
        if not end:
            return best, longest
        for place in reversed(self._places[tokens[-1]][-_LOOKED_AT - 1 : -1]):
            length = 1
            while length < min(_LONGEST_MATCH, place + 1) and tokens[place - length] == tokens[end - 1 - length]:
                length += 1
            if length > longest:
                best, longest = place + 1, length
        return best, longest

    def read(self, place: int, most: int) -> list[int]:
        """At most `most` tokens from `place` on."""
        return self._tokens[place : place + most]


class Pace:
    """How long a draft should be: from how often drafts were right, and from what passes took.

    A pass of one row and one of several are told apart: what computes them differs. Of several, time = fixed + rows ·
    each, by least squares over what was measured, the older the less.
    """

    def __init__(self, row: float = _PRIOR_ROW) -> None:
        """`row` is what a row more is thought to cost against a pass of one."""
        self._prior_row = min(max(row, 0.0), 1.0)
        self._right = [prior * _PRIOR_WEIGHT for prior in _PRIOR]
        self._tried = [_PRIOR_WEIGHT] * len(_PRIOR)
        self._one = 0.0
        self._fixed, self._row = 0.0, 0.0
        self._sums = (0.0, 0.0, 0.0, 0.0, 0.0)
        self._declined = 0

    def length(self, matched: int) -> int:
        """How many tokens to draft after a match of `matched`, for the most tokens a second. 0: not worth it."""
        if not matched or not self._one:
            return 0
        chance = self.chance(matched)
        best, most = 0, 1.0 / self._one
        expected, likely = 1.0, 1.0
        for length in range(1, MOST + 1):
            likely *= chance
            expected += likely
            speed = expected / self._seconds(length + 1)
            if speed > most:
                best, most = length, speed
        self._declined += not best
        return best or (0 if self._declined % _TRIED_AGAIN else _TRIAL)

    def chance(self, matched: int) -> float:
        """How likely the next token of a draft is right, after a match of `matched` and where those before it were."""
        place = min(matched, len(_PRIOR)) - 1
        return min(0.98, self._right[place] / self._tried[place])

    def judge(self, matched: int, drafted: int, accepted: int) -> None:
        """Learn from a draft of which the first `accepted` tokens were right."""
        place = min(matched, len(_PRIOR)) - 1
        seen = accepted + (accepted < drafted)
        self._right[place] = self._right[place] * _MEMORY + accepted
        self._tried[place] = self._tried[place] * _MEMORY + seen

    def time(self, rows: int, seconds: float) -> None:
        """Learn from what a pass of `rows` took."""
        known = self._one if rows == 1 else self._fixed + rows * self._row
        if known and seconds > _STEADY * known:
            return
        if rows == 1:
            self._one = seconds if not self._one else self._one * _MEMORY + seconds * (1 - _MEMORY)
            if not self._sums[0]:
                self._row, self._fixed = self._one * self._prior_row, self._one * (1 - self._prior_row)
            return
        count, x, y, xx, xy = (_MEMORY * each for each in self._sums)
        self._sums = count, x, y, xx, xy = count + 1, x + rows, y + seconds, xx + rows * rows, xy + rows * seconds
        spread = count * xx - x * x
        # As long as all were as wide as each other, they tell the level alone.
        slope = (count * xy - x * y) / spread if spread > 0.5 * count else self._row
        self._row = min(max(0.0, slope), y / x)
        self._fixed = max(0.0, (y - self._row * x) / count)

    def _seconds(self, rows: int) -> float:
        return self._fixed + rows * self._row
