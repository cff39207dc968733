"""Wayland: the desktop holds the key and asks the user (org.freedesktop.portal.GlobalShortcuts of xdg-desktop-portal).

Spoken through jeepney, which keyring brings along: PySide's QtDBus has no way to write an array of structures.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ui.hotkey.bell import Bell
from ui.hotkey.chord import Chord
from ui.hotkey.holding import HoldingThread
from ui.hotkey.keyboard import Held, Hold, Pressed, Told

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

BUS_NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST, _SESSION, _REGISTRY = (
    "org.freedesktop.portal.Request", "org.freedesktop.portal.Session", "org.freedesktop.host.portal.Registry"
)  # fmt: skip
_NOTE = "quick-note"
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Meta": "LOGO"}
_PATIENCE = 5.0
_CANCELLED = 1


class PortalKeyboard:
    """A connection of its own to the session's bus."""

    def __init__(self, description: str) -> None:
        """`description` is what the desktop shows beside the key."""
        self._description = description
        self._holding = HoldingThread("hotkey")

    def hold(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        bell = Bell()
        self._holding.begin(lambda: _hold(chord, self._description, pressed, told, bell), bell.ring)

    def release(self) -> None:
        self._holding.release()

    def close(self) -> None:
        self._holding.close()


def trigger(chord: Chord) -> str:
    """A chord in the words of the shortcuts specification of freedesktop.org: "CTRL+ALT+n"."""
    return "+".join((*(_MODIFIERS[name] for name in _MODIFIERS if name in chord.modifiers), chord.keysym))


class _NotThere(Exception):
    """There is no portal, none for this, or it did not do it."""


class _Ended(Exception):
    """It is no longer wanted."""


def _hold(chord: Chord, description: str, pressed: Pressed, told: Told, bell: Bell) -> None:
    from jeepney.io.blocking import open_dbus_connection

    try:
        connection = open_dbus_connection("SESSION")
    except (OSError, KeyError, ValueError, RuntimeError):  # no bus, none that is near, or none that lets us in
        told(Held(Hold.UNAVAILABLE))
        return
    with connection, suppress(_Ended):
        portal = _Portal(connection, bell)
        try:
            told(portal.bind(chord, description))
            portal.listen(pressed, told)
        except (_NotThere, OSError):
            told(Held(Hold.UNAVAILABLE))


class _Portal:
    """One session of shortcuts."""

    def __init__(self, connection: DBusConnection, bell: Bell) -> None:
        self._connection, self._bell = connection, bell
        self._waiting: deque[Message] = deque()
        self._session = ""

    def bind(self, chord: Chord, description: str) -> Held:
        """Ask for the chord. The desktop may ask the user, so this can take as long as people do."""
        with suppress(_NotThere):  # older portals know no such thing; where they do, it comes before all else
            self._call(_REGISTRY, "Register", "sa{sv}", ("ebb", {}))
        self._call(SHORTCUTS, "Get", "ss", (SHORTCUTS, "version"), interface="org.freedesktop.DBus.Properties")
        for rule in (f"interface='{_REQUEST}'", f"interface='{SHORTCUTS}'", f"interface='{_SESSION}'"):
            self._listen_to(f"type='signal',sender='{BUS_NAME}',{rule}")
        options = {"session_handle_token": ("s", _token())}
        code, results = self._request("CreateSession", "a{sv}", lambda token: ({**options, **token},))
        if code:
            raise _NotThere
        self._session = results["session_handle"][1]
        wanted = [(_NOTE, {"description": ("s", description), "preferred_trigger": ("s", trigger(chord))})]
        code, results = self._request(
            "BindShortcuts", "oa(sa{sv})sa{sv}", lambda token: (self._session, wanted, "", token)
        )
        if code == _CANCELLED:
            return Held(Hold.REFUSED)
        if code:
            raise _NotThere
        return _bound(results.get("shortcuts", ("", []))[1])

    def listen(self, pressed: Pressed, told: Told) -> None:
        """Tell of the key until it is no longer wanted, or the desktop ends it."""
        try:
            while True:
                message = self._next()
                name, body = _name_of(message), message.body
                if name == "Activated" and body[0] == self._session and body[1] == _NOTE:
                    pressed(str(body[3].get("activation_token", ("s", ""))[1]))
                elif name == "ShortcutsChanged" and body[0] == self._session:
                    told(_bound(body[1]))
                elif name == "Closed" and _path_of(message) == self._session:
                    raise _NotThere
        except _Ended:
            self._close()
            raise

    def _close(self) -> None:
        from jeepney import DBusAddress, new_method_call

        with suppress(OSError):
            self._connection.send(new_method_call(DBusAddress(self._session, BUS_NAME, _SESSION), "Close"))

    def _request(
        self, method: str, signature: str, body: Callable[[dict[str, Any]], tuple[Any, ...]]
    ) -> tuple[int, dict[str, Any]]:
        """Call what answers later, by a signal of the request's own object. Returns its code and results."""
        token = _token()
        sender = self._connection.unique_name[1:].replace(".", "_")
        path = f"{PATH}/request/{sender}/{token}"
        self._call(SHORTCUTS, method, signature, body({"handle_token": ("s", token)}))
        while True:
            message = self._next()
            if _name_of(message) == "Response" and _path_of(message) == path:
                code, results = message.body
                return code, results

    def _call(
        self, about: str, method: str, signature: str, body: tuple[Any, ...], *, interface: str = ""
    ) -> tuple[Any, ...]:
        from jeepney import DBusAddress, MessageType, new_method_call

        address = DBusAddress(PATH, BUS_NAME, interface or about)
        return self._answer(new_method_call(address, method, signature, body), MessageType.error)

    def _listen_to(self, rule: str) -> None:
        from jeepney import MessageType
        from jeepney.bus_messages import message_bus

        self._answer(message_bus.AddMatch(rule), MessageType.error)

    def _answer(self, call: Message, error: Any) -> tuple[Any, ...]:
        """Send a call and wait for its answer; signals that come meanwhile are heard afterwards."""
        from jeepney import HeaderFields

        serial = next(self._connection.outgoing_serial)
        self._connection.send(call, serial=serial)
        while True:
            try:
                message = self._connection.receive(timeout=_PATIENCE)
            except TimeoutError:
                raise _NotThere from None
            if message.header.fields.get(HeaderFields.reply_serial) != serial:
                self._waiting.append(message)
            elif message.header.message_type is error:
                raise _NotThere
            else:
                return tuple(message.body)

    def _next(self) -> Message:
        while True:
            if self._waiting:
                return self._waiting.popleft()
            with suppress(TimeoutError):
                return self._connection.receive(timeout=0)
            if not self._bell.wait(self._connection.sock):
                raise _Ended


def _bound(shortcuts: list[tuple[str, dict[str, Any]]]) -> Held:
    told = dict(shortcuts).get(_NOTE)
    if told is None:
        return Held(Hold.REFUSED)
    return Held(Hold.HELD, str(told.get("trigger_description", ("s", ""))[1]))


def _name_of(message: Message) -> str:
    from jeepney import HeaderFields

    return str(message.header.fields.get(HeaderFields.member, ""))


def _path_of(message: Message) -> str:
    from jeepney import HeaderFields

    return str(message.header.fields.get(HeaderFields.path, ""))


def _token() -> str:
    return f"ebb_{secrets.token_hex(8)}"
