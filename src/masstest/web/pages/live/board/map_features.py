"""What the map shows: points by their state, laboratories, vehicles where they last reported."""

from __future__ import annotations

from typing import Any

from masstest.live.shapes import LabBoard, Source, VehicleBoard
from masstest.service.live.board.views import BoardView
from masstest.text import N_, Translator
from masstest.web.measures import figure
from masstest.web.pages.live.board import words


def map_features(view: BoardView, t: Translator) -> dict[str, Any]:
    """A GeoJSON collection; `lines` of a feature are what is said of it, `sign` how it looks."""
    board = view.board
    features = [
        *(_feature(s.lon, s.lat, *_source(s, t)) for s in board.sources if s.kind == "point"),
        *(_feature(lab.lon, lab.lat, *_lab(lab, t)) for lab in board.labs),
        *(_feature(v.lon, v.lat, *_vehicle(v, view, t)) for v in board.vehicles),
    ]
    return {"type": "FeatureCollection", "features": [f for f in features if f is not None]}


def _feature(
    lon: float | None, lat: float | None, key: str, sign: str, lines: list[str]
) -> dict[str, Any] | None:
    if lon is None or lat is None:
        return None
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"key": key, "sign": sign, "lines": lines},
    }


def _source(source: Source, t: Translator) -> tuple[str, str, list[str]]:
    done = t(
        N_("{sampled} of {due} people sampled"),
        sampled=figure(source.progress.persons_sampled),
        due=figure(source.progress.persons_due),
    )
    lines = [source.name, t(words.STATES[source.state]), done]
    if source.finish is not None:
        lines.append(words.expected_words(source.finish, t))
    sign = f"{source.state.value}-{source.signal.value}"
    return f"point:{source.source_id}", sign, lines


def _lab(lab: LabBoard, t: Translator) -> tuple[str, str, list[str]]:
    waiting = t(N_("{tubes} tubes wait"), tubes=figure(lab.tubes_waiting))
    return f"lab:{lab.lab_id}", f"lab-{lab.signal.value}", [lab.name, waiting]


def _vehicle(vehicle: VehicleBoard, view: BoardView, t: Translator) -> tuple[str, str, list[str]]:
    place = view.names(vehicle.place) if vehicle.place else "–"
    if vehicle.departed:
        stands = t(N_("left {place} at {at}"), place=place, at=words.minute(vehicle.at_min, t))
    else:
        stands = t(N_("at {place} since {at}"), place=place, at=words.minute(vehicle.at_min, t))
    load = t(
        N_("{boxes} boxes, {tubes} tubes on board"),
        boxes=vehicle.boxes_on_board,
        tubes=vehicle.tubes_on_board,
    )
    lines = [vehicle.plate or vehicle.vehicle_id, stands, load]
    if vehicle.late_min >= 1:
        lines.append(t(N_("{time} late"), time=words.span(vehicle.late_min, t)))
    return f"vehicle:{vehicle.vehicle_id}", f"vehicle-{vehicle.signal.value}", lines
