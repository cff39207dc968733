"""What can go wrong, in three kinds. Anything else that is raised is a bug and fails loudly."""

from __future__ import annotations


class EbbError(Exception):
    """Root of every error Ebb raises on purpose.

    `str(error)` is one or two plain sentences for a person: what happened, what is safe, what to do.
    It never holds the content of a memory.
    """

    exit_code = 1


class UserError(EbbError):
    """Something the user gave cannot be used as it is; the sentence says what to give instead."""

    exit_code = 2


class WrongSecret(UserError):
    """The passphrase or recovery code does not open this vault."""

    exit_code = 3


class NotCaptured(UserError):
    """The rules for captures speak against it. `why` is a `LeftOut`, `about` the pattern or sort of secret it is."""

    def __init__(self, sentence: str, why: str, about: str = "") -> None:
        super().__init__(sentence)
        self.why, self.about = why, about


class SecretRefused(NotCaptured):
    """What was to be kept looks like a secret, so it was not. `kind` says of which sort, in a word or two."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"This looks like it holds a {kind}, so it was not kept.", "secret", kind)
        self.kind = kind


class MachineError(EbbError):
    """The machine could not do it (disk full, file gone, keyring absent); the sentence says what to do."""

    exit_code = 4


class VaultDamaged(MachineError):
    """The vault, or its header, does not read back as it was written."""

    exit_code = 5


class VaultBusy(MachineError):
    """Another Ebb is holding the vault for writing, and did not let go in time."""

    exit_code = 6


class ModelUnavailable(MachineError):
    """A model is missing, does not match its checksum, or its process died."""

    exit_code = 7


class Unreached(ModelUnavailable):
    """A model elsewhere could not be asked, and nothing was sent to it."""


class NotNear(UserError):
    """A server is not on the user's own network, and the user has not said yet that this is meant."""


class Cancelled(EbbError):
    """The user stopped it. Said by nobody, logged by nobody."""

    exit_code = 130
