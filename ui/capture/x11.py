"""X11: the window in front and the clipboard, over a connection of their own.

Through Qt a program that copied something and hangs would hold up the main thread for seconds, and a huge text would
be fetched whole before its size is known. Here a worker waits, not for long, and nothing larger than it may be is read
(Inter-Client Communication Conventions Manual 2.0, section 2).
"""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from Xlib import X, error
from Xlib.display import Display
from Xlib.ext import res
from Xlib.protocol import event as events

from ui.capture.copied import MOST_BYTES, MOST_PICTURE, Copied, TooLarge, read_copied
from ui.capture.desktop import Front, process_name

PATIENCE = 1.0
"""Seconds until a program that does not say what it copied is left alone."""

_PICTURES = ("image/png", "image/jpeg", "image/bmp", "image/tiff", "image/webp")
_TARGETS, _INCREMENTAL, _CLIPBOARD, _OURS = "TARGETS", "INCR", "CLIPBOARD", "EBB_COPIED"
UNREACHABLE = (error.DisplayError, error.XError, error.ConnectionClosedError, error.XauthError, OSError)
_LOCAL = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")
_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108  where every X server has them


@contextmanager
def local_display(name: str) -> Iterator[Any]:
    """A connection of its own. A display on another machine is not asked: Ebb opens no connection over the network.

    Raises:
        one of `UNREACHABLE`, now or when the display is used.
    """
    local = _LOCAL.fullmatch(name)
    if local is None or not (_SOCKETS / f"X{local[1]}").exists():
        raise ConnectionRefusedError
    display = Display(name)
    try:
        yield display
    finally:
        display.close()


class X11Desktop:
    tells_app = tells_title = grabs = True

    def __init__(self, name: str, *, alone: bool = True) -> None:
        """`alone`: no Wayland compositor stands behind this display."""
        self._name = name
        self.unseen = alone
        self.grabs = alone

    def front(self) -> Front:
        try:
            with local_display(self._name) as display:
                return _front(display)
        except UNREACHABLE:
            return Front()

    def copied(self) -> Copied | None:
        try:
            with local_display(self._name) as display:
                return _Asking(display).ask()
        except UNREACHABLE:
            return None

    def picture(self) -> bytes | None:
        try:
            with local_display(self._name) as display:
                return _Asking(display, MOST_PICTURE).picture()
        except UNREACHABLE:
            return None

    def marks(self) -> tuple[str, ...]:
        return ()

    def owner(self) -> str:
        try:
            with local_display(self._name) as display:
                return _owner(display)
        except UNREACHABLE:
            return ""


class _Silent(Exception):
    """Whoever owns the clipboard does not answer."""


class _Refused(Exception):
    """Whoever owns the clipboard does not give it in this format."""


class _Asking:
    """One look at the clipboard."""

    def __init__(self, display: Any, most: int = MOST_BYTES) -> None:
        self._display, self._most = display, most
        self._deadline = time.monotonic() + PATIENCE * max(1, most // (20 * MOST_BYTES))
        root = display.screen().root
        self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        self._selection = display.intern_atom(_CLIPBOARD)
        self._ours = display.intern_atom(_OURS)

    def ask(self) -> Copied:
        if self._display.get_selection_owner(self._selection) == X.NONE:
            return Copied()
        try:
            return read_copied(self._formats(), self._data)
        except _Silent:
            return Copied(silent=True)
        except _Refused:
            return Copied()

    def picture(self) -> bytes:
        """The picture that was copied; nothing where none can be had."""
        try:
            wanted = next((name for name in _PICTURES if name in self._formats()), None)
            return b"" if wanted is None else self._data(wanted)
        except (_Silent, _Refused, TooLarge):
            return b""

    def _formats(self) -> list[str]:
        property_ = self._convert(_TARGETS)
        if property_.format != 32:
            return []
        return [self._display.get_atom_name(atom) for atom in property_.value if atom != X.NONE]

    def _data(self, target: str) -> bytes:
        try:
            property_ = self._convert(target)
        except _Refused:
            return b""
        if property_.property_type == self._display.intern_atom(_INCREMENTAL):
            return self._in_pieces(property_.value)
        return bytes(property_.value) if property_.format == 8 else b""

    def _convert(self, target: str) -> Any:
        self._window.convert_selection(self._selection, self._display.intern_atom(target), self._ours, X.CurrentTime)
        answer = self._wait(events.SelectionNotify)
        if answer.property == X.NONE:
            raise _Refused
        return self._take()

    def _take(self) -> Any:
        """The property, which is then gone: that asks for the next piece where there are several."""
        found = self._window.get_property(self._ours, X.AnyPropertyType, 0, self._most // 4 + 1)
        if found is None:
            raise _Refused
        if found.bytes_after:
            raise TooLarge
        self._window.delete_property(self._ours)
        self._display.flush()
        return found

    def _in_pieces(self, announced: Any) -> bytes:
        if len(announced) and announced[0] > self._most:
            raise TooLarge
        pieces, total = [], 0
        while True:
            changed = self._wait(events.PropertyNotify)
            if changed.atom != self._ours or changed.state != X.PropertyNewValue:
                continue
            piece = bytes(self._take().value)
            if not piece:
                return b"".join(pieces)
            total += len(piece)
            if total > self._most:
                raise TooLarge
            pieces.append(piece)

    def _wait(self, kind: type) -> Any:
        while True:
            while self._display.pending_events():
                event = self._display.next_event()
                if isinstance(event, kind):
                    return event
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([self._display.fileno()], [], [], left)[0]:
                raise _Silent


def _owner(display: Any) -> str:
    """By the process behind the window that owns the clipboard (X-Resource extension 1.2); it need not be seen."""
    owner = display.get_selection_owner(display.intern_atom(_CLIPBOARD))
    if owner == X.NONE or not display.has_extension("X-Resource"):
        return ""
    found = display.res_query_client_ids([{"client": owner.id, "mask": res.LocalClientPIDMask}])
    return next((process_name(client.value[0]) for client in found.ids if len(client.value)), "")


def _front(display: Any) -> Front:
    """By what window managers say (Extended Window Manager Hints); without one, by where the keyboard is."""
    root = display.screen().root
    active = root.get_full_property(display.intern_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
    number = active.value[0] if active is not None and len(active.value) else X.NONE
    window = display.create_resource_object("window", number) if number else display.get_input_focus().focus
    while not isinstance(window, int) and window.id != root.id:
        named = window.get_wm_class()
        if named:
            return Front(str(named[1]), _title(display, window), _is_ours(display, window))
        window = window.query_tree().parent
    return Front()


def _title(display: Any, window: Any) -> str:
    for name in ("_NET_WM_NAME", "WM_NAME"):
        words = window.get_full_property(display.intern_atom(name), X.AnyPropertyType)
        if words is not None and words.value:
            value = words.value
            return value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
    return ""


def _is_ours(display: Any, window: Any) -> bool:
    process = window.get_full_property(display.intern_atom("_NET_WM_PID"), X.AnyPropertyType)
    return process is not None and len(process.value) > 0 and process.value[0] == os.getpid()
