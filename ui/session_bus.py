"""What the desktop tells over D-Bus: how long there was no input, and which of its services are there."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage, QDBusServiceWatcher

_PATIENCE_MS = 200
TRAY_WATCHER = "org.kde.StatusNotifierWatcher"
"""Who shows the icons of programs, on desktops that do."""


def service_is_there(name: str) -> bool:
    """Whether somebody on the session's bus has this name; the bus itself answers, at once."""
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    asked = QDBusMessage.createMethodCall(
        "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner"
    )
    asked.setArguments([name])
    return bool(_first(bus.call(asked, timeout=_PATIENCE_MS)))


def when_service_comes(name: str, call: Callable[[], object], context: QObject) -> None:
    """Call whenever somebody takes this name, for as long as `context` lives."""
    watcher = QDBusServiceWatcher(
        name, QDBusConnection.sessionBus(), QDBusServiceWatcher.WatchModeFlag.WatchForRegistration, context
    )
    watcher.serviceRegistered.connect(lambda _: call())


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
