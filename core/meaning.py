"""Choosing the model that finds by meaning, as the façade offers it: which there are, a change and what it costs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core.embedding.choosing import ChoosingEmbedder
from core.embedding.embedder import Embedder
from core.errors import ModelUnavailable, UserError
from core.inference.downloading.catalogue import read_offers
from core.inference.downloading.download import remove_downloaded
from core.inference.encoders import EMBEDDING, find_encoder, needed_memory
from core.inference.models import ModelFile, find_model
from core.inference.planning.words import size
from core.ingest.embedding import text_to_embed
from core.ingest.moving import Mover
from core.ingest.progress import Meter
from core.model.models import InstalledModel
from core.model.moving import MoveCost, MoveStanding
from core.model.offers import Offer
from core.model.work import Progress
from core.store import memories, moving
from core.store.database import Database

STARTER = ""
_SAMPLE = 32
_TOLD_SECONDS = 0.3


class EmbeddingModels:
    """The embedding models of one vault. `changed` is called when what is wanted, or what is in use, is another."""

    def __init__(self, database: Database, embedder: Embedder, changed: Callable[[], None], folder: Path) -> None:
        self._database, self._embedder, self._changed, self._folder = database, embedder, changed, folder

    def list(self) -> list[InstalledModel]:
        """The starter model and those that were downloaded, in this order; the one in use is marked."""
        use = self._read().use
        return [
            InstalledModel(
                model.name,
                model.path,
                model.path.stat().st_size,
                starter=id_ == STARTER,
                used=id_ == use,
                downloaded=id_ != STARTER,
                licence=model.licence,
            )
            for id_, model in self._there()
        ]

    @property
    def standing(self) -> MoveStanding | None:
        """How far the vault is on the way to another model; None where it is on none."""
        with self._database.reading() as connection:
            now = moving.read_moving(connection)
            if now.to is None:
                return None
            done, total = moving.count_to_move(connection)
        return MoveStanding(now.to, self._name(now.to), done, total, now.paused)

    def cost(self, name: str) -> MoveCost:
        """What it would cost to use a model, there or not. Takes seconds: the present one is measured.

        Raises:
            UserError: there is no such model.
        """
        id_, model, offer = self._look_up(name)
        with self._database.reading() as connection:
            count = memories.count_memories(connection)
        bytes_ = offer.size if offer is not None else (0 if model is None else model.path.stat().st_size)
        work, dimension = _work_of(model, offer)
        return MoveCost(
            name=self._name(id_),
            memories=count,
            seconds=self._seconds(count, work),
            download=0 if model is not None else bytes_,
            # Exact numbers, and two bits of each.
            disk=count * (4 * dimension + dimension // 4),
            memory=needed_memory(bytes_),
        )

    def describe(self, cost: MoveCost) -> str:
        """The cost in words."""
        return describe_cost(cost)

    def check(self, name: str) -> str:
        """The id of a model that is there.

        Raises:
            UserError: it is not.
        """
        id_, model, _ = self._look_up(name)
        if model is None:
            raise UserError(f"{self._name(id_)} is not there yet. “ebb models download {id_}” brings it.")
        return id_

    def use(self, name: str) -> None:
        """Want a model: the vectors of the one before stay in use until all memories are embedded with it.

        One that is wanted already goes on.

        Raises:
            UserError: it is not there.
        """
        id_ = self.check(name)
        self._database.write(lambda c: moving.begin_move(c, id_))
        self._changed()

    def is_used(self, name: str) -> bool:
        """Whether a model is the one in use."""
        return self._look_up(name)[0] == self._read().use

    def is_wanted(self, name: str) -> bool:
        """Whether the vault is on the way to a model."""
        return self._look_up(name)[0] == self._read().to

    def pause(self, *, paused: bool) -> None:
        """Let a change rest, or go on."""
        self._database.write(lambda c: moving.pause_move(c, paused=paused))
        self._changed()

    def give_up(self) -> None:
        """Stay with the model in use, and drop what was made for the other."""
        self._database.write(moving.give_up_move)
        self._changed()

    def remove(self, name: str) -> None:
        """Delete a model that was downloaded.

        Raises:
            UserError: it is not there, or in use. MachineError: its files cannot be deleted.
        """
        id_, model, _ = self._look_up(name)
        now = self._read()
        if model is None or id_ == STARTER:
            raise UserError(f"{name} was not downloaded.")
        if id_ in (now.use, now.to):
            raise UserError(f"{self._name(id_)} is in use. Choose another embedding model first.")
        remove_downloaded(id_, self._folder)

    def names(self, name: str) -> bool:
        """Whether an embedding model that was downloaded is called so."""
        return any(id_ and name.casefold() in (id_, model.name.casefold()) for id_, model in self._there())

    def find(self, id_: str) -> ModelFile:
        """The files of a model by its id.

        Raises:
            ModelUnavailable: they are not there.
        """
        if id_ == STARTER:
            return find_model(EMBEDDING)
        offer = next((one for one in _offers() if one.id == id_), None)
        found = None if offer is None else find_encoder(offer, self._folder)
        if found is None:
            name = id_ if offer is None else offer.name
            raise ModelUnavailable(
                f"The embedding model {name} is not there any more: words alone are searched. Download it again, or "
                "choose another one in Settings › Models."
            )
        return found

    def embedder_of(self, id_: str) -> ChoosingEmbedder:
        """An embedder of its own for a model. The caller closes it."""
        return ChoosingEmbedder(find=lambda: self.find(id_), id_=id_)

    def mover(self) -> Mover:
        """What embeds all memories with the wanted model."""
        return Mover(self._database, self.embedder_of, self._changed)

    def move(self, told: Callable[[Progress], None], stop: threading.Event) -> None:
        """Go on with a change in this thread until it is done; `told` how far it is.

        Raises:
            Cancelled: `stop` was set. ModelUnavailable, MachineError: as `Mover.run` says.
        """
        meter, over = Meter("moving", "memories"), threading.Event()

        def report() -> None:
            while not over.wait(_TOLD_SECONDS):
                if (now := meter.read()).total:
                    told(now)

        telling = threading.Thread(target=report, daemon=True)
        telling.start()
        try:
            self.mover().run(meter, stop)
        finally:
            over.set()
            telling.join()

    def _there(self) -> Sequence[tuple[str, ModelFile]]:
        found: list[tuple[str, ModelFile]] = []
        for id_ in (STARTER, *(offer.id for offer in _offers())):
            try:
                found.append((id_, self.find(id_)))
            except ModelUnavailable:
                continue
        return found

    def _look_up(self, name: str) -> tuple[str, ModelFile | None, Offer | None]:
        """The id of a model, its files where they are there, and its entry in the catalogue."""
        there = dict(self._there())
        starter = there.get(STARTER)
        if starter is not None and name.casefold() in ("starter", starter.name.casefold()):
            return STARTER, starter, None
        for offer in _offers():
            if name.casefold() in (offer.id, offer.name.casefold()):
                return offer.id, there.get(offer.id), offer
        known = ", ".join(["starter", *(offer.id for offer in _offers())])
        raise UserError(f"There is no embedding model called “{name}”. These there are: {known}.")

    def _name(self, id_: str) -> str:
        try:
            return self.find(id_).name
        except ModelUnavailable:
            return next((offer.name for offer in _offers() if offer.id == id_), id_ or "starter")

    def _read(self) -> moving.Moving:
        with self._database.reading() as connection:
            return moving.read_moving(connection)

    def _seconds(self, count: int, work: float) -> float | None:
        """About how long all memories take with a model that does so much `work` a token."""
        use = self._read().use
        try:
            present, _ = _work_of(self.find(use), next((one for one in _offers() if one.id == use), None))
            with self._database.reading() as connection:
                sample = memories.draw_memories(connection, _SAMPLE)
            texts = [text_to_embed(memory) for memory in sample]
            if not texts:
                return 0.0
            self._embedder.encode_bulk(texts)  # loads it
            began = time.perf_counter()
            self._embedder.encode_bulk(texts)
            each = (time.perf_counter() - began) / len(texts)
        except ModelUnavailable:
            return None
        return count * each * work / present


def describe_cost(cost: MoveCost) -> str:
    """Say what a change costs, and what goes on meanwhile."""
    fetched = f"{size(cost.download)} are downloaded first. " if cost.download else ""
    if not cost.memories:
        return f"{fetched}There are no memories yet that would have to be embedded anew: it is used at once."
    lasts = "" if cost.seconds is None else f" That takes about {_lasting(cost.seconds)} on this machine as it is now."
    count = f"{cost.memories:,} {'memory is' if cost.memories == 1 else 'memories are'}"
    return (
        f"{fetched}{count} embedded anew with {cost.name}.{lasts} Until all are done you find by word and by meaning "
        f"just as now, with the model of now. The vault needs {size(cost.disk)} more meanwhile, which is free again "
        f"afterwards. The model may take {size(cost.memory)} of memory while it works. You can pause it, or keep the "
        "model of now, at any time."
    )


def _lasting(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} {'second' if round(seconds) <= 1 else 'seconds'}"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def _offers() -> Sequence[Offer]:
    return [offer for offer in read_offers() if offer.role == EMBEDDING]


def _work_of(model: ModelFile | None, offer: Offer | None) -> tuple[float, int]:
    """What a model computes for a token, in an unit of its own, and how many numbers its vectors have."""
    if offer is not None:
        dimension = offer.heads * offer.width
        return float(offer.layers * dimension * dimension), dimension
    assert model is not None
    shape = json.loads((model.path.parent / "config.json").read_text("utf-8"))
    dimension = int(shape["hidden_size"])
    return float(int(shape["num_hidden_layers"]) * dimension * dimension), dimension
