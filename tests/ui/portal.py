"""A desktop portal for shortcuts that keys, as far as a program sees it: a service on a real bus."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"


class FakePortal:
    """Answers on a thread of its own; the test presses keys and changes them. BindShortcuts ends with `answer`."""

    def __init__(self, bus: str, *, answer: int = 0) -> None:
        self._connection = open_dbus_connection(bus)
        self._answer = answer
        self._session, self._client = "", ""
        self._sending = threading.Lock()
        self._ended = threading.Event()
        self.asked: list[tuple[str, str, str]] = []
        self.closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> FakePortal:
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()
        self._connection.close()

    def press(self, shortcut: str, token: str) -> None:
        options = {"activation_token": ("s", token)}
        self._signal(PATH, SHORTCUTS, "Activated", "osta{sv}", (self._session, shortcut, 1, options))

    def rebind(self, words: str) -> None:
        shortcuts = [("quick-note", {"trigger_description": ("s", words)})]
        self._signal(PATH, SHORTCUTS, "ShortcutsChanged", "oa(sa{sv})", (self._session, shortcuts))

    def end_session(self) -> None:
        self._signal(self._session, "org.freedesktop.portal.Session", "Closed", "a{sv}", ({},))

    def _serve(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                message = self._connection.receive(timeout=0.02)
                if message.header.message_type is MessageType.method_call:
                    self._hear(message)

    def _hear(self, call: Message) -> None:
        fields = call.header.fields
        self._client = fields[HeaderFields.sender]
        match fields[HeaderFields.member]:
            case "Get":
                self._send(new_method_return(call, "v", (("u", 1),)))
            case "CreateSession":
                token = call.body[0]["session_handle_token"][1]
                self._session = f"{PATH}/session/{self._client[1:].replace('.', '_')}/{token}"
                self._respond(call, call.body[0], 0, {"session_handle": ("s", self._session)})
            case "BindShortcuts":
                _, wanted, _, options = call.body
                for name, about in wanted:
                    self.asked.append((name, about["preferred_trigger"][1], about["description"][1]))
                words = {"trigger_description": ("s", "Ctrl+Alt+N, as the desktop words it")}
                bound = {"shortcuts": ("a(sa{sv})", [(name, words) for name, _ in wanted])}
                self._respond(call, options, self._answer, {} if self._answer else bound)
            case "Close":
                self.closed.set()
                self._send(new_method_return(call))
            case _:
                self._send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))

    def _respond(self, call: Message, options: dict[str, Any], code: int, results: dict[str, Any]) -> None:
        """The answer comes by a signal, and here even before the call returns: that is allowed."""
        path = f"{PATH}/request/{self._client[1:].replace('.', '_')}/{options['handle_token'][1]}"
        self._signal(path, "org.freedesktop.portal.Request", "Response", "ua{sv}", (code, results))
        self._send(new_method_return(call, "o", (path,)))

    def _signal(self, path: str, interface: str, name: str, signature: str, body: tuple[Any, ...]) -> None:
        message = new_signal(DBusAddress(path, interface=interface), name, signature, body)
        message.header.fields[HeaderFields.destination] = self._client
        self._send(message)

    def _send(self, message: Message) -> None:
        with self._sending:
            self._connection.send(message)
