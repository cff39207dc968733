"""Choosing the cross-encoder, as the façade offers it: those that were downloaded, which one is used, none at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from core.errors import UserError
from core.inference.downloading.catalogue import read_offers
from core.inference.downloading.download import remove_downloaded
from core.inference.encoders import CROSS_ENCODER, find_encoder
from core.inference.models import NONE, ModelFile
from core.model.models import InstalledModel
from core.model.offers import Offer
from core.store.chosen import read_crossing, write_crossing
from core.store.database import Connection, Database
from core.store.pins import forget_pins


class CrossEncoders:
    """The cross-encoders of one profile. One that was downloaded is used, unless none is to be.

    `changed` is called when another one is to be used.
    """

    def __init__(self, database: Database, changed: Callable[[], None], folder: Path) -> None:
        self._database, self._changed, self._folder = database, changed, folder

    @property
    def folder(self) -> Path | None:
        """Where the one lies that is to be used; None where there is none."""
        used = self._used(self._read())
        return None if used is None else used[1].path.parent

    def list(self) -> list[InstalledModel]:
        """Those that are there, and that none is used, in this order; empty where none was downloaded."""
        use, there = self._read(), self._there()
        if not there:
            return []
        used = self._used(use)
        return [
            *(_installed(offer, model, used=used is not None and used[0] == offer) for offer, model in there),
            InstalledModel("", None, 0, starter=False, used=used is None),
        ]

    def use(self, name: str) -> None:
        """Use the one of this id or name from the next thorough search on, or "none".

        Raises:
            UserError: it is not there.
        """
        id_ = NONE if name == NONE else self._find(name).id
        self._database.write(lambda c: write_crossing(c, id_))
        self._changed()

    def remove(self, name: str) -> None:
        """Delete one that was downloaded.

        Raises:
            UserError: it is not there. MachineError: its files cannot be deleted.
        """
        id_ = self._find(name).id
        remove_downloaded(id_, self._folder)

        def forget(connection: Connection) -> None:
            write_crossing(connection, "")
            forget_pins(connection, str(self._folder / id_))

        self._database.write(forget)
        self._changed()

    def names(self, name: str) -> bool:
        """Whether a cross-encoder that was downloaded is called so."""
        return any(name.casefold() in (offer.id, offer.name.casefold()) for offer, _ in self._there())

    def _find(self, name: str) -> Offer:
        for offer, _ in self._there():
            if name.casefold() in (offer.id, offer.name.casefold()):
                return offer
        raise UserError(f"No cross-encoder called “{name}” is there. “ebb models download” lists what can be had.")

    def _used(self, use: str) -> tuple[Offer, ModelFile] | None:
        return next((one for one in self._there() if use in ("", one[0].id)), None)

    def _there(self) -> Sequence[tuple[Offer, ModelFile]]:
        offers = [offer for offer in read_offers() if offer.role == CROSS_ENCODER]
        found = [(offer, find_encoder(offer, self._folder)) for offer in offers]
        return [(offer, model) for offer, model in found if model is not None]

    def _read(self) -> str:
        with self._database.reading() as connection:
            return read_crossing(connection)


def _installed(offer: Offer, model: ModelFile, *, used: bool) -> InstalledModel:
    return InstalledModel(
        offer.name, model.path, offer.size, starter=False, used=used, downloaded=True, licence=offer.licence
    )
