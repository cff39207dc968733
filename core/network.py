"""No network: an audit hook that refuses every connection this process might try to make.

Ebb's only use of the network is a model download the user starts, and that has a process of its own
(`core.inference.downloading.fetching`), which this hook is not put into. An audit hook cannot be taken away again by
the code it watches over.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

_REFUSED = frozenset(
    f"socket.{call}"
    for call in (
        "connect", "bind", "sendto", "sendmsg", "getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyaddr"
    )
)  # fmt: skip


class NetworkRefused(PermissionError):
    """Something inside Ebb tried to reach the network."""


def forbid_network() -> None:
    """From now on, connecting, binding and looking up names raise `NetworkRefused`. Local sockets stay usable."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _REFUSED:
        return
    first = arguments[0] if arguments else None
    if isinstance(first, socket.socket) and first.family == getattr(socket, "AF_UNIX", None):
        return
    raise NetworkRefused(f"Ebb does not use the network ({event} was refused).")
