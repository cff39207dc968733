"""The OS keyring as a keeper of one of the vault's secrets. Only keyrings that encrypt are used."""

from __future__ import annotations

import base64
import secrets

import keyring
import keyring.errors
from keyring.backend import KeyringBackend

from core.errors import MachineError

_SERVICE = "Ebb vault"
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
    backend, secret = _trusted(), secrets.token_bytes(32)
    text = base64.b64encode(secret).decode("ascii")
    try:
        backend.set_password(_SERVICE, vault_id, text)
        kept = backend.get_password(_SERVICE, vault_id) == text
    except keyring.errors.KeyringError as error:
        raise MachineError(f"The system keyring refused ({type(error).__name__}), so nothing was stored.") from error
    if not kept:
        raise MachineError("The system keyring did not give back what was put into it, so it is not used.")
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


def _trusted() -> KeyringBackend:
    chosen = keyring.get_keyring()
    candidates: list[KeyringBackend] = [chosen, *sorted(getattr(chosen, "backends", ()), key=lambda b: -b.priority)]
    for backend in candidates:
        if type(backend).__module__ in _TRUSTED:
            return backend
    raise MachineError(_ABSENT)
