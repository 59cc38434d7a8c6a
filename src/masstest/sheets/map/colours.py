"""Colours that people with any colour vision can tell apart, spread so that neighbours differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

PALETTE = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
)  # fmt: skip
"""Okabe and Ito's palette without black, which marks what is selected.

Each colour goes with a shape of its own on the map, so that it is never the only cue.

References
----------
Okabe, M., Ito, K. (2008). Color Universal Design: how to make figures and presentations that
are friendly to colorblind people.
"""


def spread_colours(places: Sequence[tuple[float, float]]) -> list[int]:
    """A colour (index into `PALETTE`) for each place, such that equal colours lie far apart.

    Places are coloured from the first on, each with the colour whose nearest place so far is
    the farthest away; between equals the one that was used least.

    Parameters
    ----------
    places : sequence of (lon, lat)
        Degrees; distances are compared within one district only.
    """
    if not places:
        return []
    degrees = np.array(places, dtype=np.float64)
    plane = degrees * (np.cos(np.radians(degrees[:, 1].mean())), 1.0)
    nearest: npt.NDArray[np.float64] = np.full((len(places), len(PALETTE)), np.inf)
    used = [0] * len(PALETTE)
    colours = []
    for place, row in zip(plane, nearest, strict=True):
        colour = max(range(len(PALETTE)), key=lambda c: (row[c], -used[c], -c))
        away = np.hypot(*(plane - place).T)
        nearest[:, colour] = np.minimum(nearest[:, colour], away)
        used[colour] += 1
        colours.append(colour)
    return colours
