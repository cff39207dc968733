"""The models that can be downloaded, as the catalogue lists them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from core.errors import UserError
from core.inference.planning.figures import Figures, catalogue_figures
from core.model.offers import Offer


@cache
def read_offers() -> tuple[Offer, ...]:
    """Every model of the catalogue: those that write, smallest first, then those that read."""
    listed = json.loads(files("resources").joinpath("catalogue.json").read_text("utf-8"))["models"]
    return tuple(
        Offer(
            id=one["id"],
            name=one["name"],
            role=one["role"],
            size_class=one["class"],
            repository=one["repository"],
            files=tuple(one["files"]),
            size=one["size"],
            licence=one["licence"],
            origin=one["origin"],
            languages=one["languages"],
            **one["figures"],
        )
        for one in listed
    )


def find_offer(id_: str) -> Offer:
    """The model of the catalogue that is called so.

    Raises:
        UserError: there is none.
    """
    for offer in read_offers():
        if id_.casefold() in (offer.id, offer.name.casefold()):
            return offer
    known = ", ".join(offer.id for offer in read_offers())
    raise UserError(f"No model called “{id_}” can be downloaded. These can: {known}.")


def offer_figures(offer: Offer) -> Figures:
    """What a plan needs to know of a model that is not there yet."""
    cache_bytes = 2 * offer.layers * offer.heads * offer.width * 2
    return catalogue_figures(offer.size, offer.layers, cache_bytes, kind=offer.kind, trained_context=offer.context)
