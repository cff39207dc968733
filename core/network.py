"""No network: an audit hook that refuses every connection this process might try to make.

Ebb's only uses of the network are a model download the user starts, which has a process of its own without this hook
(`core.inference.downloading.fetching`), and a language model on a server the user chose: the process that speaks to it
has a `Door`, and through that it reaches this one address and nothing else. An audit hook cannot be taken away again by
the code it watches over.
"""

from __future__ import annotations

import socket
import sys
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

_REFUSED = frozenset(
    f"socket.{call}"
    for call in (
        "connect", "bind", "sendto", "sendmsg", "getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyaddr"
    )
)  # fmt: skip

_PRIVATE = {
    4: tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))),
    6: (ip_network("fc00::/7"),),
}


class NetworkRefused(PermissionError):
    """Something inside Ebb tried to reach the network."""


class Door:
    """The one address that a process may reach: a host, by name or number, and a port."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._addresses: frozenset[str] = frozenset()

    def look_up(self) -> frozenset[str]:
        """The numbers of the host. From now on these are reached, and no others if its name should move.

        Raises:
            OSError: nobody knows the host.
        """
        found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        self._addresses = frozenset(str(address[0]) for *_, address in found)
        return self._addresses

    def lets(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Whether it stands open for what is tried."""
        if event == "socket.getaddrinfo":
            return tuple(arguments[:2]) == (self._host, self._port)
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            address, port, *_ = arguments[1]
            return port == self._port and address in self._addresses
        return False


def forbid_network(but: Door | None = None) -> None:
    """From now on, connecting, binding and looking up names raise `NetworkRefused`, `but` through one door.

    Local sockets stay usable.
    """

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _REFUSED or (but is not None and but.lets(event, arguments)):
            return
        first = arguments[0] if arguments else None
        if isinstance(first, socket.socket) and first.family == getattr(socket, "AF_UNIX", None):
            return
        raise NetworkRefused(f"Ebb does not use the network ({event} was refused).")

    sys.addaudithook(refuse)


def is_near(address: str) -> bool:
    """Whether a number is this machine's or its own network's: loopback, private (RFC 1918, RFC 4193), link-local."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_loopback or found.is_link_local or any(found in network for network in _PRIVATE[found.version])
