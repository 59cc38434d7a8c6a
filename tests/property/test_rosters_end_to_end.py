"""Any small roster gives a checked plan: `met`, or `short` with every missed target named."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import support
from masstest.checks import check_plan, objective_mismatches, physical
from masstest.domain.roster import Roster, SupplyItem
from masstest.planner import Options, plan_round
from masstest.travel import straight_line

ROLES = ("sampler", "registrar", "usher", "packer", "disinfector", "lead")
ZONES = ("normal", "normal", "normal", "precaution", "controlled", "sealed")
KINDS = ("residential", "residential", "village", "institution", "isolation")


@st.composite
def compounds(draw: st.DrawFn) -> tuple:
    rows = []
    for number in range(draw(st.integers(1, 6))):
        population = draw(st.integers(0, 1500))
        key = draw(st.integers(0, population))
        rows.append(
            support.compound(
                f"C{number}",
                population,
                key_population=key,
                homebound=draw(st.integers(0, min(40, population - key))),
                kind=draw(st.sampled_from(KINDS)),
                zone=draw(st.sampled_from(ZONES)),
                pool_size=draw(st.sampled_from((None, None, 1, 5, 20))),
                lat=support.north(draw(st.integers(-3000, 3000))),
            )
        )
    return tuple(rows)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    sites = tuple(
        support.site(
            f"P{number}",
            draw(st.integers(1, 6)),
            zone=draw(st.sampled_from(("normal", "normal", "controlled"))),
            status=draw(st.sampled_from(("candidate", "candidate", "required", "excluded"))),
            open_from=draw(st.sampled_from((360, 420, 480))),
            open_until=draw(st.sampled_from((700, 840, 900))),
            lat=support.north(draw(st.integers(-3000, 3000))),
        )
        for number in range(draw(st.integers(1, 4)))
    )
    crowd = draw(st.integers(0, 12))
    staff = [
        support.person(f"{role}{n}", role, pool=draw(st.sampled_from(("regular", "reserve"))))
        for role in ROLES
        for n in range(crowd)
    ]
    staff += [support.person(f"door{n}", "doorstep") for n in range(draw(st.integers(0, 8)))]
    crews = draw(st.integers(0, 3))
    staff += [support.person(f"drv{n}", "driver") for n in range(crews)]
    staff += [support.person(f"cou{n}", "courier") for n in range(crews)]
    vehicles = [
        support.vehicle(
            f"V{n}",
            draw(st.sampled_from((30, 200, 800))),
            sealed_ok=draw(st.booleans()),
            available_until=draw(st.sampled_from((780, 1860))),
        )
        for n in range(draw(st.integers(1, 3)))
    ]
    if draw(st.booleans()):
        vehicles += [support.vehicle("W1", kind="waste"), support.vehicle("U1", kind="supply")]
    labs = tuple(
        support.lab(
            f"L{n}",
            draw(st.sampled_from((5, 60, 600))),
            tubes_per_day=draw(st.sampled_from((None, None, 50))),
            receive_until=draw(st.sampled_from((900, 1860))),
            sealed_ok=draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, 2)))
    )
    supplies = (
        SupplyItem(item="swab", unit="piece", stock=draw(st.integers(0, 5000)), per_person=1),
    )
    return support.roster(
        draw(compounds()),
        sites,
        tuple(staff),
        tuple(vehicles),
        labs,
        supplies,
        transport_mode=draw(st.sampled_from(("auto", "shared", "dedicated"))),
        scope=draw(st.sampled_from(("full", "full", "key_groups"))),
    )


# No shrinking: an example costs seconds. The same examples each time: a new one is looked for
# with `--hypothesis-seed`, not by those who wait for their change to pass.
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(rosters())
def test_any_roster_gives_a_checked_plan(roster: Roster) -> None:
    travel = straight_line(roster)
    plan = plan_round(roster, Options(time_limit_s=0.5, workers=1), travel=travel)
    violations = check_plan(roster, plan, travel)
    assert physical(violations) == ()
    assert list(objective_mismatches(roster, plan, travel)) == []
    missed = {violation.rule for violation in violations}
    assert missed <= {shortage.rule for shortage in plan.shortages}
    assert (plan.status == "met") == (not missed and not plan.shortages)
