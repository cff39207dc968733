"""A live Secret Service on a D-Bus session of its own: GNOME Keyring, with a collection that is thrown away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.command import PASSPHRASE, ROOT, copy_profile

_SESSION = """
set -eu
printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 & keyring=$!
trap 'kill $keyring' EXIT
"$0" - "$1" "$2" <<'PYTHON'
import sys, time
from pathlib import Path
from core.assistant import Assistant
from core.errors import MachineError
from core.store import keychain

profile = Path(sys.argv[1])
with_passphrase = Assistant.unlock(profile, passphrase=sys.argv[2])
for attempt in range(100):  # until the service is on the bus
    try:
        with_passphrase.set_keyring(True)
        break
    except MachineError:
        time.sleep(0.1)
with_passphrase.close()
by_keyring = Assistant.unlock(profile)
print("opened", by_keyring.status().keyring)
by_keyring.set_keyring(False)
by_keyring.close()
try:
    Assistant.unlock(profile)
except MachineError as error:
    print(error)
keychain.store_endpoint_key("vault", "http://nas/v1", "key")
print(*(keychain.find_endpoint_key("vault", f"http://{host}/v1") or "none" for host in ("nas", "other")))
PYTHON
"""


def test_a_live_keyring_opens_the_vault_until_it_is_told_not_to(tmp_path: Path, template: Path) -> None:
    missing = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if not shutil.which(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    profile = copy_profile(template, tmp_path / "profile")
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    places = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_RUNTIME_DIR": str(run)}
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", _SESSION, sys.executable, str(profile), PASSPHRASE],
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    opened, refused, key = done.stdout.splitlines()
    assert opened == "opened True"
    assert "not kept in the system keyring" in refused
    assert key == "key none"
