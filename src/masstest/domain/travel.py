"""Travel between the places of a roster: matrices in metres and seconds.

Providers in `masstest.travel` fill a `Travel`; solvers and checks only read it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Place(NamedTuple):
    """A place of the roster. `kind` keeps equal ids of different sheets apart."""

    kind: Literal["compound", "site", "lab", "vehicle"]
    id: str


@dataclass(frozen=True)
class Travel:
    """Walking, driving and commuting in one district.

    Attributes
    ----------
    compound_row, site_col : mapping of id to index into `walk_m`
    walk_m : (compounds, sites) float array, metres along the travel network
    place_index : mapping of Place to index into `drive_m`, `drive_s` and the columns of
        `commute_m`: all compounds, sites, labs and vehicles' home places
    drive_m, drive_s : (places, places) float arrays, metres and seconds, row = origin
    staff_row : mapping of staff_id to row of `commute_m`
    commute_m : (staff, places) float array, metres from a person's home
    provider : label of the source, shown in the plan ("straight line x detour", "OSRM")
    """

    compound_row: Mapping[str, int]
    site_col: Mapping[str, int]
    walk_m: Floats
    place_index: Mapping[Place, int]
    drive_m: Floats
    drive_s: Floats
    staff_row: Mapping[str, int]
    commute_m: Floats
    provider: str

    def walk(self, compound_id: str, site_id: str) -> float:
        """Metres on foot from a compound to a site."""
        return float(self.walk_m[self.compound_row[compound_id], self.site_col[site_id]])

    def drive_min(self, origin: Place, destination: Place) -> int:
        """Whole minutes by vehicle, rounded up."""
        seconds = self.drive_s[self.place_index[origin], self.place_index[destination]]
        return math.ceil(float(seconds) / 60 - 1e-7)

    def drive_km(self, origin: Place, destination: Place) -> float:
        metres = self.drive_m[self.place_index[origin], self.place_index[destination]]
        return float(metres) / 1000

    def drive_min_matrix(
        self, origins: Sequence[Place], destinations: Sequence[Place] | None = None
    ) -> Ints:
        """(origins, destinations) whole minutes by vehicle, rounded up; square by default."""
        rows = [self.place_index[place] for place in origins]
        cols = rows if destinations is None else [self.place_index[p] for p in destinations]
        seconds = self.drive_s[np.ix_(rows, cols)]
        return np.ceil(seconds / 60 - 1e-7).astype(np.int64)

    def commute(self, staff_id: str, place: Place) -> float:
        """Metres from a person's home to a place."""
        return float(self.commute_m[self.staff_row[staff_id], self.place_index[place]])
