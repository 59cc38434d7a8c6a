"""Where things are: centres of communities, scattered compounds, distances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from masstest.domain.coordinates import great_circle_m
from masstest.domain.travel import Floats

METRES_PER_DEGREE = 111_195.0


def offset(lon: float, lat: float, east_m: float, north_m: float) -> tuple[float, float]:
    """The place `east_m`, `north_m` away, in degrees rounded to 6 decimals (0.1 m)."""
    return (
        round(lon + east_m / (METRES_PER_DEGREE * float(np.cos(np.radians(lat)))), 6),
        round(lat + north_m / METRES_PER_DEGREE, 6),
    )


def spread(
    rng: np.random.Generator, lon: float, lat: float, reach_m: tuple[float, float], count: int
) -> list[tuple[float, float]]:
    """`count` places in an ellipse, far from one another (best of 24 candidates each time)."""
    chosen = np.empty((0, 2))
    for _ in range(count):
        angle = rng.uniform(0, 2 * np.pi, 24)
        radius = np.sqrt(rng.uniform(0, 1, 24))
        candidates = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        candidates *= reach_m
        if len(chosen):
            gaps = np.linalg.norm(candidates[:, None] - chosen[None], axis=2).min(axis=1)
            best = int(gaps.argmax())
        else:
            best = int(radius.argmin())
        chosen = np.vstack([chosen, candidates[best]])
    return [offset(lon, lat, float(east), float(north)) for east, north in chosen]


def near(
    rng: np.random.Generator, lon: float, lat: float, closest_m: float, farthest_m: float
) -> tuple[float, float]:
    """A place between `closest_m` and `farthest_m` away."""
    angle, radius = rng.uniform(0, 2 * np.pi), rng.uniform(closest_m, farthest_m)
    return offset(lon, lat, float(radius * np.cos(angle)), float(radius * np.sin(angle)))


def distances_m(
    origins: Sequence[tuple[float, float]], destinations: Sequence[tuple[float, float]]
) -> Floats:
    """(origins, destinations) metres as the crow flies."""
    return great_circle_m(
        np.array(origins, dtype=float).reshape(-1, 2),
        np.array(destinations, dtype=float).reshape(-1, 2),
    )


def apportion(total: int, weights: Floats, least: int = 0) -> list[int]:
    """`total` in whole parts as `weights` say, each at least `least` (largest remainders)."""
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"cannot give {least} to each of {len(weights)} out of {total}")
    exact = weights / weights.sum() * spare
    parts = np.floor(exact).astype(int)
    parts[np.argsort(parts - exact, kind="stable")[: spare - int(parts.sum())]] += 1
    return [least + int(part) for part in parts]


def medians(people: Floats, distance_m: Floats, count: int) -> list[int]:
    """Columns of `distance_m` that, chosen one by one, save the people the most walking.

    Parameters
    ----------
    people : (n,) persons at each row
    distance_m : (n, m) metres
    """
    nearest = np.full(len(people), np.inf)
    chosen: list[int] = []
    for _ in range(min(count, distance_m.shape[1])):
        after = np.minimum(nearest[:, None], distance_m)
        cost = people @ after
        cost[chosen] = np.inf
        best = int(cost.argmin())
        chosen.append(best)
        nearest = after[:, best]
    return chosen
