"""Addresses that alerts are mailed to, each in place of somebody with a role in an area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from masstest.access.roles import GrantedRole


class MailReceiver(NamedTuple):
    address: str
    grants: tuple[GrantedRole, ...]


def mail_receivers(setting: Mapping[str, str]) -> tuple[MailReceiver, ...]:
    """What the setting ``alert_mail_to`` says: address -> ``role[:scope:value]``, with commas.

    Raises
    ------
    ValueError
        If an address is none, or a role can't be granted so.
    """
    found = []
    for address, roles in setting.items():
        local, at, host = address.partition("@")
        if not (local and at and host) or not address.isprintable() or " " in address:
            raise ValueError(f"{address} is no mail address")
        grants = tuple(GrantedRole.parse(role.strip()) for role in roles.split(",") if role.strip())
        found.append(MailReceiver(address, grants))
    return tuple(found)
