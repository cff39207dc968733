"""Asking for the passphrase where there is no window."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import MachineError, UserError, WrongSecret

if TYPE_CHECKING:
    from core.assistant import Assistant  # imported when a vault is opened: the window comes up without it
    from core.embedding.choosing import ChoosingEmbedder

VARIABLE = "EBB_PASSPHRASE"


def open_vault(profile: Path, embedder: ChoosingEmbedder | None = None) -> Assistant:
    """Open the vault: with `EBB_PASSPHRASE`, else from the OS keyring if the vault is kept there, else by asking.

    Raises:
        UserError: there is nobody to ask. WrongSecret, MachineError: as `Assistant.unlock`.
    """
    from core.assistant import Assistant

    given = os.environ.get(VARIABLE)
    if given is not None:
        return Assistant.unlock(profile, embedder=embedder, passphrase=given)
    if Assistant.keyring_offered(profile):
        try:
            return Assistant.unlock(profile, embedder=embedder)
        except (MachineError, WrongSecret) as error:
            print(error, file=sys.stderr)  # noqa: T201
    return Assistant.unlock(
        profile, embedder=embedder, passphrase=ask("Passphrase: ", otherwise=" or use the system keyring")
    )


def new_passphrase() -> str:
    """A passphrase for a new vault, typed twice.

    Raises:
        UserError: the two differ, or there is nobody to ask.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    first = ask("Choose a passphrase: ")
    if first != ask("Once more: "):
        raise UserError("The two passphrases differ. Nothing was created; try again.")
    return first


def ask(prompt: str, variable: str = VARIABLE, otherwise: str = "") -> str:
    """Ask at the terminal, unseen.

    Raises:
        UserError: there is none; `variable`, and what `otherwise` says, would help.
    """
    if not sys.stdin.isatty():
        raise UserError(f"There is no terminal to ask for the passphrase. Set {variable}{otherwise}.")
    return getpass.getpass(prompt)
