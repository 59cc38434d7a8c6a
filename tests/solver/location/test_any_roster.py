"""Any roster gets a plan whose physical rules hold, whose sums are right, with a true bound."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import support
from masstest.domain.roster import Compound, Previous, Roster, Site, SiteStatus, Zone
from siting_cases import broken, located

TARGETS = {"full_coverage", "walking_limit", "sampling_deadline"}
ZONES = st.sampled_from([Zone.normal, Zone.normal, *Zone])


@st.composite
def compounds(draw: st.DrawFn, number: int) -> Compound:
    population = draw(st.sampled_from([0, 1, 200, 700, 3_000]))
    return support.compound(
        f"C{number}",
        population,
        key_population=draw(st.integers(0, population)),
        zone=draw(ZONES),
        lat=support.north(draw(st.integers(-1_500, 1_500))),
        pool_size=draw(st.sampled_from([None, 1, 20])),
    )


@st.composite
def sites(draw: st.DrawFn, number: int) -> Site:
    return support.site(
        f"P{number}",
        draw(st.integers(1, 4)),
        zone=draw(ZONES),
        lat=support.north(draw(st.integers(-1_500, 1_500))),
        open_from=draw(st.sampled_from([300, 420, 500, 700])),
        open_until=draw(st.sampled_from([720, 840, 1_200])),
        status=draw(st.sampled_from([SiteStatus.candidate, *SiteStatus])),
    )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    some = tuple(draw(compounds(n)) for n in range(draw(st.integers(0, 7))))
    places = tuple(draw(sites(n)) for n in range(draw(st.integers(0, 5))))
    previous: tuple[Previous, ...] = ()
    if places:
        previous = tuple(
            Previous(compound_id=c.compound_id, site_id=draw(st.sampled_from(places)).site_id)
            for c in some
        )
    return support.roster(some, places).model_copy(update={"previous": previous})


@settings(max_examples=25, deadline=None)
@given(rosters(), st.one_of(st.none(), st.integers(0, 20)))
def test_any_roster(roster: Roster, supply: int | None) -> None:
    result = located(roster, supply=supply, seconds=0.3)
    missed = broken(roster, result)
    assert missed <= TARGETS
    assert missed <= {shortage.rule for shortage in result.shortages}
    report = result.report
    assert report.best_bound is not None
    assert report.best_bound <= report.objective + 1
