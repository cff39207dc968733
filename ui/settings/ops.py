"""What the window asks about models, and does, as operations that have not started yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.model.endpoint import Endpoint
from core.model.models import InstalledModel
from core.model.moving import MoveStanding
from core.model.offers import Downloaded, Offer
from core.model.plan import Fit
from ui.background import Operation, Report

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


@dataclass(frozen=True, slots=True)
class Models:
    """The models that are there, and what `EBB_LANGUAGE_MODEL` says."""

    models: tuple[InstalledModel, ...]
    overridden: str


@dataclass(frozen=True, slots=True)
class Planned:
    """The verdict on a model, and how it would run in words."""

    fit: Fit
    text: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Where models come from, and those that can be downloaded, each with the bytes that an earlier try has left."""

    source: str
    offers: tuple[tuple[Offer, int], ...]


def models(*, assistant: Assistant) -> Operation[Models]:
    def work(_: Report) -> Models:
        modelling = assistant.models
        return Models(tuple(modelling.list()), modelling.overridden)

    return Operation(work)


def offers(*, assistant: Assistant) -> Operation[Offers]:
    """The models that can be downloaded."""

    def work(_: Report) -> Offers:
        modelling = assistant.models
        return Offers(modelling.source, tuple((one, modelling.unfinished(one)) for one in modelling.offers()))

    return Operation(work)


def judge(*, assistant: Assistant, offer: Offer) -> Operation[Planned]:
    return Operation(lambda _: Planned(*assistant.models.judge(offer)))


def download(*, assistant: Assistant, offer: Offer, pause: Flag, cancel: Flag) -> Operation[Downloaded]:
    """Fetch it. Told: progress. Cancelled when `pause` or `cancel` is set."""
    return Operation(lambda report: assistant.models.download(offer.id, on_progress=report, pause=pause, cancel=cancel))


def discard(*, assistant: Assistant, offer: Offer) -> Operation[int]:
    return Operation(lambda _: assistant.models.discard(offer))


def add_model(*, assistant: Assistant, path: Path) -> Operation[InstalledModel]:
    return Operation(lambda _: assistant.models.add(path))


def use_model(*, assistant: Assistant, model: InstalledModel) -> Operation[None]:
    path = None if model.starter else model.path
    return Operation(lambda _: assistant.models.use(path, starter=model.starter))


def remove_model(*, assistant: Assistant, model: InstalledModel) -> Operation[None]:
    def work(_: Report) -> None:
        if model.path is not None:
            assistant.models.remove(model.path)

    return Operation(work)


def endpoint(*, assistant: Assistant) -> Operation[Endpoint | None]:
    return Operation(lambda _: assistant.elsewhere.endpoint)


def set_endpoint(*, assistant: Assistant, url: str, model: str, key: str, far: bool) -> Operation[Endpoint]:
    return Operation(lambda _: assistant.elsewhere.set(url, model, key=key, far=far))


def use_endpoint(*, assistant: Assistant, on: bool) -> Operation[None]:
    return Operation(lambda _: assistant.elsewhere.use(on=on))


def remove_endpoint(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.elsewhere.remove())


def plan_model(*, assistant: Assistant, path: Path) -> Operation[Planned]:
    def work(_: Report) -> Planned:
        fit, text = assistant.models.describe(path)
        return Planned(fit, text)

    return Operation(work)


def cross_encoders(*, assistant: Assistant) -> Operation[tuple[InstalledModel, ...]]:
    """Those that were downloaded, and that none is used."""
    return Operation(lambda _: tuple(assistant.cross_encoders.list()))


def use_cross_encoder(*, assistant: Assistant, model: InstalledModel) -> Operation[None]:
    return Operation(lambda _: assistant.cross_encoders.use(model.name or "none"))


def remove_cross_encoder(*, assistant: Assistant, model: InstalledModel) -> Operation[None]:
    return Operation(lambda _: assistant.cross_encoders.remove(model.name))


@dataclass(frozen=True, slots=True)
class Meaning:
    """The embedding models that are there, and the change to another that is under way."""

    models: tuple[InstalledModel, ...]
    standing: MoveStanding | None


def meaning(*, assistant: Assistant) -> Operation[Meaning]:
    return Operation(lambda _: Meaning(tuple(assistant.meaning.list()), assistant.meaning.standing))


def cost_of_embedding(*, assistant: Assistant, model: InstalledModel) -> Operation[str]:
    """What a change costs, in words. Takes seconds: the machine is measured."""
    return Operation(lambda _: assistant.meaning.describe(assistant.meaning.cost(model.name)))


def use_embedding(*, assistant: Assistant, model: InstalledModel) -> Operation[None]:
    return Operation(lambda _: assistant.meaning.use(model.name))


def pause_move(*, assistant: Assistant, paused: bool) -> Operation[None]:
    return Operation(lambda _: assistant.meaning.pause(paused=paused))


def give_up_move(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.meaning.give_up())


def remove_embedding(*, assistant: Assistant, model: InstalledModel) -> Operation[None]:
    return Operation(lambda _: assistant.meaning.remove(model.name))
