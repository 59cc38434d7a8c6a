"""What a plan of points falls short of, and what would mend it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from masstest.domain.outcome import Remedy, RemedyCode, Shortage
from masstest.domain.plan import Coverage, Point
from masstest.domain.roster import Compound, Role, Roster, Site, SiteStatus
from masstest.domain.travel import Travel
from masstest.solver.location.network import minutes_of, site_hours
from masstest.solver.stages import LocationPlan


def find_shortages(
    roster: Roster,
    travel: Travel,
    plan: LocationPlan,
    *,
    without_limit: LocationPlan | None = None,
    lacking: int = 0,
) -> tuple[Shortage, ...]:
    """Name every target of the stage that `plan` misses.

    Parameters
    ----------
    without_limit : the plan with as many samplers as it takes, if samplers are lacking
    lacking : how many samplers more that plan needs
    """
    if without_limit is None:
        return tuple(_Finder(roster, travel, plan).all())
    remedy = Remedy(
        code=RemedyCode.add_staff,
        rule="full_coverage",
        subject=Role.sampler.value,
        quantity=lacking,
        unit="persons",
    )
    rest = tuple(_Finder(roster, travel, without_limit).all())
    return (*_for_lack_of_samplers(roster, plan, without_limit, remedy), *rest)


def _for_lack_of_samplers(
    roster: Roster, plan: LocationPlan, without_limit: LocationPlan, remedy: Remedy
) -> Iterator[Shortage]:
    missing = _missing_total(roster, plan) - _missing_total(roster, without_limit)
    if missing > 0:
        yield Shortage(
            rule="full_coverage",
            subject=Role.sampler.value,
            amount=missing,
            unit="persons",
            remedies=(remedy,),
        )
    latest = max((p.finish_at - roster.finish_target for p in plan.points), default=0)
    if latest > 0:
        yield Shortage(
            rule="sampling_deadline",
            subject=Role.sampler.value,
            amount=latest,
            unit="min",
            deadline_missed_by_min=latest,
            remedies=(remedy.model_copy(update={"rule": "sampling_deadline"}),),
        )


def _missing(roster: Roster, plan: LocationPlan) -> Mapping[str, tuple[int, int]]:
    """compound_id -> persons and key persons without a point, where there are any."""
    persons: dict[str, int] = defaultdict(int)
    key: dict[str, int] = defaultdict(int)
    for row in plan.coverage:
        persons[row.compound_id] += row.persons
        key[row.compound_id] += row.key_persons
    found = {}
    for compound in roster.compounds:
        demand = roster.demand(compound)
        left = demand.walking - persons[compound.compound_id]
        if left > 0:
            found[compound.compound_id] = left, demand.walking_key - key[compound.compound_id]
    return found


def _missing_total(roster: Roster, plan: LocationPlan) -> int:
    return sum(persons for persons, _ in _missing(roster, plan).values())


class _Finder:
    """Shortages of a plan that has as many samplers as it takes."""

    def __init__(self, roster: Roster, travel: Travel, plan: LocationPlan) -> None:
        self.roster = roster
        self.travel = travel
        self.plan = plan
        self.point = {point.site_id: point for point in plan.points}
        self.missing = _missing(roster, plan)
        self.too_far = [row for row in plan.coverage if self._over_m(row) > 0]
        # lanes that a full site would have to grow by, for all the people it has to turn away
        self.turned_away_min: dict[str, float] = defaultdict(float)
        for compound_id, (persons, key) in self.missing.items():
            self._turn_away(roster.compound[compound_id], persons, key)
        for row in self.too_far:
            self._turn_away(roster.compound[row.compound_id], row.persons, row.key_persons)

    def all(self) -> Iterator[Shortage]:
        """Every shortage, most important rule first."""
        for compound_id, (persons, key) in self.missing.items():
            yield Shortage(
                rule="full_coverage",
                subject=compound_id,
                amount=persons,
                unit="persons",
                remedies=(self._room("full_coverage", compound_id, persons, key),),
            )
        for point in self.plan.points:
            late = point.finish_at - self.roster.finish_target
            if late > 0:
                yield Shortage(
                    rule="sampling_deadline",
                    subject=point.site_id,
                    amount=late,
                    unit="min",
                    deadline_missed_by_min=late,
                    remedies=tuple(self._in_time(point)),
                )
        for row in self.too_far:
            remedy = self._room("walking_limit", row.compound_id, row.persons, row.key_persons)
            yield Shortage(
                rule="walking_limit",
                subject=row.compound_id,
                amount=self._over_m(row),
                unit="m",
                remedies=(remedy,),
            )

    def _over_m(self, row: Coverage) -> float:
        limit = self.roster.walking_limit_m(self.roster.compound[row.compound_id])
        return max(0.0, row.walk_m - limit)

    def _turn_away(self, compound: Compound, persons: int, key: int) -> None:
        site = self._nearest_in_reach(compound)
        if site is not None:
            load = minutes_of(self.roster, compound, persons, key)
            self.turned_away_min[site.site_id] += load

    def _nearest_in_reach(self, compound: Compound) -> Site | None:
        """The nearest site within the limit that could be a point for `compound`."""
        limit = self.roster.walking_limit_m(compound)
        near = [
            (self.travel.walk(compound.compound_id, site.site_id), site.site_id)
            for site in self.roster.sites
            if site.zone.group is compound.zone.group
            and site.status is not SiteStatus.excluded
            and site_hours(self.roster, site).span_min > 0
        ]
        near = [pair for pair in near if int(pair[0] + 0.5) <= limit]
        return self.roster.site[min(near)[1]] if near else None

    def _room(self, rule: str, compound_id: str, persons: int, key: int) -> Remedy:
        """More lanes at the nearest site in reach; a new point if there is none."""
        compound = self.roster.compound[compound_id]
        site = self._nearest_in_reach(compound)
        if site is not None:
            span = site_hours(self.roster, site).span_min
            lanes = math.ceil(self.turned_away_min[site.site_id] / span - 1e-9)
            return self._add_lanes(rule, site.site_id, lanes)
        load = minutes_of(self.roster, compound, persons, key)
        span = max(1, self.roster.finish_target - self.roster.round.sampling_start)
        return Remedy(
            code=RemedyCode.open_point,
            rule=rule,
            subject=compound_id,
            quantity=math.ceil(load / span - 1e-9),
            unit="lanes",
            facts={"persons": persons, "within_m": self.roster.walking_limit_m(compound)},
        )

    def _in_time(self, point: Point) -> Iterator[Remedy]:
        """What ends a late point in time: more lanes, or a compound that moves elsewhere."""
        site = self.roster.site[point.site_id]
        span = site_hours(self.roster, site).span_min * site.pace
        rows = [row for row in self.plan.coverage if row.site_id == point.site_id]
        load = sum(self._load_min(row) for row in rows)
        if span > 0:
            lanes = math.ceil(load / span - 1e-9) - point.lanes
            turned_away = math.ceil(self.turned_away_min[point.site_id] / span - 1e-9)
            yield self._add_lanes("sampling_deadline", point.site_id, max(1, lanes) + turned_away)
        late_min = load - point.lanes * span
        for row in sorted(rows, key=lambda r: r.persons):
            if self._load_min(row) < late_min:
                continue
            for other in self.plan.points:
                if self._has_room(row, other):
                    yield Remedy(
                        code=RemedyCode.move_compound,
                        rule="sampling_deadline",
                        subject=row.compound_id,
                        quantity=row.persons,
                        unit="persons",
                        facts={"site_id": other.site_id},
                    )
                    return

    def _load_min(self, row: Coverage) -> float:
        compound = self.roster.compound[row.compound_id]
        return minutes_of(self.roster, compound, row.persons, row.key_persons)

    def _has_room(self, row: Coverage, point: Point) -> bool:
        """Whether `point` could take the people of `row` as well, in time and in reach."""
        compound = self.roster.compound[row.compound_id]
        site = self.roster.site[point.site_id]
        walk_m = self.travel.walk(compound.compound_id, point.site_id)
        if site.zone.group is not compound.zone.group or point.site_id == row.site_id:
            return False
        if walk_m > self.roster.walking_limit_m(compound):
            return False
        spare_min = point.lanes * (self.roster.finish_target - point.finish_at)
        return spare_min >= self._load_min(row)

    def _add_lanes(self, rule: str, site_id: str, lanes: int) -> Remedy:
        """Lanes, with the people who work at them."""
        parameters = self.roster.parameters
        return Remedy(
            code=RemedyCode.add_lanes,
            rule=rule,
            subject=site_id,
            quantity=lanes,
            unit="lanes",
            facts={
                "samplers": lanes * parameters.samplers_per_lane,
                "registrars": lanes * parameters.registrars_per_lane,
                "ushers": lanes * parameters.ushers_per_lane,
            },
        )
