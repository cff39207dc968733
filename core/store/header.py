"""The vault's header: `vault.json`, which says how the data key is wrapped and holds nothing that is secret."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from core.errors import MachineError, VaultDamaged
from core.store.files import write_atomically
from core.store.wrapping import Slot

FORMAT = 1
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in `vault.json`. `slots` maps "passphrase", "recovery" and "keyring" to their slot."""

    vault_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    slots: dict[str, Slot] = field(default_factory=dict)
    format: int = FORMAT
    cipher: str = "chacha20-poly1305"

    def with_slot(self, name: str, slot: Slot | None) -> Header:
        """This header with a slot set, or removed when `slot` is None."""
        slots = {k: v for k, v in self.slots.items() if k != name}
        if slot is not None:
            slots[name] = slot
        return replace(self, slots=slots)


def write_header(path: Path, header: Header) -> None:
    """Write the header atomically with mode 0600."""
    write_atomically(path, json.dumps(asdict(header), indent=1, sort_keys=True).encode() + b"\n")


def copy_header(path: Path, backups: Path) -> None:
    """Put a copy of the header at `path` beside the backups, which nobody could open without one.

    Only the present header is kept there: an earlier one would let an earlier passphrase in.

    Raises:
        MachineError: it cannot be written. VaultDamaged: it is not what Ebb wrote.
    """
    write_header(backups / path.name, read_header(path))


def read_header(path: Path) -> Header:
    """Read and check a header.

    Raises:
        MachineError: there is none, it cannot be read, or a newer Ebb wrote it.
        VaultDamaged: it is not what Ebb wrote.
    """
    damaged = VaultDamaged(f"{path} is damaged. Restore it from a backup of this folder; the data itself is untouched.")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise damaged
        raw = json.loads(path.read_bytes())
    except FileNotFoundError:
        if path.with_name("vault.db").exists():
            raise VaultDamaged(
                f"{path} is missing. Without it vault.db beside it cannot be opened by anyone. Nothing was changed; "
                "put vault.json back from a backup of this folder."
            ) from None
        raise MachineError(f"There is no vault in {path.parent}. Create one with “ebb init”.") from None
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError:
        raise damaged from None
    if not isinstance(raw, dict) or not isinstance(raw.get("format"), int):
        raise damaged
    if raw["format"] > FORMAT:
        raise MachineError("This vault was made by a newer Ebb. Update Ebb to open it; nothing was changed.")
    try:
        slots = {str(name): Slot.from_json(slot) for name, slot in raw["slots"].items()}
        return Header(str(raw["vault_id"]), slots, raw["format"], str(raw["cipher"]))
    except (KeyError, AttributeError):
        raise damaged from None
