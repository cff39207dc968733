"""The vault opens with its secrets, with nothing else, and survives what happens to files."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from core.errors import MachineError, UserError, VaultDamaged, WrongSecret
from core.store.vault import Vault


def test_each_secret_opens_the_same_key(profile: Path) -> None:
    vault, code = Vault.create(profile, "correct horse")
    by_passphrase = Vault.unlock(profile, passphrase="correct horse")
    by_code = Vault.unlock(profile, recovery_code=f"  {code.lower().replace('-', ' ')} ")
    assert vault.data_key == by_passphrase.data_key == by_code.data_key
    assert len(vault.data_key) == 32


def test_two_vaults_have_two_keys(tmp_path: Path) -> None:
    first, _ = Vault.create(tmp_path / "a", "same")
    second, _ = Vault.create(tmp_path / "b", "same")
    assert first.data_key != second.data_key


@pytest.mark.parametrize("wrong", ["", "correct hors", "Correct horse", "correct horse "])
def test_a_wrong_passphrase_is_refused(profile: Path, wrong: str) -> None:
    Vault.create(profile, "correct horse")
    with pytest.raises(WrongSecret, match="passphrase"):
        Vault.unlock(profile, passphrase=wrong)


def test_composed_and_decomposed_letters_are_one_passphrase(profile: Path) -> None:
    vault, _ = Vault.create(profile, "caf\u00e9")
    assert Vault.unlock(profile, passphrase="cafe\u0301").data_key == vault.data_key


def test_an_empty_passphrase_makes_no_vault(profile: Path) -> None:
    with pytest.raises(UserError, match="empty"):
        Vault.create(profile, "")
    assert not profile.exists()


def test_a_vault_is_never_overwritten(profile: Path) -> None:
    vault, _ = Vault.create(profile, "first")
    with pytest.raises(UserError, match="already"):
        Vault.create(profile, "second")
    assert Vault.unlock(profile, passphrase="first").data_key == vault.data_key


def test_changing_the_passphrase_keeps_the_key_and_the_recovery_code(profile: Path) -> None:
    vault, code = Vault.create(profile, "old")
    key = vault.data_key
    vault.change_passphrase("new")
    assert Vault.unlock(profile, passphrase="new").data_key == key
    assert Vault.unlock(profile, recovery_code=code).data_key == key
    with pytest.raises(WrongSecret):
        Vault.unlock(profile, passphrase="old")


def test_a_renewed_recovery_code_replaces_the_old_one(profile: Path) -> None:
    vault, old = Vault.create(profile, "p")
    new = vault.renew_recovery_code()
    assert Vault.unlock(profile, recovery_code=new).data_key == vault.data_key
    with pytest.raises(WrongSecret):
        Vault.unlock(profile, recovery_code=old)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_owner_may_read(profile: Path) -> None:
    Vault.create(profile, "p")
    assert stat.S_IMODE(profile.stat().st_mode) == 0o700
    assert stat.S_IMODE((profile / "vault.json").stat().st_mode) == 0o600


def test_the_header_holds_no_secret(profile: Path) -> None:
    vault, code = Vault.create(profile, "correct horse")
    text = (profile / "vault.json").read_text()
    assert "correct horse" not in text
    assert code not in text
    assert code.replace("-", "") not in text
    assert vault.data_key.hex() not in text


def test_a_locked_vault_has_no_key(profile: Path) -> None:
    vault, _ = Vault.create(profile, "p")
    vault.lock()
    with pytest.raises(MachineError, match="locked"):
        _ = vault.data_key


def test_no_vault_says_how_to_make_one(profile: Path) -> None:
    with pytest.raises(MachineError, match="ebb init"):
        Vault.unlock(profile, passphrase="p")


def _change_header(profile: Path, change: object) -> None:
    file = profile / "vault.json"
    raw = json.loads(file.read_text())
    change(raw)  # type: ignore[operator]
    file.write_text(json.dumps(raw))


def test_a_newer_header_is_refused_politely(profile: Path) -> None:
    Vault.create(profile, "p")
    _change_header(profile, lambda raw: raw.update(format=99))
    with pytest.raises(MachineError, match="newer Ebb"):
        Vault.unlock(profile, passphrase="p")


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("slots"),
        lambda raw: raw["slots"]["passphrase"].pop("salt"),
        lambda raw: raw["slots"]["passphrase"].update(memory_kib=2**40),
        lambda raw: raw["slots"]["passphrase"].update(nonce="not base64!"),
        lambda raw: raw["slots"]["passphrase"].update(derivation="rot13"),
        lambda raw: raw.update(slots=[1, 2]),
    ],
)
def test_a_damaged_header_is_named_as_such(profile: Path, change: object) -> None:
    Vault.create(profile, "p")
    _change_header(profile, change)
    with pytest.raises(VaultDamaged, match="damaged"):
        Vault.unlock(profile, passphrase="p")


def test_half_a_header_is_named_as_such(profile: Path) -> None:
    Vault.create(profile, "p")
    file = profile / "vault.json"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(VaultDamaged, match="damaged"):
        Vault.unlock(profile, passphrase="p")


def test_weakening_the_derivation_in_the_header_opens_nothing(profile: Path) -> None:
    Vault.create(profile, "p")
    _change_header(profile, lambda raw: raw["slots"]["passphrase"].update(passes=1))
    with pytest.raises(WrongSecret):
        Vault.unlock(profile, passphrase="p")


def test_a_slot_of_another_vault_opens_nothing(tmp_path: Path) -> None:
    Vault.create(tmp_path / "a", "p")
    Vault.create(tmp_path / "b", "p")
    stolen = json.loads((tmp_path / "a/vault.json").read_text())["slots"]["passphrase"]
    _change_header(tmp_path / "b", lambda raw: raw["slots"].update(passphrase=stolen))
    with pytest.raises(WrongSecret):
        Vault.unlock(tmp_path / "b", passphrase="p")
