"""Scans of tubes: which tube is in which box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from masstest.live.custody.record import in_order
from masstest.live.custody.states import Scan, TubeFlag, TubeState
from masstest.live.events import Event, Outcome, ResultReported, TubeAbnormal, TubesScanned

Step = tuple[float, str, str]
"""(at_min, event id, box) of one scan."""


def steps_of(events: Iterable[Event]) -> list[Step]:
    """The scans among a tube's events, in order."""
    return sorted(
        (event.at_min, event.event_id, event.fact.box_id)
        for event in events
        if isinstance(event.fact, TubesScanned)
    )


def scans_by_tube(events: Iterable[Event]) -> Mapping[str, list[Step]]:
    """All scans among `events` by tube, in order."""
    steps: dict[str, list[Step]] = {}
    for event in events:
        if isinstance(event.fact, TubesScanned):
            for tube in event.fact.tubes:
                steps.setdefault(tube.tube_id, []).append(
                    (event.at_min, event.event_id, event.fact.box_id)
                )
    for own in steps.values():
        own.sort()
    return steps


def tubes_of(events: Iterable[Event]) -> dict[str, None]:
    """Tubes that `events` scanned, each once."""
    return {
        tube.tube_id: None
        for event in events
        if isinstance(event.fact, TubesScanned)
        for tube in event.fact.tubes
    }


def box_scans(own: Iterable[Event], by_tube: Mapping[str, list[Step]]) -> Mapping[str, list[Step]]:
    """All scans of those tubes that a box's own events scanned into it."""
    return {tube_id: by_tube[tube_id] for tube_id in tubes_of(own)}


def fold_tube(tube_id: str, events: Iterable[Event]) -> TubeState:
    """One tube: where it was last scanned, and what was said of it."""
    scans, flags = [], []
    named_in = ""  # by results and flags, for a tube that was never scanned
    outcome: Outcome | None = None
    outcome_min: float | None = None
    for event in in_order(events):
        match event.fact:
            case TubesScanned(box_id=box_id, tubes=tubes):
                persons = next(t.persons for t in tubes if t.tube_id == tube_id)
                scans.append(Scan(event.at_min, event.event_id, box_id, persons, event.person))
            case TubeAbnormal(box_id=named_in, problem=problem, text=text):
                flags.append(TubeFlag(event.at_min, problem, text, event.person))
            case ResultReported(box_id=named_in, outcome=told):
                if told is not outcome:  # said again, it is no younger for that
                    outcome, outcome_min = told, event.at_min
            case _:
                raise AssertionError(f"{event.fact.kind} isn't about a tube")
    persons_known = [scan.persons for scan in scans if scan.persons is not None]
    return TubeState(
        tube_id=tube_id,
        box_id=scans[-1].box_id if scans else named_in,
        persons=persons_known[-1] if persons_known else None,
        scans=tuple(scans),
        outcome=outcome,
        outcome_min=outcome_min,
        flags=tuple(flags),
    )


class Tubes(Mapping[str, TubeState]):
    """Tubes by id, folded one by one: there are thirty thousand, and few are looked up."""

    def __init__(
        self, files: Mapping[str, Mapping[str, Event]], fold: Callable[[str], TubeState]
    ) -> None:
        self._files = files
        self._fold = fold

    def __getitem__(self, tube_id: str) -> TubeState:
        return self._fold(tube_id)

    def __contains__(self, tube_id: object) -> bool:
        return tube_id in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)
