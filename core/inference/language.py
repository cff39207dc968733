"""The language model as the rest of Ebb sees it: count tokens, and answer in streamed words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.errors import Cancelled, ModelUnavailable
from core.inference import hardware
from core.inference.gguf_header import BadModelFile
from core.inference.going_on import Continuity, GoingOn
from core.inference.models import ModelFile, find_model, identify_model, verify_model
from core.inference.opening import Opening
from core.inference.pinning import Pinning
from core.inference.planning.planner import plan_loading
from core.inference.process import Child, ProcessDied
from core.inference.spoken import Beginning, Likelihood, Message, Spoken, beginnings
from core.model.plan import Place, Plan
from core.model.status import ModelState, ModelStatus
from core.store.prompt_state import PromptStates

IDLE_SECONDS = 300.0
_FLUENT_BYTES = 500_000_000
_LEAST_GPU_SHARE = 0.5
"""Of the layers, on the graphics card; where that fails, too, none of them are."""


class LanguageModel:
    """A language model in a child process, loaded by the first call and unloaded when idle.

    With `states`, what it has computed of a chat that goes on is kept there when it is unloaded; with `openings`, what
    it has computed of the beginning that prompts have in common. `chosen` says which model is to be used, as
    `find_model` takes it. With `pinning`, one that was downloaded is held against its checksum before it is loaded.
    """

    def __init__(
        self,
        changed: Callable[[ModelStatus], None] | None = None,
        idle_seconds: float = IDLE_SECONDS,
        states: PromptStates | None = None,
        openings: PromptStates | None = None,
        chosen: Callable[[], str] = lambda: "",
        pinning: Pinning | None = None,
    ) -> None:
        self._changed, self._chosen, self._pinning = changed or (lambda status: None), chosen, pinning
        self._continuity, self._opening = Continuity(states), Opening(openings)
        self._child = Child("language", self._load, idle_seconds=idle_seconds, leave=self._leave, ended=self._tell)
        self._about: dict[str, Any] = {}
        self._name = ""
        self._problem = ""
        self._loading = False
        self._plan: Plan | None = None
        self._rate: float | None = None
        self._gpu_share, self._gpu_problem = 1.0, ""

    @property
    def available(self) -> bool:
        """Whether there is a model to load. Looks for the file, does not open it."""
        return not self._missing()

    @property
    def fluent(self) -> bool:
        """Whether the model is large enough that its own words are worth more than a span of the evidence.

        Goes by the size of its file: measured, a model of 135 million weights is not.
        """
        try:
            return self._find().path.stat().st_size >= _FLUENT_BYTES
        except (ModelUnavailable, OSError):
            return False

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory now."""
        return self._child.running and not self._loading

    @property
    def name(self) -> str:
        """The model's name; empty before one was found."""
        return self._name

    @property
    def elsewhere(self) -> str:
        """Empty: what is said to it stays on this machine."""
        return ""

    @property
    def plan(self) -> Plan | None:
        """How the model was loaded; None before it was."""
        return self._plan

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may take together."""
        return int(self._about["n_ctx"])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the model's file, which is read for it once a process.

        Raises:
            ModelUnavailable: there is none, or it cannot be read, or is not the one that was pinned.
        """
        return verify_model(self._find())

    def load(self) -> None:
        """Load the model now.

        Raises:
            ModelUnavailable: no file, a wrong checksum, not enough memory, or it died.
        """
        self._child.start()

    def go_on(self, name: str) -> dict[str, Any] | None:
        """What `GoingOn` said about the chat `name`, if it was the last one and is still computed, here or on disk.

        Ask before the next prompt of a chat is made: as far as that begins like the last one, nothing is waited for.

        Raises:
            ModelUnavailable: the model cannot be loaded.
        """
        self._child.start()
        return self._continuity.resume(name, self._child)

    def expect(self, opening: str) -> None:
        """What `score` and `follow` are asked next begins with `opening`, whatever the question: words of Ebb's own.

        Raises:
            ModelUnavailable: the model cannot be loaded.
        """
        self._child.start()
        self._opening.expect(opening, self._child)

    def forget(self) -> None:
        """Let go of all that was computed: it holds what was forgotten."""
        self._continuity.forget(self._child)

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many of the model's own tokens each text takes."""
        header, _ = self._child.call("count", texts=list(texts))
        return [int(n) for n in header["counts"]]

    def chat(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        on_text: Callable[[str], None] | None = None,
        stop: threading.Event | None = None,
        temperature: float = 0.0,
        stop_at: Sequence[str] = (),
        grammar: str = "",
        draft: bool = True,
        going_on: GoingOn | None = None,
    ) -> Spoken:
        """Answer `messages` under the model's own chat template; `on_text` gets each token's words as they come.

        The answer ends before the first of the strings `stop_at`. With a `grammar` (GBNF) it is a sentence of it, or
        the beginning of one where `max_tokens` cut it short. With `draft`, what the prompt and the answer have said
        before is tried again, several tokens in a pass: the same answer, sooner. What this prompt has in common from
        the start with the last one is not computed again; with `going_on` it is kept for the chat's next question.

        Raises:
            ModelUnavailable: the model cannot be loaded or died on the way.
        """
        parts: list[str] = []

        def heard(part: dict[str, Any]) -> None:
            parts.append(part["text"])
            if on_text is not None:
                on_text(part["text"])

        self._child.start()
        self._continuity.hold(None)
        header, _ = self._child.call(
            "chat",
            messages=list(messages),
            max_tokens=max_tokens,
            temperature=temperature,
            stop_at=list(stop_at),
            grammar=grammar,
            draft=draft,
            anew=self._continuity.take_anew(),
            threads=hardware.threads(),
            on_part=heard,
            stop=stop or threading.Event(),
        )
        self._continuity.hold(going_on)
        self._rate = header["tokens_per_second"] or self._rate
        self._about["flash"] = header["flash"]  # how much is kept follows what others need
        if on_text is not None:
            self._tell()
        return Spoken(
            "".join(parts),
            int(header["tokens"]),
            header["first_token_ms"],
            header["tokens_per_second"],
            bool(header["stopped"]),
            int(header["computed"]),
            int(header["passes"]),
        )

    def score(
        self,
        pairs: Sequence[tuple[str | Sequence[Message], str]],
        *,
        stop: threading.Event | None = None,
        most: int | None = None,
    ) -> list[Likelihood]:
        """How likely each pair's second text is right after its first, in the order given.

        What comes first is plain text, or messages, after which the text is the beginning of the answer. What the
        pairs have in common from the start is computed once and kept for the next call: put it first. A space between
        the two belongs to the second text. Of what is longer than the context holds, the beginning is left out.
        With `most`, only so many first tokens of the second text are scored; one costs nothing beyond what comes first.

        Raises:
            ModelUnavailable: the model cannot be loaded or died on the way.
            Cancelled: `stop` was set.
        """
        numbers: dict[str, int] = {}
        prefixes: list[str | list[Message]] = []
        numbered: list[tuple[int, str]] = []
        for before, text in pairs:
            prefix = before if isinstance(before, str) else [dict(message) for message in before]
            key = repr(prefix)
            if key not in numbers:
                numbers[key] = len(prefixes)
                prefixes.append(prefix)
            numbered.append((numbers[key], text))
        if not numbered:
            return []
        header, _ = self._child.call(
            "score",
            prefixes=prefixes,
            pairs=numbered,
            most=most,
            threads=hardware.threads(),
            stop=stop or threading.Event(),
        )
        if header["stopped"]:
            raise Cancelled
        return [Likelihood(float(total), int(tokens)) for total, tokens in header["scores"]]

    def follow(
        self, before: str, texts: Sequence[str], *, most: int, stop: threading.Event | None = None
    ) -> list[list[Beginning]]:
        """Of each text, its beginnings of up to `most` tokens, and how likely each is as a whole answer after `before`.

        An answer is over at the end of a line or of a sentence. `before` is kept for the next call, as by `score`.

        Raises:
            ModelUnavailable: the model cannot be loaded or died on the way.
            Cancelled: `stop` was set.
        """
        if not texts:
            return []
        header, _ = self._child.call(
            "follow",
            prefix=before,
            texts=list(texts),
            most=most,
            threads=hardware.threads(),
            stop=stop or threading.Event(),
        )
        if header["stopped"]:
            raise Cancelled
        return [list(beginnings(steps)) for steps in header["steps"]]

    def status(self) -> ModelStatus:
        """How the model stands."""
        if self._loading:
            return ModelStatus("language", self._name, ModelState.LOADING)
        if self._child.running:
            return ModelStatus(
                "language",
                self._name,
                ModelState.READY,
                self._detail(),
                self._child.resident,
                place=self._place(),
                tokens_per_second=self._rate,
            )
        if missing := self._missing():
            return ModelStatus("language", self._name, ModelState.ABSENT, missing)
        return ModelStatus(
            "language", self._name, ModelState.FAILED if self._problem else ModelState.IDLE, self._problem
        )

    def switch(self) -> None:
        """Another model was chosen: the next call loads it. What is being answered now is finished first."""
        self._problem, self._gpu_share, self._gpu_problem = "", 1.0, ""
        self._child.retire_soon()
        self._tell()

    def unload(self) -> None:
        """Give its memory back; the next call loads it again."""
        self._child.retire()

    def close(self) -> None:
        """End the process for good."""
        self._child.retire()
        self._child.close()

    def _leave(self, child: Child) -> None:
        self._continuity.leave(child)
        self._opening.leave(child)

    def _tell(self) -> None:
        self._changed(self.status())

    def _place(self) -> Place:
        """Where the weights really are: a graphics card may have failed, and what was to be streamed may fit."""
        if self._about.get("flash"):
            return Place.FLASH
        planned = Place.MEMORY if self._plan is None else self._plan.place
        return planned if planned in (Place.GPU, Place.SPLIT) else Place.MEMORY

    def _detail(self) -> str:
        """Where its weights are, if not all of them are in memory, and what is wrong with the graphics card."""
        said = [self._gpu_problem] if self._gpu_problem else []
        if self._plan is not None and self._plan.device:
            on_card = min(self._plan.gpu_layers, self._plan.layers)
            said.append(f"{on_card} of {self._plan.layers} layers on {self._plan.device}")
        if flash := self._about.get("flash"):
            said.append(f"from flash: {flash['kept'] / 1e6:,.0f} of {flash['weights'] / 1e6:,.0f} MB kept in memory")
        return " ".join(said)

    def _find(self) -> ModelFile:
        return find_model("language", self._chosen())

    def _missing(self) -> str:
        """Why there is no model to load; empty when there is one."""
        try:
            self._name = self._find().name
        except ModelUnavailable as error:
            self._problem = ""
            return str(error)
        return ""

    def _load(self, child: Child) -> None:
        self._loading, self._problem, self._rate = True, "", None
        try:
            model = self._find()
            self._name = model.name
            self._tell()
            if model.sha256:
                verify_model(model)
            elif self._pinning is not None:
                self._pinning.hold(model.path)
            self._about = self._load_as_planned(child, model.path)
            made_by = f"{identify_model(model)} {self._about['state']}"
            self._continuity.begin(made_by)
            self._opening.begin(made_by)
        except ModelUnavailable as error:
            self._problem = str(error)
            raise
        finally:
            self._loading = False
            self._tell()

    def _load_as_planned(self, child: Child, path: Path) -> dict[str, Any]:
        """Load the model as the plan says; where a graphics card fails, with half of its layers there, then with none.

        Raises:
            ModelUnavailable: it cannot be loaded.
        """
        while True:
            try:
                planned = plan_loading(path, self._gpu_share)
            except BadModelFile as error:
                raise ModelUnavailable(str(error)) from error
            except OSError as error:
                raise ModelUnavailable(f"{path.name} cannot be read: {error.strerror}.") from error
            self._plan = planned.plan
            self._gpu_problem = planned.gpu_problem or self._gpu_problem
            try:
                header, _ = child.ask(
                    "load",
                    path=str(path),
                    n_ctx=planned.plan.context,
                    threads=planned.plan.threads,
                    gpu_layers=planned.plan.gpu_layers,
                    budget=planned.plan.budget,
                    row=planned.plan.row,
                    strict=hardware.memory_budget() is not None,
                )
                return header
            except ModelUnavailable as error:
                if not planned.plan.gpu_layers:
                    if isinstance(error, ProcessDied):
                        raise error.while_loading(path.name) from error
                    raise
                self._gpu_share = self._gpu_share / 2 if self._gpu_share > _LEAST_GPU_SHARE else 0.0
                self._gpu_problem = f"The graphics card ({planned.plan.device}) could not take the model as planned."
                child.renew()
