"""Mode `dedicated`: one point, one vehicle, one crew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import linear_sum_assignment

from masstest.domain.roster import Vehicle
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.sources import Source

_STOP_WORK_MIN = 20  # what one more pickup keeps a shared vehicle busy, roughly
_DAY_MIN = 400


@dataclass(frozen=True)
class Dedication:
    """Which vehicle serves which point alone.

    Attributes
    ----------
    owner : for each vehicle the source it is dedicated to, or -1: teams, and points left over
    left_over : source_ids of points without a vehicle of their own
    missing : vehicles and crews that would do for every point to have its own
    """

    owner: tuple[int, ...]
    left_over: tuple[str, ...]
    missing: int


def dedicate(
    travel: Travel,
    sources: Sequence[Source],
    pickups: Sequence[int],
    vehicles: Sequence[Vehicle],
    crews: int,
) -> Dedication:
    """Give each point a vehicle of its own, the assignment with the least way from home.

    A few vehicles are kept for the doorstep teams. If there are too few vehicles or crews, the
    points with the fewest tubes share those few with the teams.

    Parameters
    ----------
    pickups : how often each source is to be picked up
    """
    points = [row for row, source in enumerate(sources) if source.kind == "site"]
    team_stops = sum(n for source, n in zip(sources, pickups, strict=True) if source.kind != "site")
    shared = -(-team_stops * _STOP_WORK_MIN // _DAY_MIN)
    usable = min(crews, len(vehicles))
    missing = max(0, len(points) + shared - usable)
    if missing > 0:
        # whoever has no own vehicle needs some of the shared ones
        kept = max(0, usable - shared)
        while kept > 0 and len(points) > kept:
            stops = team_stops + sum(sorted(pickups[row] for row in points)[: len(points) - kept])
            if usable - kept >= -(-stops * _STOP_WORK_MIN // _DAY_MIN):
                break
            kept -= 1
        points.sort(key=lambda row: -sources[row].tubes)
        points, left = points[:kept], points[kept:]
    else:
        left = []
    owner = [-1] * len(vehicles)
    if points:
        homes = [Place("vehicle", v.vehicle_id) for v in vehicles]
        places = [sources[row].meetings[0].place for row in points]
        way = travel.drive_min_matrix(homes, places)
        for vehicle, column in enumerate(_assign(way)):
            if column < len(points):
                owner[vehicle] = points[column]
    return Dedication(tuple(owner), tuple(sources[row].source_id for row in left), missing)


def _assign(cost: np.ndarray) -> list[int]:
    """The cheapest matching of rows to columns; rows left over get columns beyond the last."""
    rows, columns = cost.shape
    square = np.zeros((rows, rows), dtype=np.int64)
    square[:, :columns] = cost
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    left, right = np.divmod(np.arange(rows * rows), rows)
    solver.add_arcs_with_cost(left, right, square.ravel())
    solver.solve()
    return [solver.right_mate(row) for row in range(rows)]
