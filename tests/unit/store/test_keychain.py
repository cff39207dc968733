"""The OS keyring is used when it can be trusted, and never silently replaced."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError, PasswordSetError

from core.errors import MachineError
from core.store import keychain
from core.store.vault import Vault


class MemoryKeyring(KeyringBackend):
    """A keyring at the edge of the system, as this test's machine would have it."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.refuses = self.forgets = False

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.refuses:
            raise PasswordSetError
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setattr(keychain, "_TRUSTED", (__name__,))
    return backend


def test_the_keyring_opens_the_vault_until_it_is_switched_off(profile: Path, system: MemoryKeyring) -> None:
    vault, _ = Vault.create(profile, "p")
    assert not Vault.keyring_offered(profile)
    vault.set_keyring(True)
    assert Vault.keyring_offered(profile)
    assert Vault.unlock(profile).data_key == vault.data_key
    vault.set_keyring(False)
    assert not Vault.keyring_offered(profile)
    assert not system.kept
    with pytest.raises(MachineError, match="passphrase"):
        Vault.unlock(profile)


def test_the_keyring_never_holds_the_data_key_itself(profile: Path, system: MemoryKeyring) -> None:
    import base64

    vault, _ = Vault.create(profile, "p")
    vault.set_keyring(True)
    assert all(base64.b64decode(kept) != vault.data_key for kept in system.kept.values())


@pytest.mark.parametrize("fault", ["refuses", "forgets"])
def test_a_keyring_that_does_not_keep_changes_nothing(profile: Path, system: MemoryKeyring, fault: str) -> None:
    vault, _ = Vault.create(profile, "p")
    before = (profile / "vault.json").read_bytes()
    setattr(system, fault, True)
    with pytest.raises(MachineError, match="keyring"):
        vault.set_keyring(True)
    assert (profile / "vault.json").read_bytes() == before
    assert not vault.keyring


def test_a_keyring_of_plain_files_is_refused(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    vault, _ = Vault.create(profile, "p")
    with pytest.raises(MachineError, match="No system keyring"):
        vault.set_keyring(True)
    assert not backend.kept


def test_a_keyring_that_lost_the_key_says_so(profile: Path, system: MemoryKeyring) -> None:
    vault, _ = Vault.create(profile, "p")
    vault.set_keyring(True)
    system.kept.clear()
    with pytest.raises(MachineError, match="no key for this vault"):
        Vault.unlock(profile)
