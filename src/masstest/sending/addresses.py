"""Which addresses of the network a webhook may go to.

An address that somebody typed in must not make the server ask machines that only the server can
reach: itself, its neighbours, a cloud's metadata service.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):
    """A host has an address that webhooks may not go to."""


def resolve(host: str, port: int, own: Networks) -> str:
    """An address of `host` to connect to. It must be used as it is: asked again, a name server
    may say something else.

    Raises
    ------
    AddressRefused
        If any address of the host is neither public nor in one of the `own` networks.
    OSError
        If the name isn't known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [_plain(str(entry[4][0])) for entry in found]
    for address in addresses:
        if not (_is_public(address) or is_own(str(address), own)):
            raise AddressRefused(f"{host} is at {address}, a private address")
    return str(addresses[0])


def is_own(address: str, own: Networks) -> bool:
    """Whether an address is in one of the `own` networks."""
    return any(_within(_plain(address), network) for network in own)


def _plain(text: str) -> Address:
    """An address without its zone; IPv4 written as IPv6 is IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast


def _within(address: Address, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return address.version == network.version and address in network
