"""The vault: a folder with an encrypted database and the header that says how its key is wrapped."""

from __future__ import annotations

import secrets
import unicodedata
from pathlib import Path

from core.errors import MachineError, UserError, WrongSecret
from core.store.files import make_private_folder
from core.store.header import Header, copy_header, read_header, write_header
from core.store.recovery import make_code, read_code
from core.store.wrapping import KEY_BYTES, unwrap, wrap

_HEADER, _DATABASE, _BACKUPS = "vault.json", "vault.db", "backups"


class Vault:
    """An unlocked vault: the way to its database file and its data key.

    The data key never changes; secrets only wrap it.
    """

    def __init__(self, profile: Path, header: Header, data_key: bytes) -> None:
        self.profile = profile
        self._header = header
        self._key = bytearray(data_key)

    @staticmethod
    def exists(profile: Path) -> bool:
        """Whether `profile` holds a vault."""
        return (profile / _HEADER).exists()

    @staticmethod
    def keyring_offered(profile: Path) -> bool:
        """Whether the vault in `profile` has a slot for the OS keyring."""
        return Vault.exists(profile) and "keyring" in read_header(profile / _HEADER).slots

    @classmethod
    def create(cls, profile: Path, passphrase: str) -> tuple[Vault, str]:
        """Make a vault with a new random data key. Returns it and the recovery code, which is kept nowhere.

        Raises:
            UserError: there is a vault already, or the passphrase is empty.
            MachineError: the folder cannot be written.
        """
        _check_passphrase(passphrase)
        if not cls.exists(profile) and (profile / _DATABASE).exists():
            read_header(profile / _HEADER)  # says that a vault without its header is here
        if cls.exists(profile):
            raise UserError(f"There is a vault in {profile} already. Unlock it, or choose another folder.")
        make_private_folder(profile)
        data_key, code, header = secrets.token_bytes(KEY_BYTES), make_code(), Header()
        for name, secret, chosen in (("passphrase", _bytes(passphrase), True), ("recovery", read_code(code), False)):
            slot = wrap(data_key, secret, name=name, vault_id=header.vault_id, chosen_by_person=chosen)
            header = header.with_slot(name, slot)
        write_header(profile / _HEADER, header)
        return cls(profile, header, data_key), code

    @classmethod
    def unlock(cls, profile: Path, *, passphrase: str | None = None, recovery_code: str | None = None) -> Vault:
        """Open with one secret; with neither, from the OS keyring.

        Raises:
            WrongSecret: it does not open this vault.
            MachineError: no vault, no keyring, a newer vault; VaultDamaged.
        """
        header = read_header(profile / _HEADER)
        if passphrase is not None:
            name, secret = "passphrase", _bytes(passphrase)
        elif recovery_code is not None:
            name, secret = "recovery", read_code(recovery_code)
        elif "keyring" in header.slots:
            from core.store import keychain

            name, secret = "keyring", keychain.load_secret(header.vault_id)
        else:
            raise MachineError("This vault is not kept in the system keyring. Use the passphrase.")
        if name not in header.slots:
            raise WrongSecret(f"This vault has no {name}.")
        try:
            return cls(profile, header, unwrap(header.slots[name], secret, name=name, vault_id=header.vault_id))
        except WrongSecret:
            raise WrongSecret(_SAID_OF[name]) from None

    @property
    def id(self) -> str:
        return self._header.vault_id

    @property
    def database_file(self) -> Path:
        return self.profile / _DATABASE

    @property
    def backup_folder(self) -> Path:
        return self.profile / _BACKUPS

    @property
    def data_key(self) -> bytes:
        """The 32 bytes that encrypt the database.

        Raises:
            MachineError: the vault was locked.
        """
        if not self._key:
            raise MachineError("The vault is locked.")
        return bytes(self._key)

    @property
    def keyring(self) -> bool:
        """Whether the OS keyring opens this vault."""
        return "keyring" in self._header.slots

    def change_passphrase(self, new: str) -> None:
        """Wrap the data key under a new passphrase. Nothing is encrypted again."""
        _check_passphrase(new)
        self._set_slot("passphrase", _bytes(new), chosen_by_person=True)

    def renew_recovery_code(self) -> str:
        """Replace the recovery code; the old one stops opening the vault."""
        code = make_code()
        self._set_slot("recovery", read_code(code), chosen_by_person=False)
        return code

    def set_keyring(self, on: bool) -> None:
        """Keep a wrapping key in the OS keyring, or take it out.

        Raises:
            MachineError: no keyring that can be trusted; nothing was changed.
        """
        from core.store import keychain  # the libraries behind it are for those who use it

        if on:
            self._set_slot("keyring", keychain.store_secret(self.id), chosen_by_person=False)
        else:
            self._write(self._current().with_slot("keyring", None))
            keychain.remove_secret(self.id)

    def lock(self) -> None:
        """Forget the data key."""
        for index in range(len(self._key)):
            self._key[index] = 0
        self._key.clear()

    def _set_slot(self, name: str, secret: bytes, *, chosen_by_person: bool) -> None:
        slot = wrap(self.data_key, secret, name=name, vault_id=self.id, chosen_by_person=chosen_by_person)
        self._write(self._current().with_slot(name, slot))

    def _current(self) -> Header:
        """The header as it stands on disk: another Ebb may have changed it."""
        header = read_header(self.profile / _HEADER)
        if header.vault_id != self.id:
            raise MachineError("The vault's header was replaced by another vault's. Nothing was changed.")
        return header

    def _write(self, header: Header) -> None:
        write_header(self.profile / _HEADER, header)
        self._header = header
        if (self.backup_folder / _HEADER).exists():
            copy_header(self.profile / _HEADER, self.backup_folder)


_SAID_OF = {
    "passphrase": "That passphrase does not open this vault. Nothing was changed; try again.",
    "recovery": "That recovery code does not open this vault. Nothing was changed; try again.",
    "keyring": "The key in the system keyring does not open this vault. Use the passphrase.",
}


def _check_passphrase(passphrase: str) -> None:
    if not passphrase:
        raise UserError("The passphrase is empty. Choose one that only you know; a few unrelated words are good.")


def _bytes(passphrase: str) -> bytes:
    # The same letters typed on another keyboard may come decomposed: NFKC makes them one.
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8")
