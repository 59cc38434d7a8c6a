"""What people get wrong, and what phones and networks do to their messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Faults:
    """What goes wrong in people's hands on a scripted day.

    Attributes
    ----------
    wrong_counts : share of boxes with a wrong count or seal, which must be held
    positive_tubes : tubes that come out positive
    invalid_share : share of tubes whose result is invalid
    """

    wrong_counts: float = 0.01
    positive_tubes: int = 3
    invalid_share: float = 0.0005


@dataclass(frozen=True)
class Channel:
    """What happens to events between a phone and the service, as shares of all events.

    Attributes
    ----------
    duplicates : are sent again, later
    late : wait on the phone for some minutes, `late_mean_min` on average
    missing : are never sent
    """

    duplicates: float = 0.05
    late: float = 0.05
    missing: float = 0.0
    late_mean_min: float = 12.0
