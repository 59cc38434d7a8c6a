"""Counts of a box, what they are compared with, and what holds it."""

from __future__ import annotations

from dataclasses import replace

from masstest.live.custody.box.contents import Contents
from masstest.live.custody.box.order import CLOCK_MIN
from masstest.live.custody.boxes import Count, Mismatch, Release, Station
from masstest.live.events import (
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    Event,
    LabReceived,
)

Counted = BoxHandedOver | BoxDelivered | LabReceived


class Hold:
    """Is the box in order?

    **What is compared.** At sealing the count by hand with the scans: those that the phone
    counted, and, if the ledger saw any scan into the box, those that it saw. At every later
    station count and seal with what stands: as sealed, or as released. If the sealing itself was
    wrong, the scans stand, because a later count by hand that equals the scans says that the
    first count was the mistake; one that repeats the first count leaves a tube without identity.
    Until the sealing is known there is nothing to compare with: scans alone may be half of what
    the point's phone still has to send, and a driver isn't kept waiting for that.

    **What frees it.** Counting again: the same step with figures that agree, here or at a later
    station. Sealing again, while the box hasn't left its source. A transport lead's release: what
    was found then stands, and so does the step that was refused; nobody has to type it twice. A
    correction, because then the mismatch never was. A release answers a mismatch that somebody
    saw: if by the clocks it came just before, it counts for the mismatch that follows.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.seal: str | None = None  # that stands
        self.tubes: int | None = None  # that stand
        self.counts: list[Count] = []
        self.mismatches: list[Mismatch] = []
        self.is_on = False  # the last mismatch is open
        self.releases: list[Release] = []
        self.needless: list[Event] = []  # releases that had nothing to release
        self._refused: Event | None = None  # the step that the open mismatch refused
        self._early: Event | None = None  # a release that may be for the next mismatch

    @property
    def station(self) -> Station | None:
        """Where it is held, if it is."""
        return self.mismatches[-1].station if self.is_on else None

    @property
    def visited(self) -> set[Station]:
        return {count.station for count in self.counts}

    def seal_up(self, event: Event, fact: BoxSealed) -> None:
        """Compare the count by hand with the scans; what follows is compared with this sealing."""
        known = self._contents.known_at(event.at_min)
        agreed = fact.tubes_counted == fact.tubes_scanned and known in (None, fact.tubes_counted)
        self.seal, self.tubes = fact.seal, fact.tubes_scanned
        self._count(event, Station.sealing, fact.tubes_counted, fact.seal, agreed)
        self._clear(event)
        if not agreed:
            self._put(
                event,
                Mismatch(
                    station=Station.sealing,
                    event_id=event.event_id,
                    at_min=event.at_min,
                    place=fact.source,
                    person=event.person,
                    expected_tubes=fact.tubes_scanned,
                    found_tubes=fact.tubes_counted,
                    expected_seal=None,
                    found_seal=fact.seal,
                    known_tubes=known,
                ),
            )

    def compare(self, event: Event, station: Station, place: str, fact: Counted) -> bool:
        """Count at a station after sealing: holds the box or frees it. Do the figures agree?"""
        expected = self.tubes
        agreed = self._agrees(fact)
        self._count(event, station, fact.tubes_counted, fact.seal, agreed)
        self._clear(event)
        if not agreed:
            self._put(
                event,
                Mismatch(
                    station=station,
                    event_id=event.event_id,
                    at_min=event.at_min,
                    place=place,
                    person=event.person,
                    expected_tubes=expected,
                    found_tubes=fact.tubes_counted,
                    expected_seal=self.seal,
                    found_seal=fact.seal,
                ),
            )
        elif self.tubes is None:  # the first count that is known stands for those after it
            self.tubes, self.seal = fact.tubes_counted, fact.seal
        return agreed

    def note(self, event: Event, station: Station, fact: Counted) -> None:
        """Count where nothing can hang on it any more."""
        self._count(event, station, fact.tubes_counted, fact.seal, self._agrees(fact))

    def release(self, event: Event, fact: BoxReleased) -> None:
        self.releases.append(Release(event.event_id, event.at_min, event.person, fact.reason))
        if self.is_on:
            self._let_go(event)
        else:
            self.close()
            self._early = event

    def released_step(self) -> Event | None:
        """The step that was refused and stands since the last release; each is told once."""
        step, self._refused = (None, self._refused) if self.is_on else (self._refused, None)
        return step

    def close(self) -> None:
        """No mismatch follows that an early release could be for."""
        if self._early is not None:
            self.needless.append(self._early)
            self._early = None

    def _agrees(self, fact: Counted) -> bool:
        return self.seal in (None, fact.seal) and self.tubes in (None, fact.tubes_counted)

    def _count(self, event: Event, station: Station, tubes: int, seal: str, agreed: bool) -> None:
        who = event.place, event.person
        self.counts.append(
            Count(
                station, event.event_id, event.at_min, *who, tubes=tubes, seal=seal, agreed=agreed
            )
        )

    def _put(self, event: Event, mismatch: Mismatch) -> None:
        self.mismatches.append(mismatch)
        self.is_on, self._refused = True, event
        early = self._early
        if early is not None and mismatch.at_min - early.at_min <= CLOCK_MIN:
            self._early = None
            self._let_go(early)

    def _clear(self, event: Event) -> None:
        if self.is_on:
            self.mismatches[-1] = replace(
                self.mismatches[-1], cleared_min=event.at_min, cleared_by=event.event_id
            )
            self.is_on, self._refused = False, None

    def _let_go(self, release: Event) -> None:
        """What was found stands from now on, and so does the step that was refused."""
        mismatch, refused = self.mismatches[-1], self._refused
        self._clear(release)
        self.tubes, self.seal = mismatch.found_tubes, mismatch.found_seal
        self._refused = refused
