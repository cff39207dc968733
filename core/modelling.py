"""Choosing the language model, as the façade offers it: what is there, one more by its path, which one is used."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.errors import MachineError, ModelUnavailable, UserError
from core.inference.downloading.catalogue import find_offer, offer_figures, read_offers
from core.inference.downloading.download import (
    discard_unfinished,
    download,
    find_downloaded,
    hub_endpoint,
    remove_downloaded,
    unfinished_bytes,
)
from core.inference.encoders import check_encoder, judge_encoder
from core.inference.gguf_header import read_header
from core.inference.models import NONE, OVERRIDE, find_starter
from core.inference.pinning import Pinning
from core.inference.planning.planner import plan_figures, plan_file
from core.inference.planning.words import describe
from core.model.models import InstalledModel
from core.model.offers import Downloaded, Offer
from core.model.plan import Fit
from core.model.work import Progress
from core.store.chosen import read_chosen, write_chosen
from core.store.database import Connection, Database
from core.store.pins import forget_pins


class Modelling:
    """The language models that one vault knows of. `changed` is called when another one is to be used.

    What is known is kept in the vault and does not travel: paths are those of this machine. What is downloaded goes to
    `folder`.
    """

    def __init__(self, database: Database, changed: Callable[[], None], folder: Path) -> None:
        self._database, self._changed = database, changed
        self._folder = folder

    @property
    def chosen(self) -> str:
        """What is to be used, as `find_model` takes it."""
        with self._database.reading() as connection:
            return read_chosen(connection).use

    @property
    def overridden(self) -> str:
        """What `EBB_LANGUAGE_MODEL` says: it counts more than any choice made here. Empty where it says nothing."""
        return os.environ.get(OVERRIDE, "")

    def list(self) -> list[InstalledModel]:
        """The starter model, those that were added, and that none is used, in this order."""
        with self._database.reading() as connection:
            known = read_chosen(connection)
        models = [*_starter(known.use), *(self._added(Path(path), known.use) for path in known.added)]
        return [*models, InstalledModel("", None, 0, starter=False, used=known.use == NONE)]

    def add(self, path: Path) -> InstalledModel:
        """Make a GGUF file known. It stays where it is. Adding it again changes nothing.

        Raises:
            UserError: it is not there, or no model that can answer. MachineError: it cannot be read.
        """
        path = path.expanduser().absolute()
        check_model(path)

        def work(connection: Connection) -> None:
            write_chosen(connection, read_chosen(connection).with_model(str(path)))

        self._database.write(work)
        return self._added(path, self.chosen)

    def use(self, path: Path | None, *, starter: bool = False) -> None:
        """Use a model that is known from the next question on; with None, none at all, or the `starter`.

        Raises:
            UserError: it was not added. MachineError: its file is gone.
        """
        wanted = str(path) if path is not None else ("" if starter else NONE)

        def work(connection: Connection) -> None:
            known = read_chosen(connection)
            if path is not None and wanted not in known.added:
                raise UserError(f"{path} was not added yet. Add it first; its file is looked at then.")
            if path is not None and not path.is_file():
                raise MachineError(f"The model is no longer at {path}. Put it back, or remove it from the list.")
            write_chosen(connection, replace(known, use=wanted))

        self._database.write(work)
        self._changed()

    def remove(self, path: Path) -> None:
        """Forget a model that was added; its file stays where it is. If it was in use, the starter model is again.

        One that was downloaded is deleted.

        Raises:
            UserError: it was not added. MachineError: its files cannot be deleted.
        """
        offer = self._offer_of(path)

        def work(connection: Connection) -> bool:
            known = read_chosen(connection)
            if str(path) not in known.added:
                raise UserError(f"{path} is no model that was added.")
            write_chosen(connection, known.without(str(path)))
            if offer is not None:
                forget_pins(connection, str(path.parent))
            return known.use == str(path)

        if self._database.write(work):
            self._changed()
        if offer is not None:
            remove_downloaded(offer.id, self._folder)

    @property
    def source(self) -> str:
        """Where models are downloaded from.

        Raises:
            UserError: `HF_ENDPOINT` cannot be used.
        """
        return hub_endpoint()

    def offers(self) -> tuple[Offer, ...]:
        """The models that can be downloaded and are not there yet, smallest first."""
        return tuple(offer for offer in read_offers() if find_downloaded(offer, self._folder) is None)

    def unfinished(self, offer: Offer) -> int:
        """Bytes of it that an interrupted download left; the next one goes on from there."""
        return unfinished_bytes(offer, self._folder)

    def discard(self, offer: Offer) -> int:
        """Remove what an interrupted download left. Returns how many bytes that were."""
        return discard_unfinished(offer, self._folder)

    def judge(self, offer: Offer) -> tuple[Fit, str]:
        """The verdict on a model that is not there yet, and how it would run here in words.

        Raises:
            ModelUnavailable: llama.cpp cannot run here.
        """
        if offer.role != "language":
            return judge_encoder(offer.size)
        planned = plan_figures(offer_figures(offer))
        return planned.plan.fit, " ".join(filter(None, (describe(planned.plan), planned.gpu_problem)))

    def download(
        self,
        name: str,
        *,
        on_progress: Callable[[Progress], None] = lambda step: None,
        pause: threading.Event | None = None,
        cancel: threading.Event | None = None,
        limit: int = 0,
    ) -> Downloaded:
        """Download a model of the catalogue, and make it known. `limit` is in bytes a second.

        With `pause`, and where the connection is lost, the next download goes on where this one stopped.

        Raises:
            UserError: there is no such model. Cancelled: `pause` or `cancel` was set.
            ModelUnavailable: it is not to be had, does not fit on the disk, or is not what it should be.
        """
        offer = find_offer(name)
        got = download(offer, self._folder, on_progress=on_progress, pause=pause, cancel=cancel, limit=limit)
        path = got.folder / offer.files[0]
        try:
            self._take_in(offer, got)
        except (UserError, ModelUnavailable):
            self._database.write(lambda connection: forget_pins(connection, str(got.folder)))
            remove_downloaded(offer.id, self._folder)
            raise
        except OSError as error:
            raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
        return got

    def _take_in(self, offer: Offer, got: Downloaded) -> None:
        pinning = Pinning(self._database)
        for pin in got.pins:
            pinning.pin(got.folder / pin.file, pin.checksum)
        if offer.role != "language":
            check_encoder(offer, got.folder)
            self._changed()
            return
        self.add(got.folder / offer.files[0])

    def _added(self, path: Path, use: str) -> InstalledModel:
        added, offer = _added(path, use), self._offer_of(path)
        return added if offer is None else replace(added, downloaded=True, licence=offer.licence)

    def _offer_of(self, path: Path) -> Offer | None:
        return next((offer for offer in read_offers() if path.parent == self._folder / offer.id), None)

    def describe(self, path: Path) -> tuple[Fit, str]:
        """The verdict on a model, and how it would run here in words. Takes seconds at first: the machine is measured.

        Raises:
            UserError: it is no model. MachineError: it cannot be read. ModelUnavailable: llama.cpp cannot run here.
        """
        try:
            planned = plan_file(path)
        except OSError as error:
            raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
        return planned.plan.fit, " ".join(filter(None, (describe(planned.plan), planned.gpu_problem)))


def check_model(path: Path) -> None:
    """Look at what a file says of itself, without loading it.

    Raises:
        UserError: there is none, or it is no model that can answer. MachineError: it cannot be read.
    """
    if not path.is_file():
        raise UserError(f"There is no model file at {path}.")
    try:
        header = read_header(path)
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
    if not header.architecture:
        raise UserError(f"{path.name} does not say what kind of model it is, so it cannot be run.")
    if header.architecture not in _architectures():
        raise UserError(
            f"{path.name} is a model of the kind “{header.architecture}”, which this version of Ebb cannot run."
        )
    if header.number("block_count") is None or "tokenizer.ggml.model" not in header.metadata:
        raise UserError(f"{path.name} is no language model: it lacks layers or a vocabulary. It may be a part of one.")


def _architectures() -> frozenset[str]:
    from gguf.constants import MODEL_ARCH, MODEL_ARCH_NAMES

    no_text = {MODEL_ARCH.CLIP_VISION} if hasattr(MODEL_ARCH, "CLIP_VISION") else set()
    return frozenset(name for kind, name in MODEL_ARCH_NAMES.items() if kind not in no_text)


def _starter(use: str) -> list[InstalledModel]:
    try:
        found = find_starter("language")
    except ModelUnavailable:
        return []
    return [
        InstalledModel(
            found.name, found.path, found.path.stat().st_size, starter=True, used=not use, licence=found.licence
        )
    ]


def _added(path: Path, use: str) -> InstalledModel:
    there = path.is_file()
    return InstalledModel(
        path.stem,
        path,
        path.stat().st_size if there else 0,
        starter=False,
        used=use == str(path),
        problem="" if there else "Its file is no longer there.",
    )
