"""A language model elsewhere, as the façade offers it: set, used, left. Off until somebody sets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

from core.errors import NotNear, UserError
from core.inference.endpoint import look_at
from core.model.endpoint import LEAVES, Endpoint, read_url
from core.store.database import Database
from core.store.endpoint import read_endpoint, write_endpoint


class Elsewhere:
    """The endpoint of one vault. `changed` is called when another one, or none, is to be used."""

    def __init__(self, database: Database, vault_id: str, changed: Callable[[], None]) -> None:
        self._database, self._vault_id, self._changed = database, vault_id, changed

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint that was set, used or not; None where none was."""
        with self._database.reading() as connection:
            return read_endpoint(connection)

    def set(self, url: str, model: str = "", *, key: str = "", far: bool = False) -> Endpoint:
        """Use the language model at `url` from the next question on; without `model`, the only one that it has.

        The server is asked for its models, once, and nothing else is sent. A `key` is kept in the OS keyring. `far`
        says that the user knows the server not to be on his own network.

        Raises:
            NotNear: it is not, and `far` was not said. UserError: it is no address, would be spoken to in clear over
                the internet, or has no such model. ModelUnavailable: it cannot be used. MachineError: there is no
                keyring for the key. Nothing was changed.
        """
        endpoint = Endpoint(read_url(url), model, far)
        kept = self.endpoint
        looked = look_at(endpoint, key or _keychain().find_endpoint_key(self._vault_id, endpoint.url))
        if not looked.near and not endpoint.secure:
            raise UserError(
                f"{endpoint.where} is not on your own network. What is sent there over http can be read by anybody on "
                "the way: it must begin with https://."
            )
        if not looked.near and not far:
            raise NotNear(f"{endpoint.where} is not on your own network. {LEAVES.format(where=endpoint.where)}")
        endpoint = replace(endpoint, model=_choose(model, looked.models, endpoint.where), far=not looked.near)
        if key:
            _keychain().store_endpoint_key(self._vault_id, endpoint.url, key)
        if kept is not None and kept.url != endpoint.url:
            _keychain().remove_endpoint_key(self._vault_id, kept.url)
        self._database.write(lambda connection: write_endpoint(connection, endpoint))
        self._changed()
        return endpoint

    def use(self, *, on: bool) -> None:
        """Let the endpoint word answers, or leave it and keep it in mind.

        Raises:
            UserError: none was set.
        """
        endpoint = self.endpoint
        if endpoint is None:
            if on:
                raise UserError("No endpoint was set yet.")
            return
        if endpoint.used != on:
            self._database.write(lambda connection: write_endpoint(connection, replace(endpoint, used=on)))
            self._changed()

    def remove(self) -> None:
        """Forget the endpoint, and take its key out of the keyring.

        Raises:
            MachineError: the keyring, which may hold its key, is locked. The endpoint is forgotten all the same.
        """
        endpoint = self.endpoint
        if endpoint is None:
            return
        self._database.write(lambda connection: write_endpoint(connection, None))
        self._changed()
        _keychain().remove_endpoint_key(self._vault_id, endpoint.url)


def _choose(wanted: str, there: tuple[str, ...], where: str) -> str:
    """The model to use, of those that are there; what is wanted, where the server has no list."""
    listed = ", ".join(there[:20])
    if not wanted:
        if len(there) == 1:
            return there[0]
        raise UserError(
            f"{where} has several models: {listed}. Say which." if there else f"{where} lists no models. Say which."
        )
    if not there or wanted in there:
        return wanted
    tagged = [name for name in there if name.partition(":")[0] == wanted]  # "llama3.2" is "llama3.2:latest"
    if len(tagged) == 1:
        return tagged[0]
    raise UserError(f"{where} has no model called {wanted}. There are: {listed}.")


def _keychain() -> ModuleType:
    """The libraries behind it take 12 MB, and most have no key to keep."""
    from core.store import keychain

    return keychain
