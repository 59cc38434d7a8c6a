"""Events filed under what they are about, as they read after corrections."""

from __future__ import annotations

from collections.abc import Iterable

from masstest.live.custody.record import Record
from masstest.live.custody.scans import Step, steps_of
from masstest.live.custody.subjects import About, subjects
from masstest.live.events import Event, TubesScanned

File = dict[str, Event]
"""Events by id; a new one comes at the end."""


class Files:
    """One file for each box, tube, point, vehicle, ...; remembers which files have changed."""

    def __init__(self) -> None:
        self.record = Record()
        self.heard: dict[str, float] = {}  # by place: the last time anything was told there
        self._of: dict[About, dict[str, File]] = {about: {} for about in About}
        self._filed: dict[str, Event] = {}  # by id: the event as it is filed
        self._changed: dict[About, set[str]] = {about: set() for about in About}
        self._cut: set[str] = set()  # points whose file has lost an event
        self._just_heard: set[str] = set()
        self._shared_tubes: set[str] = set()  # perhaps scanned more than once

    def add(self, events: Iterable[Event]) -> bool:
        """Take events in any order; has anything changed?"""
        version = self.record.version
        for event in events:
            self._hear(event)
            for event_id in self.record.add(event):
                self._refile(event_id)
        return self.record.version > version

    def of(self, about: About) -> dict[str, File]:
        """All files about one sort of thing, by its id."""
        return self._of[about]

    def change(self, about: About, key: str) -> None:
        """Something else that this hangs on has changed."""
        self._changed[about].add(key)

    def take_changed(self, about: About) -> set[str]:
        """Whose files have changed since this was last asked."""
        taken, self._changed[about] = self._changed[about], set()
        return taken

    def take_cut(self) -> set[str]:
        """Points that have lost an event since this was last asked."""
        taken, self._cut = self._cut, set()
        return taken

    def take_heard(self) -> set[str]:
        """Places that were heard of since this was last asked."""
        taken, self._just_heard = self._just_heard, set()
        return taken

    def scans_of(self, own: Iterable[Event]) -> dict[str, list[Step]]:
        """All scans of the tubes that a box's `own` events scanned, in order."""
        files, scans = self._of[About.tube], {}
        for event in own:
            if isinstance(event.fact, TubesScanned):
                step = (event.at_min, event.event_id, event.fact.box_id)
                for tube in event.fact.tubes:
                    tube_id = tube.tube_id
                    is_shared = tube_id in self._shared_tubes
                    scans[tube_id] = steps_of(files[tube_id].values()) if is_shared else [step]
        return scans

    def _hear(self, event: Event) -> None:
        place = event.place
        if place and event.at_min > self.heard.get(place, float("-inf")):
            self.heard[place] = event.at_min
            self._just_heard.add(place)

    def _refile(self, event_id: str) -> None:
        """File an event as it reads now."""
        old, new = self._filed.pop(event_id, None), self.record.effective(event_id)
        if old is not None:
            for about, key in subjects(old):
                self._unfile(about, key, event_id)
            self._touch_shared_tubes(old)
        if new is not None:
            self._filed[event_id] = new
            for about, key in subjects(new):
                self._of[about].setdefault(key, {})[event_id] = new
                self._changed[about].add(key)
            self._touch_shared_tubes(new)

    def _unfile(self, about: About, key: str, event_id: str) -> None:
        self._changed[about].add(key)
        if about is About.point:
            self._cut.add(key)
        file = self._of[about].get(key, {})
        file.pop(event_id, None)
        if not file:
            self._of[about].pop(key, None)

    def _touch_shared_tubes(self, event: Event) -> None:
        """A tube scanned into another box is no longer in the one before."""
        if not isinstance(event.fact, TubesScanned):
            return
        files = self._of[About.tube]
        for tube in event.fact.tubes:
            file = files.get(tube.tube_id, {})
            if len(file) > 1 or event.event_id not in file:
                self._shared_tubes.add(tube.tube_id)
                boxes = (box_id for _, _, box_id in steps_of(file.values()))
                self._changed[About.box].update(boxes)
