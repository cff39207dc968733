"""The embedder that Ebb uses: the light form of the model where it can be trusted, the whole one where not.

Long works are done in the way that was the fastest when all were tried on this machine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import psutil

from core.embedding.backends import Backend, Burst, Tried, is_busy, light_form, read_tried, try_backends
from core.embedding.embedder import Vector
from core.embedding.housed import IDLE_SECONDS, HousedEmbedder
from core.embedding.light import LightEmbedder
from core.embedding.sentences import SentenceEmbedder
from core.embedding.trial import make_light
from core.errors import Cancelled, MachineError, ModelUnavailable
from core.inference.conversion import Form
from core.inference.light import LightDamaged, cache_folder, find_light, light_problem
from core.inference.models import ModelFile, find_model
from core.model.status import ModelState, ModelStatus

_BULK_IDLE_SECONDS = 30.0
_QUERY_LANES = 2
"""Each takes some 14 MB for as long as the process is there; an answer compares a few dozen sentences."""
_PIECE = 128
"""Where no query waits, larger pieces keep all cores busy."""
_LARGE = 3000
"""From so many texts on, one after another, it is worth starting what is the faster way."""
_FREE = 1_500_000_000
"""Bytes of memory that must be free for it."""
_FEW = 8
"""Up to so many texts are not worth a process of their own: a query may wait for them."""


class ChoosingEmbedder:
    """Queries in one small process, bulk in another that yields to everything else and goes when it is done.

    Both hold the light form. Where it is missing it is made, in the user's cache, by the first load; where it fails its
    trial or cannot run, sentence-transformers takes its place until Ebb is started again. A work of thousands of texts
    goes on in the way that is the fastest here, where that is worth its start and its memory. The vectors are of one
    space whatever runs: the weights are the same.
    """

    def __init__(
        self, idle_seconds: float = IDLE_SECONDS, find: Callable[[], ModelFile] | None = None, id_: str = ""
    ) -> None:
        """`find` gives the model, the starter unless it is given; `id_` is its id in the catalogue, empty for that."""
        self.id = id_
        self._find = find or (lambda: find_model("embedding"))
        self.changed: Callable[[ModelStatus], None] = lambda status: None
        """Told how the model stands, whenever that changes."""
        self._queries = LightEmbedder(self._change, idle_seconds, lanes=_QUERY_LANES, find=self._find)
        self._bulk = LightEmbedder(
            self._change, min(idle_seconds, _BULK_IDLE_SECONDS), nice=5, find=self._find, form=light_form
        )
        self._whole = SentenceEmbedder(self._change, idle_seconds, nice=5, find=self._find)
        self._fast = SentenceEmbedder(self._change, min(idle_seconds, _BULK_IDLE_SECONDS), nice=5, find=self._find)
        self._fast.piece = _PIECE
        self._burst = Burst()
        self._trying = threading.Lock()
        self._tried, self._untried = False, ""
        self._choosing = threading.Lock()
        self._refused = ""
        self._used: HousedEmbedder = self._queries

    @property
    def name(self) -> str:
        return self._used.name

    @property
    def fingerprint(self) -> str:
        return self._used.fingerprint

    @property
    def dimension(self) -> int:
        return self._used.dimension

    @property
    def ready(self) -> bool:
        """Whether a query would be embedded at once, or after the third of a second that the light form takes."""
        if self._refused:
            return self._whole.ready
        if self._queries.ready:
            return True
        try:
            light = find_light(self._find())
        except ModelUnavailable:
            return False
        return light is not None and not light.trial.problem

    def load(self) -> None:
        """Make ready for queries.

        Raises:
            ModelUnavailable: not installed, a wrong checksum, or it died.
        """
        self._choose(self._queries)

    def encode_query(self, text: str) -> Vector:
        return self._choose(self._queries).encode_query(text)

    def encode_urgently(self, texts: Sequence[str]) -> Vector:
        return self._choose(self._queries).encode_urgently(texts)

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        if len(texts) <= _FEW:
            return self._choose(self._queries).encode_bulk(texts, stop)
        if self._burst.add(len(texts)) >= _LARGE and (fast := self.prepare_large(stop)) is not None:
            return fast.encode_bulk(texts, stop)
        return self._choose(self._bulk).encode_bulk(texts, stop)

    def prepare_large(self, stop: threading.Event | None = None) -> SentenceEmbedder | None:
        """Find out which way is the fastest here, unless that is known, and load it; the first time takes some seconds.

        None where that is the light form, or what takes its place already.

        Raises:
            Cancelled: `stop` was set.
        """
        if self._refused or self._untried:
            return None
        with self._trying:
            try:
                model = self._find()
                tried = read_tried(model)
                if tried is None or (tried.busy and not self._tried and not is_busy()):
                    tried, self._tried = self._try(model, stop), True
                best = tried.fastest()
                if best is None or best.is_light or psutil.virtual_memory().available < _FREE:
                    return None
                self._fast.bfloat16 = best is Backend.WHOLE_BFLOAT16
                self._fast.load()
            except MachineError as error:
                # The light form goes on as before; it is not tried again until Ebb is.
                self._untried = str(error)
                return None
            return self._fast

    def _try(self, model: ModelFile, stop: threading.Event | None) -> Tried:
        def check() -> None:
            if stop is not None and stop.is_set():
                raise Cancelled

        def encode_whole(bfloat16: bool, texts: Sequence[str]) -> Vector:
            self._fast.bfloat16 = bfloat16
            return self._fast.encode_bulk(texts)

        def encode_rounded(texts: Sequence[str]) -> Vector:
            if find_light(model, Form.BFLOAT16) is None:
                make_light(model, cache_folder(), partial(encode_whole, False), Form.BFLOAT16)
            return rounded.encode_bulk(texts)

        self._choose(self._bulk)
        light = LightEmbedder(nice=5, find=self._find)
        rounded = LightEmbedder(nice=5, find=self._find, form=lambda _: Form.BFLOAT16)
        try:
            return try_backends(
                model,
                {
                    Backend.LIGHT: light.encode_bulk,
                    Backend.WHOLE: partial(encode_whole, False),
                    Backend.WHOLE_BFLOAT16: partial(encode_whole, True),
                    Backend.LIGHT_BFLOAT16: encode_rounded,
                },
                check,
            )
        finally:
            light.close()
            rounded.close()
            self._bulk.unload()  # the next load takes the form that was the faster one

    def status(self) -> ModelStatus:
        """How the model stands, all of its processes together; says why the light form is not used."""
        if self._refused:
            now = self._whole.status()
            return replace(now, detail=" ".join(filter(None, (now.detail, self._refused))))
        states = [one.status() for one in (self._whole, self._fast, self._bulk, self._queries)]
        # What failed on the large one is the reason; that the light form was not there is only how it came to it.
        order = (ModelState.LOADING, ModelState.READY, ModelState.FAILED)
        shown = next((one for state in order for one in states if one.state is state), states[-1])
        if shown.state is ModelState.IDLE:
            shown = replace(shown, detail=light_problem(self._find()))
        return replace(shown, resident=sum(one.resident for one in states))

    def close(self) -> None:
        """End the processes for good."""
        for one in (self._queries, self._bulk, self._fast, self._whole):
            one.close()

    def _choose(self, light: LightEmbedder) -> HousedEmbedder:
        """Load `light`, or what takes its place, and return it."""
        with self._choosing:
            problem = self._refused or self._load_light(light)
            if not problem:
                self._used = light
                return light
            # Where the model itself is missing or another, this says so, and the light form is not to blame.
            self._whole.load()
            self._refused, self._used = problem, self._whole
            return self._whole

    def _load_light(self, light: LightEmbedder) -> str:
        """Load the light form, made anew where need be. Returns why it cannot be used, or an empty text."""
        try:
            try:
                light.load()
            except LightDamaged:
                made = make_light(self._find(), cache_folder(), self._whole.encode_bulk)
                self._whole.unload()
                if made.trial.problem:
                    return made.trial.problem
                light.load()
        except MachineError as error:
            return str(error)
        return ""

    def _change(self, status: ModelStatus) -> None:
        self.changed(self.status())
