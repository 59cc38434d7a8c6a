"""From a case's description to its roster."""

from __future__ import annotations

from typing import Literal

import numpy as np

from masstest.demo.cases import huiji, town, weibin
from masstest.demo.compounds import make_compounds
from masstest.demo.people import make_staff
from masstest.demo.resources import make_labs, make_officials, make_supplies, make_vehicles
from masstest.demo.sites import make_sites
from masstest.demo.spec import CaseSpec
from masstest.domain.roster import Roster, Round

CaseName = Literal["town", "weibin", "huiji"]
CASES: dict[CaseName, CaseSpec] = {"town": town.CASE, "weibin": weibin.CASE, "huiji": huiji.CASE}


def make_roster(case: CaseName, seed: int = 1) -> Roster:
    """The roster of a made-up district.

    Parameters
    ----------
    case : `town` (12,000 people), `weibin` (310,000) or `huiji` (550,000, short of samplers)
    seed : another seed gives another district of the same make

    Returns
    -------
    Roster, the same for the same case and seed on every machine
    """
    return build_roster(CASES[case], seed)


def build_roster(spec: CaseSpec, seed: int = 1) -> Roster:
    """The roster of a description: the same for the same seed on every machine."""
    # one stream per part, so that a change in one part leaves the others as they are
    places, siting, staffing, garages, offices = (
        np.random.default_rng([seed, part]) for part in range(5)
    )
    compounds = make_compounds(spec, places)
    sites = make_sites(spec, compounds, siting)
    staff = make_staff(spec, compounds, sites, staffing)
    return Roster(
        round=Round(district=spec.district, date=spec.date),
        compounds=compounds,
        sites=sites,
        staff=staff,
        vehicles=make_vehicles(spec, staff, garages),
        labs=make_labs(spec),
        supplies=make_supplies(spec, sites, staff),
        officials=make_officials(spec, compounds, sites, offices),
    )
