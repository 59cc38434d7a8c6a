"""What can be wrong with places, and with what the round needs of them."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Severity
from masstest.sheets.problems.kind import ProblemKind
from masstest.text import N_

_E = Severity.error
_W = Severity.warning

PLACES: Mapping[str, ProblemKind] = {
    "coordinate_far": ProblemKind(
        _W,
        N_("“{name}” lies {far_m} m outside the rest of {street}."),
        N_("Check longitude and latitude digit by digit; if they are right, nothing to do."),
    ),
    "coordinate_far_swapped": ProblemKind(
        _W,
        N_("“{name}” lies {far_m} m outside the rest of {street}; with longitude and latitude "
           "exchanged it would lie among them."),
        N_("Exchange longitude and latitude of this row."),
    ),
    "coordinate_far_crs": ProblemKind(
        _W,
        N_("“{name}” lies {far_m} m outside the rest of {street}; read as {other_crs} it would "
           "lie among them, but the round says {crs}."),
        N_("Convert this row's coordinates from {other_crs} to {crs}."),
    ),
    "site_of_no_use": ProblemKind(
        _W,
        N_("The site stands in zone “{zone}”, whose compounds cannot use it: there are none that "
           "walk to a point."),
        N_("Mend the zone of the site or of the compounds; or set its status to excluded."),
    ),
    "no_usable_site": ProblemKind(
        _W,
        N_("No usable site of zone “{zone}” within {limit_m} m on foot: the nearest is "
           "{nearest} ({nearest_m} m)."),
        N_("Add a candidate site nearby; otherwise it will need a mobile point."),
    ),
    "no_usable_site_at_all": ProblemKind(
        _W,
        N_("There is no usable site in zone “{zone}” at all."),
        N_("Add a candidate site in that zone; otherwise it will need a mobile point."),
    ),
    "no_specimen_vehicle": ProblemKind(
        _E,
        N_("No vehicle is there to carry specimens."),
        N_("Add a vehicle whose kind is specimen."),
    ),
    "no_sealed_vehicle": ProblemKind(
        _W,
        N_("There are sealed compounds, but no specimen vehicle may carry their specimens."),
        N_("Write yes in column “{label}” of at least one specimen vehicle."),
    ),
    "no_sealed_lab": ProblemKind(
        _W,
        N_("There are sealed compounds, but no laboratory may test their specimens."),
        N_("Write yes in column “{label}” of at least one laboratory."),
    ),
    "no_open_site": ProblemKind(
        _E,
        N_("Every site is excluded, or closed during the sampling hours."),
        N_("Change status or hours of at least one site."),
    ),
}  # fmt: skip
