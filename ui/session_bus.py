"""What the desktop tells over D-Bus about input: how long there was none."""

from __future__ import annotations

import time

from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

_PATIENCE_MS = 200


def idle_by_mutter() -> float | None:
    """Seconds without input, by GNOME's compositor; None where it is not there."""
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return None
    monitor = QDBusInterface(
        "org.gnome.Mutter.IdleMonitor",
        "/org/gnome/Mutter/IdleMonitor/Core",
        "org.gnome.Mutter.IdleMonitor",
        bus,
    )
    monitor.setTimeout(_PATIENCE_MS)
    said = _first(monitor.call("GetIdletime"))
    return None if said is None else float(said) / 1000


def idle_by_login() -> float | None:
    """Seconds since the session says that it is idle, by logind: 0 while it is not; None where it does not tell."""
    bus = QDBusConnection.systemBus()
    if not bus.isConnected():
        return None
    session = QDBusInterface(
        "org.freedesktop.login1",
        "/org/freedesktop/login1/session/auto",
        "org.freedesktop.DBus.Properties",
        bus,
    )
    session.setTimeout(_PATIENCE_MS)
    hint = _first(session.call("Get", "org.freedesktop.login1.Session", "IdleHint"))
    if hint is None:
        return None
    if not hint:
        return 0.0
    since = _first(session.call("Get", "org.freedesktop.login1.Session", "IdleSinceHint"))
    return None if since is None else max(0.0, time.time() - float(since) / 1e6)


def _first(answer: QDBusMessage) -> float | bool | None:
    if answer.type() is not QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
        return None
    value = answer.arguments()[0]
    value = value.variant() if hasattr(value, "variant") else value
    return value if isinstance(value, bool | int | float) else None
