"""A vault that has lived, made once, and new ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.transfer.lives import Vault, live


@pytest.fixture(scope="session")
def lived_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lived")
    vault = Vault.at(folder)
    live(vault.database)
    vault.database.close()
    return folder / "vault.db"


@pytest.fixture
def vault_at(tmp_path: Path) -> Iterator[Callable[[str], Vault]]:
    """Opens vaults by name, and closes them all."""
    opened: list[Vault] = []

    def open_one(name: str) -> Vault:
        opened.append(Vault.at(tmp_path / name))
        return opened[-1]

    yield open_one
    for vault in opened:
        vault.database.close()


@pytest.fixture
def lived(tmp_path: Path, lived_file: Path, vault_at: Callable[[str], Vault]) -> Vault:
    (tmp_path / "lived").mkdir()
    shutil.copy(lived_file, tmp_path / "lived" / "vault.db")
    return vault_at("lived")
