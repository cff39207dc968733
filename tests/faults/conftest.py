"""A new vault for each test, and the command that works on it; no models unless a test brings them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.assistant import Assistant
from core.store.database import Database
from core.store.vault import Vault
from tests.faults.command import PASSPHRASE, Ebb, copy_profile


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty vault to copy."""
    profile = tmp_path_factory.mktemp("template") / "profile"
    assistant, _ = Assistant.create(profile, PASSPHRASE)
    assistant.close()
    return profile


@pytest.fixture
def ebb(tmp_path: Path, template: Path) -> Ebb:
    return Ebb(tmp_path, copy_profile(template, tmp_path / "profile"))


def open_database(profile: Path) -> Database:
    """The vault's database itself, to look into."""
    vault = Vault.unlock(profile, passphrase=PASSPHRASE)
    database = Database(vault.database_file, vault.data_key, backups=profile / "backups")
    vault.lock()
    return database
