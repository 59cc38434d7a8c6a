"""When each phone sends what: some of it late, some of it twice, some of it never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from masstest.rehearsal.script.day import Script
from masstest.rehearsal.script.desk import Message, Phone
from masstest.rehearsal.script.faults import Channel


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that a phone sends at `due_min`; `again`: it has sent it before."""

    due_min: float
    message: Message
    again: bool = False


@dataclass(frozen=True)
class Sendings:
    """What every phone sends, in order of time; `missing` are never sent."""

    by_phone: Mapping[Phone, tuple[Sending, ...]]
    missing: frozenset[str]
    late: int

    @property
    def duplicates(self) -> int:
        return sum(each.again for own in self.by_phone.values() for each in own)


def sendings(script: Script, channel: Channel, seed: int) -> Sendings:
    """Send a scripted day through a channel; the same seed does the same to it."""
    rng = np.random.default_rng([seed, 78])
    found: dict[Phone, list[Sending]] = defaultdict(list)
    missing: set[str] = set()
    late = 0
    for message in script.messages:
        is_missing, is_late, is_doubled = rng.random(3) < (
            channel.missing,
            channel.late,
            channel.duplicates,
        )
        if is_missing:
            missing.add(message.event.event_id)
            continue
        due = message.event.at_min
        if is_late:
            due += 1 + rng.exponential(channel.late_mean_min)
            late += 1
        found[message.phone].append(Sending(due, message))
        if is_doubled:
            again = due + 1 + rng.exponential(channel.late_mean_min)
            found[message.phone].append(Sending(again, message, again=True))
    ordered = {
        phone: tuple(sorted(own, key=lambda s: (s.due_min, s.message.event.event_id, s.again)))
        for phone, own in found.items()
    }
    return Sendings(ordered, frozenset(missing), late)
