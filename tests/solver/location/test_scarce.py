"""When samplers are scarce: the supply holds, most people are served, the remedy is enough."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import support
from masstest.demo import make_roster
from masstest.domain.outcome import RemedyCode
from masstest.domain.plan import Point
from masstest.domain.roster import Roster, ZoneGroup
from masstest.solver.location.limited import samplers_needed
from masstest.solver.location.network import Hours, build_network
from masstest.solver.location.scarce import Mode, modes, positions_per_relief, scarcity
from masstest.solver.rostering.posts import posts_needed
from masstest.travel import straight_line
from siting_cases import broken, located

NOON, RESTED = 420 + 240, 420 + 240 + 60


def samplers_used(roster: Roster, points: tuple[Point, ...]) -> int:
    """Samplers if everybody who is done at NOON works at a late point as well."""
    halves: Counter[tuple[bool, str]] = Counter()
    whole_day = 0
    for point in points:
        need = posts_needed(point.lanes, point.open_until - point.open_from, roster.parameters)
        group = point.zone.group.value
        if point.open_until <= NOON:
            halves[True, group] += need
        elif point.open_from >= RESTED:
            halves[False, group] += need
        else:
            whole_day += need
    return whole_day + sum(max(halves[True, g], halves[False, g]) for g in ZoneGroup)


@pytest.mark.parametrize("supply", [1, 12, 25])
def test_no_more_samplers_than_there_are(supply: int) -> None:
    roster = make_roster("town")
    result = located(roster, supply=supply)
    assert samplers_used(roster, result.value.points) <= supply
    assert broken(roster, result) <= {"full_coverage", "sampling_deadline"}


def test_enough_samplers_change_nothing() -> None:
    roster = make_roster("town")
    plenty = located(roster)
    needed = samplers_needed(roster, plenty.value.points)
    assert located(roster, supply=needed).value == plenty.value


def test_a_sampler_s_day_is_used_up() -> None:
    """10 samplers: 10 x 360 min, at 100 an hour, are 6,000 people if sites are near enough."""
    roster = support.roster(
        tuple(support.compound(f"C{n}", 1_500) for n in range(6)),
        tuple(support.site(f"P{n}", max_lanes=5) for n in range(5)),
    )
    result = located(roster, supply=10)
    assert sum(row.persons for row in result.value.coverage) == 6_000
    assert samplers_used(roster, result.value.points) <= 10


def test_key_persons_come_first() -> None:
    roster = support.roster(
        tuple(support.compound(f"C{n}", 1_000, key_population=300) for n in range(6)),
        tuple(support.site(f"P{n}", max_lanes=2) for n in range(4)),
    )
    result = located(roster, supply=4)
    rows = result.value.coverage
    assert sum(row.key_persons for row in rows) == 1_800
    assert 1_800 < sum(row.persons for row in rows) < 6_000


def test_the_remedy_is_enough() -> None:
    roster = make_roster("town")
    result = located(roster, supply=12)
    full = [s for s in result.shortages if s.rule == "full_coverage"]
    (remedy,) = full[0].remedies
    assert (remedy.code, remedy.subject) == (RemedyCode.add_staff, "sampler")
    mended = located(roster, supply=12 + int(remedy.quantity))
    assert broken(roster, mended) == set()
    assert mended.shortages == ()


def test_the_linear_count_of_samplers_is_the_exact_one() -> None:
    roster = make_roster("town")
    travel = straight_line(roster)
    networks = [build_network(roster, travel, g, late=True, nearest=5) for g in ZoneGroup]
    scarce = scarcity(roster, networks, 10)
    openings = len(scarce.mode)
    for opening in range(openings):
        for lanes in range(1, 9):
            counts = np.zeros(openings, dtype=np.int64)
            counts[opening] = lanes
            siting = scarce.siting
            minutes = siting.opening_span_min[opening] + siting.opening_late_min[opening]
            exact = posts_needed(lanes, int(minutes), roster.parameters)
            assert scarce.samplers_used(counts).sum() == exact


def test_modes_of_a_site() -> None:
    roster = make_roster("town")
    assert positions_per_relief(roster) == 4
    whole_day = modes(roster, Hours(420, 810, 840))
    assert whole_day == {
        Mode.full: Hours(420, 810, 840),
        Mode.morning: Hours(420, NOON, NOON),
        Mode.late: Hours(RESTED, 810, 840),
    }
    assert set(modes(roster, Hours(420, 600, 600))) == {Mode.morning}
    assert set(modes(roster, Hours(730, 810, 840))) == {Mode.late}
    assert set(modes(roster, Hours(600, 810, 840))) == {Mode.short}
