"""What the test of the portal runs on a bus of its own: asks a portal that answers as it is told, and prints what came.

The portal is a process that speaks D-Bus by another library than Qt's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage

from ui.application import application
from ui.background import background
from ui.capture.portal import PortalShot

_PORTAL = """
import sys
from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection
answer, uri = sys.argv[1], sys.argv[2]
bus = open_dbus_connection("SESSION")
bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
print("ready", flush=True)
while True:
    asked = bus.receive()
    fields = asked.header.fields
    if asked.header.message_type is not MessageType.method_call or fields[HeaderFields.member] != "Screenshot":
        continue
    if answer == "error":
        bus.send(new_error(asked, "org.freedesktop.portal.Error.Failed", "s", ("no",)))
        continue
    assert asked.body[1]["interactive"] == ("b", True)
    sender, token = fields[HeaderFields.sender].lstrip(":").replace(".", "_"), asked.body[1]["handle_token"][1]
    handle = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
    bus.send(new_method_return(asked, "o", (handle,)))
    told = {"uri": ("s", uri)} if answer == "0" else {}
    request = DBusAddress(handle, interface="org.freedesktop.portal.Request")
    bus.send(new_signal(request, "Response", "ua{sv}", (int(answer), told)))
"""
_PATIENCE_MS = 30_000


def ask() -> str:
    app = application()
    came: list[str] = []

    def end(what: str) -> None:
        came.append(what)
        app.exit(0)

    def taken(picture: QImage) -> None:
        end(f"{picture.width()} by {picture.height()}")

    shot = PortalShot(taken, lambda: end("left"), lambda error: end(str(error)))
    QTimer.singleShot(0, shot, shot.ask)
    QTimer.singleShot(_PATIENCE_MS, shot, lambda: end("nothing came"))
    app.exec()
    background().finish()
    shot.deleteLater()
    return came[0]


def main(place: Path) -> None:
    application()
    picture = QImage(64, 32, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    file = place / "of the screen.png"
    for answer in ("0", "1", "2", "error"):
        picture.save(str(file))
        portal = subprocess.Popen(
            [sys.executable, "-c", _PORTAL, answer, file.as_uri()], stdout=subprocess.PIPE, text=True
        )
        assert portal.stdout
        assert portal.stdout.readline() == "ready\n"
        print(json.dumps({"answer": answer, "came": ask(), "there": file.exists()}), flush=True)
        portal.kill()
        portal.communicate()
    print(json.dumps({"answer": "nobody", "came": ask(), "there": True}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
