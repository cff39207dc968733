"""The OS keyring as a keeper of one of the vault's secrets. Only keyrings that encrypt are used."""

from __future__ import annotations

import base64
import os
import secrets

import keyring
import keyring.errors
from keyring.backend import KeyringBackend

from core.errors import MachineError
from core.model.endpoint import KEY_VARIABLE

_SERVICE = "Ebb vault"
_ENDPOINT_SERVICE = "Ebb endpoint"
# Keepers that are known to encrypt and to ask the system. Everything else (plain files, null, chained) is refused.
_TRUSTED = (
    "keyring.backends.macOS",
    "keyring.backends.Windows",
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
)
_ABSENT = (
    "No system keyring was found that keeps secrets encrypted, so nothing was stored. "
    "Use the passphrase, or start a keyring service such as GNOME Keyring or KWallet."
)


def store_secret(vault_id: str) -> bytes:
    """Put a new random secret (32 bytes) into the keyring, read it back, and return it.

    Raises:
        MachineError: there is no trusted keyring, or it did not keep the secret.
    """
    secret = secrets.token_bytes(32)
    _store(_SERVICE, vault_id, base64.b64encode(secret).decode("ascii"))
    return secret


def load_secret(vault_id: str) -> bytes:
    """Read this vault's secret from the keyring.

    Raises:
        MachineError: no trusted keyring, locked, or it holds nothing for this vault.
    """
    try:
        text = _trusted().get_password(_SERVICE, vault_id)
    except keyring.errors.KeyringError as error:
        raise MachineError("The system keyring is locked or refused. Use the passphrase.") from error
    if text is None:
        raise MachineError("The system keyring holds no key for this vault. Use the passphrase.")
    return base64.b64decode(text)


def remove_secret(vault_id: str) -> None:
    """Take this vault's secret out of the keyring; nothing happens when there is none."""
    try:
        _trusted().delete_password(_SERVICE, vault_id)
    except (keyring.errors.KeyringError, MachineError):
        # The slot in the header is gone by now, so whatever the keyring still holds opens nothing.
        return


def store_endpoint_key(vault_id: str, url: str, key: str) -> None:
    """Keep the key to the language model at `url`: for this vault, and for this address alone.

    Raises:
        MachineError: there is no trusted keyring, or it did not keep the key.
    """
    _store(_ENDPOINT_SERVICE, f"{vault_id} {url}", key)


def find_endpoint_key(vault_id: str, url: str) -> str:
    """The key to the language model at `url`: what `EBB_ENDPOINT_KEY` says, else the keyring; empty where none is kept.

    Raises:
        MachineError: the keyring is locked or refused.
    """
    if given := os.environ.get(KEY_VARIABLE):
        return given
    if not _is_there():
        return ""
    try:
        return _trusted().get_password(_ENDPOINT_SERVICE, f"{vault_id} {url}") or ""
    except keyring.errors.KeyringError as error:
        raise MachineError("The system keyring, which may hold the endpoint's key, is locked or refused.") from error


def remove_endpoint_key(vault_id: str, url: str) -> None:
    """Take the key to the language model at `url` out of the keyring; nothing happens when there is none.

    Raises:
        MachineError: there may be one, and the keyring is locked or refused.
    """
    if not _is_there():
        return
    try:
        _trusted().delete_password(_ENDPOINT_SERVICE, f"{vault_id} {url}")
    except keyring.errors.PasswordDeleteError:
        return  # there is none
    except keyring.errors.KeyringError as error:
        raise MachineError("The system keyring, which may hold the endpoint's key, is locked or refused.") from error


def _store(service: str, name: str, text: str) -> None:
    backend = _trusted()
    try:
        backend.set_password(service, name, text)
        kept = backend.get_password(service, name) == text
    except keyring.errors.KeyringError as error:
        raise MachineError(f"The system keyring refused ({type(error).__name__}), so nothing was stored.") from error
    if not kept:
        raise MachineError("The system keyring did not give back what was put into it, so it is not used.")


def _is_there() -> bool:
    try:
        _trusted()
    except MachineError:
        return False
    return True


def _trusted() -> KeyringBackend:
    chosen = keyring.get_keyring()
    candidates: list[KeyringBackend] = [chosen, *sorted(getattr(chosen, "backends", ()), key=lambda b: -b.priority)]
    for backend in candidates:
        if type(backend).__module__ in _TRUSTED:
            return backend
    raise MachineError(_ABSENT)
